/** Opens copies of the series in Jupyter, with everything that it needs inside the project. */
import { resolve } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { selectNotebooks } from '../../notebook/format/select';
import { writing } from '../../notebook/format/writing';
import { type CopyFor, makeCopies, resetCopy } from '../../notebook/jupyter/copies';
import { jupyterEnvironment, jupyterFolders } from '../../notebook/jupyter/folders';
import { findJupyter, installJupyter } from '../../notebook/jupyter/program';
import { type Server, startJupyter } from '../../notebook/jupyter/server';
import { writeShare } from '../../notebook/jupyter/share';
import { widgetExtension } from '../../notebook/jupyter/widgetExtension';
import { printLine, sayPath } from '../command';
import { exitOnClosedPipe } from '../unread';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Options of `chainwalk jupyter`. */
export interface JupyterOptions {
  readonly dir: string;
  readonly port?: number;
  readonly browser: boolean;
  readonly serve: boolean;
  readonly reset?: readonly string[];
  /** Copies hold answers and outputs, too. */
  readonly withAnswers?: true;
}

/** Opens Jupyter on copies of the notebooks, and waits for its end; the exit code. Throws a `NotebookError` and a `PortError`. */
export async function openJupyter({ dir, port, browser, serve, reset, withAnswers }: JupyterOptions): Promise<number> {
  const root = process.cwd();
  const originals = selectNotebooks(resolve('notebooks'), []);
  const reader = withAnswers ? 'facilitator' : 'learner';
  const resets = reset === undefined ? undefined : selectOriginals(originals, reset);
  const copies = writing(`${sayPath(resolve(dir))}/`, () => makeCopies(root, resolve(dir), originals, reader));
  if (resets) return resetAll(copies, resets, reader);
  const folders = jupyterFolders(root);
  const widgets = await widgetExtension();
  writing('.jupyter/', () => writeShare(folders, [widgets]));
  if (!serve) {
    printLine(
      `The copies are in ${sayPath(copies)}/. A Jupyter started with JUPYTER_PATH=${folders.share} has the Jupyter kernel.`,
    );
    return 0;
  }
  const program = findJupyter() ?? (await installJupyter(folders.venv, printLine));
  printLine(`Your copies are in ${sayPath(copies)}/, and stay there. Ctrl-C ends Jupyter and its Jupyter kernels.`);
  exitOnClosedPipe();
  const environment = jupyterEnvironment(folders);
  // The first of the series is its contents.
  const notebook = originals[0]?.name;
  return endingWithUs(startJupyter(program, { folder: copies, port, openBrowser: browser, notebook, environment }));
}

/** Waits for `server`, and tells it to end when this process is told to; the exit code. */
async function endingWithUs({ ended, end }: Server): Promise<number> {
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    return await ended;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

function resetAll(copies: string, originals: readonly Notebook[], reader: CopyFor): number {
  for (const original of originals) {
    const kept = writing(`${original.name}.ipynb`, () => resetCopy(copies, original, reader));
    printLine(
      `${original.name} is as in the series again${kept === undefined ? '' : `; your copy is now ${sayPath(kept)}`}.`,
    );
  }
  return 0;
}

/** Of the series only: a path to another notebook names nothing that could be copied again. */
function selectOriginals(originals: readonly Notebook[], names: readonly string[]): Notebook[] {
  const selected = selectNotebooks(resolve('notebooks'), names);
  const foreign = selected.find(({ path }) => originals.every((original) => original.path !== path));
  if (foreign) throw new NotebookError(`${foreign.name} is not a notebook of the series.`);
  return selected;
}
