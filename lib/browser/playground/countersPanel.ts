/** The counters of every rule, and what they grew by: since the last command, or since a mark. */
import { type CounterDelta, type CounterRow, counterDeltas } from '../../lab/observe/counters';
import { formatCount } from '../../view/figure/textTable';
import { button, byId, make, tableOf } from './dom';
import type { Cut } from './protocol';

const COLUMNS = ['table', 'chain', 'num', 'pkts', 'bytes', 'rule'];

export class CountersPanel {
  readonly #frame = byId('counters', HTMLDivElement);
  readonly #since: HTMLSelectElement;
  readonly #onlyGrown: HTMLInputElement;
  readonly #said = make('p', { class: 'note', role: 'status' });
  #counters: Cut<CounterRow> = { items: [], count: 0 };
  #deltas: readonly CounterDelta[] = [];
  #mark: readonly CounterRow[] = [];

  constructor() {
    this.#since = make(
      'select',
      {},
      make('option', { value: 'command' }, 'the last command'),
      make('option', { value: 'mark' }, 'the mark'),
    );
    this.#onlyGrown = make('input', { type: 'checkbox' });
    for (const control of [this.#since, this.#onlyGrown]) control.addEventListener('change', () => this.#show());
    const controls = make(
      'div',
      { class: 'controls' },
      make('label', {}, 'Growth since ', this.#since),
      button('Set the mark here', () => this.#setMark()),
      make('label', {}, this.#onlyGrown, ' only what grew'),
    );
    byId('counters-panel', HTMLDivElement).prepend(controls, this.#said);
  }

  /** Takes the counters as they are, and what the last command added. */
  update(counters: Cut<CounterRow>, deltas: readonly CounterDelta[]): void {
    this.#counters = counters;
    this.#deltas = deltas;
    this.#show();
  }

  /** Forgets the mark: these are other machines. */
  reset(): void {
    this.#mark = [];
  }

  #setMark(): void {
    this.#mark = this.#counters.items;
    this.#since.value = 'mark';
    this.#show();
  }

  #show(): void {
    const grown = this.#since.value === 'mark' ? counterDeltas(this.#mark, this.#counters.items) : this.#deltas;
    const growth = new Map(grown.map((delta) => [keyOf(delta), delta]));
    const rows = this.#counters.items.filter((row) => !this.#onlyGrown.checked || growth.has(keyOf(row)));
    const table = tableOf(
      COLUMNS,
      rows.map((row) => cellsOf(row, growth.get(keyOf(row)))),
      ['num', 'pkts', 'bytes'],
    );
    for (const [index, row] of rows.entries())
      if (growth.has(keyOf(row))) table.tBodies[0]?.rows[index]?.classList.add('grown');
    const { items, count } = this.#counters;
    const rest =
      count > items.length ? ` The first ${formatCount(items.length)} of ${formatCount(count)} are shown.` : '';
    const since = this.#since.value === 'mark' ? 'the mark' : 'the last command';
    this.#said.textContent = `${formatCount(grown.length)} of ${formatCount(count)} counters grew since ${since}.${rest}`;
    this.#frame.replaceChildren(table);
  }
}

function cellsOf(row: CounterRow, delta: CounterDelta | undefined): readonly (string | Node)[] {
  const count = (value: number | bigint, more: number | bigint | undefined): string | Node =>
    more === undefined
      ? formatCount(value)
      : make('span', {}, formatCount(value), ' ', make('b', {}, `+${formatCount(more)}`));
  const { table, chain, index, packets, bytes, rule } = row;
  const number = index === 0 ? '' : String(index);
  return [table, chain, number, count(packets, delta?.packets), count(bytes, delta?.bytes), make('code', {}, rule)];
}

function keyOf({ table, chain, index }: Pick<CounterRow, 'table' | 'chain' | 'index'>): string {
  return `${table} ${chain} ${index}`;
}
