/** The source of a cell in the page: as text, or in an editor in its place. */
import type { CellEditor } from '../editor/editor';
import { element } from './button';

/** What a source is a part of. */
export interface SourceHooks {
  /** The present sources of all code cells. */
  readonly sources: () => readonly string[];
  readonly onChange: () => void;
  readonly onRun: () => void;
  /** The editor was opened. */
  readonly onOpen: () => void;
  /** The editor was left; `hadFocus` when the reader typed in it. */
  readonly onLeave: (hadFocus: boolean) => void;
  readonly onProblem: (sentence: string) => void;
}

/** The source of code cell `number`. */
export class CellSource {
  readonly original: string;
  readonly #number: number;
  readonly #fold: HTMLDetailsElement;
  readonly #pre: HTMLPreElement;
  readonly #code: HTMLElement;
  readonly #originalMarkup: string;
  readonly #hooks: SourceHooks;
  readonly #mark = element('span', 'line-mark tool');
  #source: string;
  #place: HTMLElement | undefined;
  #editor: CellEditor | undefined;

  /** In `fold`, which shows `original`. */
  constructor(fold: HTMLDetailsElement, number: number, original: string, hooks: SourceHooks) {
    const pre = fold.querySelector('pre');
    const code = fold.querySelector('code');
    if (pre === null || code === null) throw new Error(`cell ${number} of the page has no code`);
    this.original = original;
    this.#source = original;
    this.#number = number;
    this.#fold = fold;
    this.#pre = pre;
    this.#code = code;
    this.#originalMarkup = code.innerHTML;
    this.#hooks = hooks;
  }

  /** As it is now. */
  get source(): string {
    return this.#source;
  }

  /** Shows another source; nobody is told of it. */
  set(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#mark.remove();
    this.#editor?.setSource(source);
    this.#paint();
  }

  /** Opens the editor, or goes to it. */
  async edit(): Promise<void> {
    this.#fold.open = true;
    if (this.#place !== undefined) return this.#editor?.focus();
    const place = element('div', 'editor tool');
    this.#place = place;
    place.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.leave();
    });
    try {
      const { openEditor } = await import('../editor/editor');
      if (this.#place !== place) return;
      this.#pre.after(place);
      const editor = await openEditor(place, {
        cell: this.#number,
        source: this.#source,
        label: `Code of cell ${this.#number}`,
        sources: this.#hooks.sources,
        onChange: (source) => {
          this.#source = source;
          // Paper, and who copies the code, get it from there.
          this.#code.textContent = source;
          this.#hooks.onChange();
        },
        onRun: this.#hooks.onRun,
      });
      if (this.#place !== place) return editor.close();
      this.#editor = editor;
      this.#pre.hidden = true;
      this.#hooks.onOpen();
      editor.focus();
    } catch {
      place.remove();
      this.#place = undefined;
      this.#hooks.onProblem('The editor cannot be loaded: is the network there?');
    }
  }

  /** Closes the editor; the edit stays. */
  leave(): void {
    if (this.#place === undefined) return;
    const hadFocus = this.#place.contains(document.activeElement);
    this.#editor?.close();
    this.#editor = undefined;
    this.#place.remove();
    this.#place = undefined;
    this.#pre.hidden = false;
    this.#paint();
    this.#hooks.onLeave(hadFocus);
  }

  /** Marks line `line`, from 1, until the source changes; undefined takes the mark away. */
  markLine(line: number | undefined): void {
    this.#mark.remove();
    if (line === undefined) return;
    this.#mark.style.setProperty('--line', String(line - 1));
    this.#pre.append(this.#mark);
  }

  #paint(): void {
    const source = this.#source;
    if (source === this.original) {
      this.#code.innerHTML = this.#originalMarkup;
      return;
    }
    this.#code.textContent = source;
    const paint = ({ highlighted }: typeof import('./highlight')) => {
      if (this.#source === source) this.#code.innerHTML = highlighted(source);
    };
    // Without colours it can be read as well.
    import('./highlight').then(paint, () => {});
  }
}
