/** A table of requests; a cell that is picked shows below it what its request did. */
import { cellWords } from '../../../lab/learn/cellWords';
import type { MatrixCell, MatrixData, MatrixRow } from '../../../view/matrix/data';
import { pathTone, tonedText } from '../../../view/tables/tone';
import { button, element } from '../../book/button';
import type { RequestView } from '../steps/requestView';

/** With more columns than these a cell's words go over several lines, so that a row fits a page. */
const DENSE_FROM = 5;

/** A matrix in the page. */
export class Matrix {
  readonly root: HTMLElement;
  readonly #data: MatrixData;
  readonly #spoken = element('p', 'line');
  readonly #panel = element('div', 'panel');
  readonly #buttons: readonly (readonly HTMLButtonElement[])[];
  #opened: RequestView | undefined;
  #picked: HTMLButtonElement | undefined;

  constructor(data: MatrixData) {
    this.#data = data;
    this.#buttons = data.rows.map((row) => row.cells.map((cell) => this.#button(row, cell)));
    const [first] = this.#buttons[0] ?? [];
    if (first !== undefined) first.tabIndex = 0;
    const heads = ['from', 'to', ...data.columns].map((name) => {
      const head = element('th', '', name);
      head.scope = 'col';
      return head;
    });
    const rows = data.rows.map((row, index) => this.#row(row, this.#buttons[index] ?? []));
    const table = element(
      'table',
      '',
      element('caption', '', data.title),
      element('thead', '', element('tr', '', ...heads)),
      element('tbody', '', ...rows),
    );
    table.addEventListener('keydown', (event) => this.#press(event));
    const hint = 'Choose a cell to see what its request did. Arrow keys go from cell to cell.';
    this.#spoken.setAttribute('role', 'status');
    this.root = element(
      'section',
      data.columns.length > DENSE_FROM ? 'chainwalk-matrix dense' : 'chainwalk-matrix',
      element('div', 'scroll', table),
      element('p', 'hint', hint),
      this.#spoken,
      this.#panel,
    );
    this.root.setAttribute('aria-label', data.title);
    // JupyterLab takes keys before they come here, unless it is told not to.
    this.root.dataset.lmSuppressShortcuts = 'true';
  }

  /** Lets go of what is open. */
  close(): void {
    this.#opened?.remove();
    this.#opened = undefined;
    this.#picked?.setAttribute('aria-expanded', 'false');
    this.#picked = undefined;
    this.#spoken.replaceChildren();
    this.#panel.replaceChildren();
  }

  #row({ from, to }: MatrixRow, buttons: readonly HTMLButtonElement[]): HTMLTableRowElement {
    const head = element('th', '', from);
    head.scope = 'row';
    return element('tr', '', head, element('td', '', to), ...buttons.map((each) => element('td', '', each)));
  }

  #button(row: MatrixRow, cell: MatrixCell): HTMLButtonElement {
    const { column } = cell;
    const words = cellWords(cell);
    const tone = pathTone({ words }, 'words');
    const made = button('path', tonedText(words, tone), (pressed) => this.#toggle(pressed, row, cell));
    // Pale, so that its text can be read on light and on dark pages.
    if (tone !== undefined) made.style.backgroundColor = `${tone.colour}33`;
    made.tabIndex = -1;
    made.setAttribute('aria-expanded', 'false');
    made.setAttribute('aria-label', `${row.from} to ${row.to}, ${column}: ${words}`);
    return made;
  }

  #toggle(pressed: HTMLButtonElement, row: MatrixRow, cell: MatrixCell): void {
    const wasOpen = pressed === this.#picked;
    this.close();
    this.#rove(pressed);
    if (wasOpen) return;
    this.#picked = pressed;
    pressed.setAttribute('aria-expanded', 'true');
    void this.#open(pressed, row, cell);
  }

  /** What draws requests is loaded with the first that is opened. */
  async #open(pressed: HTMLButtonElement, { from, to, line }: MatrixRow, cell: MatrixCell): Promise<void> {
    const title = `${from} to ${to}, ${cell.column}: ${cellWords(cell)}`;
    try {
      const { openRequest } = await import('./openedRequest');
      if (this.#picked !== pressed) return;
      this.#opened = openRequest(this.#data, cell.request, title);
      this.#spoken.replaceChildren(`${title}. `, element('code', '', line));
      this.#panel.replaceChildren(this.#opened.root);
    } catch {
      this.#panel.replaceChildren('What this request did cannot be drawn: run the cell again.');
    }
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { target } = event;
    if (!(target instanceof HTMLButtonElement)) return;
    const at = this.#buttons.findIndex((row) => row.includes(target));
    const next = this.#buttonAt(event.key, at, this.#buttons[at]?.indexOf(target) ?? -1);
    if (next !== undefined) {
      event.preventDefault();
      this.#rove(next);
      next.focus();
    }
    event.stopPropagation();
  }

  #buttonAt(key: string, row: number, column: number): HTMLButtonElement | undefined {
    const rows = this.#buttons;
    switch (key) {
      case 'ArrowRight':
        return rows[row]?.[column + 1];
      case 'ArrowLeft':
        return rows[row]?.[column - 1];
      case 'ArrowDown':
        return rows[row + 1]?.[column];
      case 'ArrowUp':
        return rows[row - 1]?.[column];
      case 'Home':
        return rows[row]?.[0];
      case 'End':
        return rows[row]?.at(-1);
      default:
        return undefined;
    }
  }

  /** One button of all is where Tab stops: the one that was used last. */
  #rove(to: HTMLButtonElement): void {
    for (const each of this.#buttons.flat()) each.tabIndex = each === to ? 0 : -1;
  }
}
