/** The sub-command `lab`: opens copies of the series in Jupyter, with everything that it needs inside the project. */
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { type Notebook, NotebookError } from '../notebook/format/document';
import { selectNotebooks } from '../notebook/format/select';
import { makeCopies, resetCopy } from '../notebook/jupyter/copies';
import { jupyterEnvironment, jupyterFolders } from '../notebook/jupyter/folders';
import { findJupyter, installJupyter } from '../notebook/jupyter/program';
import { type Server, startJupyter } from '../notebook/jupyter/server';
import { writeShare } from '../notebook/jupyter/share';
import { answering, portNumber, print } from './answering';
import { exitOnClosedPipe } from './unread';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface LabOptions {
  readonly dir: string;
  readonly port?: number;
  readonly browser: boolean;
  readonly serve: boolean;
  readonly reset?: readonly string[];
}

/** `lab [--dir FOLDER] [--port N] [--no-browser] [--no-serve] [--reset NAMES…]`: Jupyter on copies of the notebooks. */
export function labCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk lab')
    .description('Open copies of the notebooks in JupyterLab; yours on PATH, else one that is put into .jupyter/ here.')
    .option('--dir <folder>', 'where the copies are kept, in its folder notebooks/', 'copies')
    .option('--port <number>', 'the port to serve on; 0 for any that is free', portNumber)
    .option('--no-browser', 'print the address and open no browser')
    .option('--no-serve', 'make copies and kernelspec, and print the environment that another Jupyter needs')
    .option('--reset <names...>', 'copy these notebooks (04) again, and end; earlier copies are kept under other names')
    .allowExcessArguments(false);
  return answering(command, args, () => lab(command.opts<LabOptions>()));
}

async function lab({ dir, port, browser, serve, reset }: LabOptions): Promise<number> {
  const root = process.cwd();
  const originals = selectNotebooks(resolve('notebooks'), []);
  const resets = reset === undefined ? undefined : originalsNamed(originals, reset);
  const copies = makeCopies(root, resolve(dir), originals);
  if (resets) return resetAll(copies, resets);
  const folders = jupyterFolders(root);
  writeShare(folders);
  if (!serve) {
    print(`The copies are in ${here(copies)}/. A Jupyter started with JUPYTER_PATH=${folders.share} has the kernel.`);
    return 0;
  }
  const program = findJupyter() ?? installJupyter(folders.venv, print);
  print(`Your copies are in ${here(copies)}/, and stay there. Ctrl-C ends Jupyter and its kernels.`);
  exitOnClosedPipe();
  const environment = jupyterEnvironment(folders);
  return endingWithUs(startJupyter(program, { folder: copies, port, openBrowser: browser, environment }));
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

function resetAll(copies: string, originals: readonly Notebook[]): number {
  for (const original of originals) {
    const kept = resetCopy(copies, original);
    print(`${original.name} is as in the series again${kept === undefined ? '' : `; your copy is now ${here(kept)}`}.`);
  }
  return 0;
}

/** Of the series only: a path to another notebook names nothing that could be copied again. */
function originalsNamed(originals: readonly Notebook[], names: readonly string[]): Notebook[] {
  const selected = selectNotebooks(resolve('notebooks'), names);
  const foreign = selected.find(({ path }) => originals.every((original) => original.path !== path));
  if (foreign) throw new NotebookError(`${foreign.name} is not a notebook of the series.`);
  return selected;
}

function here(path: string): string {
  const shorter = relative(process.cwd(), path);
  return shorter.startsWith('..') ? path : shorter;
}
