/** What one packet met, as a table: the rules in their order, with their counters, and what NAT rewrote. */
import type { RequestRecord } from '../../../view/steps/record';
import { type RequestStep, ruleName, type StepCounter } from '../../../view/steps/steps';
import { element } from '../../book/button';

const HEADS = ['hook', 'table', 'chain', 'rule', 'verdict', 'packets', 'bytes'];

/** The table of a packet's steps; `go` is called with a step that is picked in it. */
export class Walk {
  readonly root: HTMLElement;
  readonly #body = element('tbody', '');
  readonly #go: (step: RequestStep) => void;
  #steps: readonly RequestStep[] = [];

  constructor(go: (step: RequestStep) => void) {
    this.#go = go;
    const heads = HEADS.map((name) => {
      const head = element('th', '', name);
      head.scope = 'col';
      return head;
    });
    const table = element('table', '', element('thead', '', element('tr', '', ...heads)), this.#body);
    this.root = element('div', 'chainwalk-frame walk', table);
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', 'What the packet meets');
  }

  /** Shows the packet of a step, and the step in it. */
  show(step: RequestStep, own: readonly RequestStep[], { packets }: RequestRecord): void {
    if (own !== this.#steps) {
      this.#steps = own;
      this.#body.replaceChildren(...own.map((each) => this.#row(each, packets[each.packet]?.in ?? '')));
    }
    for (const [index, row] of [...this.#body.rows].entries()) {
      row.classList.toggle('past', index < step.index);
      if (index === step.index) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
    }
    const row = this.#body.rows[step.index];
    if (row !== undefined) this.root.scrollTop = row.offsetTop - this.root.clientHeight / 2;
  }

  #row(step: RequestStep, input: string): HTMLTableRowElement {
    const row = element('tr', step.event.kind, ...cellsOf(step, input));
    row.addEventListener('click', () => this.#go(step));
    return row;
  }
}

function cellsOf({ event, source, destination }: RequestStep, input: string): readonly HTMLTableCellElement[] {
  switch (event.kind) {
    case 'enters':
      return [wide(`${source} → ${destination}, ${input === '' ? 'sent by the host' : `in by ${input}`}`)];
    case 'meets': {
      const { hook, rule, counter } = event;
      const texts = [hook, rule.table, rule.chain, ruleName(rule), rule.index < 0 ? 'RETURN' : rule.verdict];
      const cells = [...texts.map((text) => element('td', '', text)), ...counterCells(counter)];
      cells[3]?.setAttribute('title', rule.rule);
      return cells;
    }
    case 'rewrites':
      return [element('td', '', event.hook), wide(`NAT: ${event.field} ${event.before} → ${event.after}`, 1)];
    case 'ends':
      return [wide(endOf(event.fate))];
  }
}

function endOf(fate: Extract<RequestStep['event'], { readonly kind: 'ends' }>['fate']): string {
  if (fate.kind === 'transmitted') return `out by ${fate.device}`;
  return fate.kind === 'delivered' ? `to ${fate.to || 'a local process'}` : `dropped: ${fate.reason}`;
}

function counterCells(counter: StepCounter | undefined): readonly HTMLTableCellElement[] {
  const change = (before: number, after: number) =>
    element('td', 'number', before.toLocaleString('en'), ' → ', element('b', '', after.toLocaleString('en')));
  if (counter === undefined) return [element('td', 'number', '–'), element('td', 'number', '–')];
  return [change(counter.packetsBefore, counter.packetsAfter), change(counter.bytesBefore, counter.bytesAfter)];
}

function wide(text: string, besides = 0): HTMLTableCellElement {
  const cell = element('td', 'wide', text);
  cell.colSpan = HEADS.length - besides;
  return cell;
}
