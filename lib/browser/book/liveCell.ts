/** A code cell of the page: its source and outputs, buttons that run and edit it, and a note of how its last run ended. */
import type { Output } from '../../cells/output';
import type { CellFailure } from '../kernel/protocol';
import { button, element } from './button';
import { CellOutputs } from './cellOutputs';
import { CellSource } from './cellSource';
import { fileUrl } from './saveFile';

/** What a cell asks of its page. */
export interface CellHooks {
  readonly sources: () => readonly string[];
  readonly onChange: () => void;
  /** The reader seems about to run it. */
  readonly onInterest: () => void;
  readonly onRun: () => void;
  readonly onPlace: (place: { readonly cell: number; readonly line: number }) => void;
  readonly onProblem: (sentence: string) => void;
}

/** How the last run that was to run a cell left it. */
type Outcome = 'shown' | 'waiting' | 'running' | 'failed' | 'stopped' | 'not-run';

/** Links to files that a cell saved: beyond this it saves in a loop. */
const FILE_LIMIT = 50;

/** Code cell `number` of the page. */
export class LiveCell {
  readonly number: number;
  readonly source: CellSource;
  /** Its element in the page. */
  readonly root: HTMLElement;
  readonly #outputs: CellOutputs;
  readonly #hooks: CellHooks;
  readonly #note = element('p', 'note tool');
  readonly #staleNote = element('p', 'note tool', 'Not run since the edit: what is shown is from before.');
  readonly #files = element('p', 'files tool');
  readonly #edit: HTMLButtonElement;
  #urls: string[] = [];
  #outcome: Outcome = 'shown';
  #isStale = false;
  /** The sources of all cells, as they were when its outputs came. */
  #basis: readonly string[];
  #latest: readonly Output[] | undefined;

  /** In `root`; it has come with the outputs of `originals`. */
  constructor(root: HTMLElement, number: number, originals: readonly string[], hooks: CellHooks) {
    const fold = root.querySelector<HTMLDetailsElement>('details.code');
    const outputs = root.querySelector<HTMLElement>('.outputs');
    if (fold === null || outputs === null) throw new Error(`cell ${number} of the page has no code or no outputs`);
    this.number = number;
    this.root = root;
    this.#hooks = hooks;
    this.#basis = originals;
    this.#outputs = new CellOutputs(outputs);
    this.#edit = button('edit', 'Edit', () => this.#toggleEditor());
    this.source = new CellSource(fold, number, originals[number - 1] ?? '', {
      ...hooks,
      onOpen: () => this.#onToggle(true),
      onLeave: (hadFocus) => {
        this.#onToggle(false);
        if (hadFocus) this.#edit.focus({ preventScroll: true });
      },
    });
    const run = button('run', 'Run', hooks.onRun);
    run.setAttribute('aria-label', number === 1 ? 'Run cell 1' : `Run cell ${number} and all above it`);
    run.title = number === 1 ? 'Run this cell' : 'Run this cell and all above it';
    this.#edit.setAttribute('aria-label', `Edit cell ${number}`);
    const actions = element('div', 'actions tool', run, this.#edit);
    for (const interest of ['pointerenter', 'focusin']) actions.addEventListener(interest, hooks.onInterest);
    fold.after(actions, this.#note, this.#staleNote);
    outputs.after(this.#files);
    this.#showState();
  }

  /** The outputs of its last run, as long as they are those of `sources`. */
  outputsOf(sources: readonly string[]): readonly Output[] {
    return this.#differs(sources) ? [] : (this.#latest ?? []);
  }

  /** Compares its outputs with the present sources. */
  refresh(sources: readonly string[]): void {
    this.#isStale = this.#differs(sources);
    this.#showState();
  }

  /** It is to run. */
  wait(): void {
    this.#leaveNote('waiting');
  }

  /** It runs. */
  begin(): void {
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.#urls = [];
    this.#files.replaceChildren();
    this.source.markLine(undefined);
    this.#leaveNote('running');
  }

  /** It has printed or shown something. */
  showSoon(outputs: () => readonly Output[]): void {
    this.#outputs.showSoon(outputs);
  }

  /** It came to its end, or failed; `sources` are those of the run. */
  finish(outputs: readonly Output[], sources: readonly string[], failure: CellFailure | undefined): void {
    this.#latest = outputs;
    this.#basis = sources;
    this.#outputs.show(outputs);
    if (failure === undefined) this.#leaveNote('shown');
    else this.#fail(failure);
  }

  /** It was stopped while it ran, with what it had shown by then; or its worker is lost, as `sentence` says. */
  abort(outputs: readonly Output[], sources: readonly string[], sentence: string): void {
    this.#basis = sources;
    this.#latest = outputs;
    this.#outputs.show(outputs);
    this.#leaveNote('stopped', sentence);
  }

  /** A run ended above it. */
  skip(reason: string): void {
    this.#leaveNote('not-run', reason);
  }

  /** As the page came: its source, its outputs. */
  reset(originals: readonly string[]): void {
    this.source.leave();
    this.source.set(this.source.original);
    this.begin();
    this.#basis = originals;
    this.#latest = undefined;
    this.#outputs.restore();
    this.#leaveNote('shown');
  }

  /** It saved a file. */
  addFile(path: string, bytes: Uint8Array): void {
    if (this.#urls.length >= FILE_LIMIT) return;
    const name = path.replace(/^.*[\\/]/, '') || 'file';
    const url = fileUrl(bytes, 'application/octet-stream');
    const link = element('a', '', name);
    link.href = url;
    link.download = name;
    this.#files.append(this.#urls.length === 0 ? 'Saved: ' : ', ', link);
    this.#urls.push(url);
  }

  /** Brings it, and `line` of it, before the reader's eyes. */
  showLine(line: number): void {
    this.#unfold();
    this.source.markLine(line);
    this.root.scrollIntoView({ block: 'nearest' });
    this.#edit.focus({ preventScroll: true });
  }

  #differs(sources: readonly string[]): boolean {
    return (
      this.#basis !== sources && sources.slice(0, this.number).some((source, index) => source !== this.#basis[index])
    );
  }

  #fail({ place }: CellFailure): void {
    this.#leaveNote('failed', 'The run stopped here');
    if (place !== undefined) {
      const where = place.cell === this.number ? `line ${place.line}` : `cell ${place.cell}, line ${place.line}`;
      const link = element('a', '', where);
      link.href = `#cell:${place.cell}`;
      link.addEventListener('click', (event) => {
        event.preventDefault();
        this.#hooks.onPlace(place);
      });
      this.#note.append(', at ', link);
      if (place.cell === this.number) this.source.markLine(place.line);
    }
    this.#note.append('.');
  }

  #leaveNote(outcome: Outcome, text = ''): void {
    this.#outcome = outcome;
    if (outcome === 'failed' || outcome === 'stopped') this.#unfold();
    this.#note.replaceChildren(text);
    this.#showState();
  }

  /** A cell that only checks is folded as long as there is nothing to say of it. */
  #unfold(): void {
    const fold = this.root.querySelector<HTMLDetailsElement>('details.checked');
    if (fold !== null) fold.open = true;
  }

  #showState(): void {
    const isSettled = this.#outcome !== 'waiting' && this.#outcome !== 'running';
    const state = this.#isStale && isSettled && this.#outcome !== 'not-run' ? 'stale' : this.#outcome;
    this.root.dataset.state = state;
    this.root.classList.toggle('edited', this.source.source !== this.source.original);
    this.#staleNote.hidden = state !== 'stale';
    this.#note.hidden = state === 'stale' || this.#note.textContent === '';
  }

  #toggleEditor(): void {
    if (this.#edit.classList.contains('open')) this.source.leave();
    else void this.source.edit();
  }

  #onToggle(isOpen: boolean): void {
    this.#edit.classList.toggle('open', isOpen);
    this.#edit.textContent = isOpen ? 'Done' : 'Edit';
    this.#edit.setAttribute(
      'aria-label',
      isOpen ? `Done with editing cell ${this.number}` : `Edit cell ${this.number}`,
    );
    this.root.classList.toggle('editing', isOpen);
    if (isOpen) this.#hooks.onInterest();
  }
}
