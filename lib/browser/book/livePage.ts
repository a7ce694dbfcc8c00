/** The page's cells as one program: it is run from its top, on new machines; what an edit touches is marked until it has run again. */
import { cellIds } from '../../cells/cellIds';
import { codeCells, type Notebook, withOutputs } from '../../cells/document';
import { withoutAnswers } from '../../cells/learnerCopy';
import { notebookText } from '../../cells/nbformat';
import { type Output, OutputCollector } from '../../cells/output';
import { type CellReport, KernelClient, type Run, type RunEnd } from '../kernel/client';
import type { CellFailure } from '../kernel/protocol';
import { element } from './button';
import { countCells, type Edits, versionOf } from './edits';
import { LiveCell } from './liveCell';
import { saveFile } from './saveFile';
import { Toolbar } from './toolbar';
import { withKeptData } from './widgetData';

/** What happens in the page that others keep or share. */
export interface PageHooks {
  /** The reader changed a source. */
  readonly onEdit: () => void;
  /** Cells begin to run: from now on the browser may give up on the page. */
  readonly onRun: () => void;
  /** A cell came to its end, with these outputs. */
  readonly onCellEnd: (cell: number, outputs: readonly Output[]) => void;
  /** A run came to its end, whatever its end was. */
  readonly onRunEnd: () => void;
  /** The reader took all edits back. */
  readonly onReset: () => void;
  readonly onShare: () => void;
}

/** A run that is under way. */
interface Running {
  readonly sources: readonly string[];
  readonly last: number;
  readonly collector: OutputCollector;
  cell: number;
  failed: CellFailure | undefined;
}

/** The page of `notebook`, whose code cells stand in `roots`, in order. */
export class LivePage {
  readonly toolbar: Toolbar;
  /** The ids by which edits name the cells. */
  readonly ids: readonly string[];
  readonly originals: readonly string[];
  readonly version: string;
  readonly #notebook: Notebook;
  readonly #cells: readonly LiveCell[];
  readonly #client = new KernelClient();
  readonly #hooks: PageHooks;
  #run: Run | undefined;

  constructor(notebook: Notebook, roots: readonly HTMLElement[], hooks: PageHooks) {
    const code = codeCells(notebook);
    this.#notebook = notebook;
    this.#hooks = hooks;
    this.ids = cellIds(code);
    this.originals = code.map(({ source }) => source);
    this.version = versionOf(this.originals);
    this.#cells = roots.map((root, index) => this.#liveCell(root, index + 1));
    this.toolbar = new Toolbar({
      onInterest: () => this.#client.prepare(),
      onRunAll: () => this.run(this.#cells.length),
      onStop: () => this.#run?.stop(),
      onReset: () => this.#askReset(),
      onShare: hooks.onShare,
      onDownload: () => this.#download(),
    });
  }

  /** The present sources of all code cells. */
  get sources(): readonly string[] {
    return this.#cells.map(({ source }) => source.source);
  }

  /** What differs from the sources that came with the page. */
  get edits(): Edits {
    return new Map(
      this.sources.flatMap((source, index): [string, string][] =>
        source === this.originals[index] ? [] : [[this.ids[index] ?? '', source]],
      ),
    );
  }

  /** Shows `edits`, and the sources that came with the page elsewhere. Nothing runs. */
  apply(edits: Edits): void {
    this.#cells.forEach(({ source }, index) => {
      source.set(edits.get(this.ids[index] ?? '') ?? source.original);
    });
    this.#refresh();
  }

  /** Runs cells 1 to `last` on new machines, in place of a run that is under way. */
  run(last: number): void {
    this.#run?.stop();
    this.#hooks.onRun();
    const { sources } = this;
    const running: Running = { sources, last, collector: new OutputCollector(last), cell: 0, failed: undefined };
    for (const cell of this.#cells.slice(0, last)) cell.wait();
    this.toolbar.setRunning(true);
    this.toolbar.showProgress(1, last);
    const run = this.#client.run(sources.slice(0, last), {
      onReport: (report) => this.#report(running, report),
      onEnd: (end) => {
        if (this.#run === run) this.#run = undefined;
        this.#end(running, end);
      },
    });
    this.#run = run;
  }

  #liveCell(root: HTMLElement, number: number): LiveCell {
    return new LiveCell(root, number, this.originals, {
      sources: () => this.sources,
      onChange: () => {
        this.#refresh();
        this.#hooks.onEdit();
      },
      onInterest: () => this.#client.prepare(),
      onRun: () => this.run(number),
      onPlace: ({ cell, line }) => this.#cells[cell - 1]?.showLine(line),
      onProblem: (sentence) => this.toolbar.say(sentence),
    });
  }

  #refresh(): void {
    const { sources } = this;
    for (const cell of this.#cells) cell.refresh(sources);
  }

  #report(running: Running, report: CellReport): void {
    const { collector, last, sources } = running;
    const cell = this.#cells[report.cell - 1];
    switch (report.kind) {
      case 'begin':
        running.cell = report.cell;
        cell?.begin();
        this.toolbar.showProgress(report.cell, last);
        return;
      case 'output':
        collector.receive(report.cell, report.type, report.content);
        cell?.showSoon(() => collector.outputs(report.cell));
        return;
      case 'file':
        cell?.addFile(report.path, report.bytes);
        return;
      case 'end':
        running.failed = report.failure;
        cell?.finish(collector.outputs(report.cell), sources, report.failure);
        cell?.refresh(this.sources);
        this.#hooks.onCellEnd(report.cell, collector.outputs(report.cell));
    }
  }

  #end(running: Running, end: RunEnd): void {
    const { last, collector, sources } = running;
    // Before the first report it is the first cell that does not run.
    const at = Math.max(1, running.cell);
    if (end.kind === 'done' && running.failed === undefined) {
      this.toolbar.say(ranText(last, this.#cells.length));
    } else {
      const reason = { done: `cell ${at} failed`, stopped: 'the run was stopped', lost: 'the run was broken off' }[
        end.kind
      ];
      if (end.kind !== 'done') {
        const sentence = end.kind === 'lost' ? end.message : 'Stopped here.';
        this.#cells[at - 1]?.abort(collector.outputs(at), sources, sentence);
      }
      const below = end.kind === 'done' ? this.#cells.length : last;
      for (const cell of this.#cells.slice(at, below)) cell.skip(`Not run: ${reason}.`);
      this.toolbar.say(`${end.kind === 'stopped' ? 'Stopped' : 'Failed'} at`, this.#linkTo(at));
    }
    if (this.#run === undefined) {
      this.toolbar.setRunning(false);
      this.#hooks.onRunEnd();
    }
    this.#refresh();
  }

  #linkTo(cell: number): HTMLElement {
    const link = element('a', '', `cell ${cell}`);
    link.href = `#cell:${cell}`;
    return link;
  }

  #askReset(): void {
    const count = this.edits.size;
    if (count === 0) return this.#reset();
    this.toolbar.notice(
      'reset',
      `Reset takes back your edits of ${countCells(count)}.`,
      [
        { text: 'Take them back', act: () => this.#reset() },
        { text: 'Keep them', act: () => {} },
      ],
      true,
    );
  }

  #reset(): void {
    this.#run?.stop();
    for (const cell of this.#cells) cell.reset(this.originals);
    this.#refresh();
    this.#hooks.onReset();
    this.toolbar.say('This is the page as it came.');
  }

  #download(): void {
    const { sources } = this;
    let next = 0;
    const cells = this.#notebook.cells.map((cell) =>
      cell.kind === 'code' ? { ...cell, source: sources[next++] ?? cell.source } : cell,
    );
    const outputs = this.#cells.map((cell) => withKeptData(cell.outputsOf(sources), cell.root));
    const text = notebookText(withOutputs(withoutAnswers({ ...this.#notebook, cells }), outputs));
    saveFile(`${this.#notebook.name}.ipynb`, text, 'application/x-ipynb+json');
    const hasRun = outputs.some((list) => list.length > 0);
    this.toolbar.say(hasRun ? 'The notebook is saved.' : 'The notebook is saved, without outputs: nothing has run.');
  }
}

function ranText(last: number, count: number): string {
  if (last === 1) return 'Cell 1 has run.';
  return last === count ? `All ${last} cells have run.` : `Cells 1 to ${last} have run.`;
}
