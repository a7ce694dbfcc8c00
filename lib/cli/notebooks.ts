/**
 * The sub-commands `book` and `notebooks`. Both work on the folder notebooks/ of the working directory, answer with an
 * exit code (0, 1 when a notebook failed or differs, 2 when the command line is wrong), and say in one sentence what is wrong.
 */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { claimFolder, publishBook } from '../notebook/book/publish';
import { serveFolder } from '../notebook/book/serve';
import { withoutVolatile } from '../notebook/check/structure';
import { compareOutputs } from '../notebook/format/compare';
import { type Notebook, NotebookError } from '../notebook/format/document';
import { notebookText, writeNotebook } from '../notebook/format/nbformat';
import { selectNotebooks } from '../notebook/format/select';
import type { Run } from '../notebook/run/run';
import { runAll } from '../notebook/run/runAll';
import { answering, portNumber, print } from './answering';
import { exitOnClosedPipe } from './unread';

const DEFAULT_PORT = 8642;

/** `book [--no-serve] [--port N]`: runs every notebook, writes the book into book/ and serves it until interrupted. */
export function bookCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk book')
    .description('Run all notebooks, write them as a book of HTML pages into book/, and serve it on 127.0.0.1.')
    .option('--no-serve', 'end after writing')
    .option('--port <number>', 'the port to serve on; 0 for any that is free', portNumber, DEFAULT_PORT)
    .allowExcessArguments(false);
  return answering(command, args, () => {
    const { serve, port } = command.opts<{ serve: boolean; port: number }>();
    return book(serve ? port : undefined);
  });
}

/** `notebooks [names…] [--write | --check]`: runs notebooks and compares their outputs, saves them, or only checks. */
export function notebooksCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk notebooks')
    .description('Run notebooks in fresh kernels and compare their outputs with those in the files.')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .option('--write', 'save the new outputs of each notebook that runs to its end')
    .option('--check', 'run nothing: check types, style and form only');
  return answering(command, args, async () => {
    const { write, check } = command.opts<{ write?: true; check?: true }>();
    if (write && check) throw new NotebookError('--write and --check exclude each other.');
    const notebooks = selectNotebooks(resolve('notebooks'), command.args);
    if (check) return checkAll(notebooks);
    const runs = await runAll(notebooks, print);
    return Math.max(...runs.map((run, index) => (write ? save(run) : compare(notebooks[index], run))));
  });
}

async function book(port: number | undefined): Promise<number> {
  const folder = resolve('book');
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  mkdirSync(folder, { recursive: true });
  const server = port === undefined ? undefined : await serveFolder(folder, port);
  const runs = await runAll(notebooks, print);
  const contents = publishBook(runs, folder);
  print(`The book is in ${relative(process.cwd(), contents)}.`);
  const hasFailed = runs.some((run) => run.failure);
  if (server === undefined || hasFailed) {
    server?.close();
    return hasFailed ? 1 : 0;
  }
  print(`It is served at http://127.0.0.1:${(server.address() as AddressInfo).port}/ until you press Ctrl-C.`);
  exitOnClosedPipe();
  return new Promise(() => {});
}

async function checkAll(notebooks: readonly Notebook[]): Promise<number> {
  // Loaded here, since it brings the type checker, which those who run notebooks need not wait for.
  const { checkNotebooks, checkText, isClean } = await import('../notebook/check/check.js');
  const checks = checkNotebooks(notebooks);
  for (const check of checks)
    print(check.findings.length > 0 ? checkText(check) : `${check.notebook.name}  nothing found`);
  return checks.every(isClean) ? 0 : 1;
}

function compare(committed: Notebook | undefined, run: Run): number {
  if (run.failure || committed === undefined) return 1;
  const differences = compareOutputs(committed, run.notebook);
  for (const difference of differences) print(difference);
  if (differences.length === 0) print(`${run.notebook.name}  outputs as committed`);
  else print(`${run.notebook.name}  outputs differ; if the new ones are right, save them with --write`);
  return differences.length === 0 ? 0 : 1;
}

function save(run: Run): number {
  if (run.failure) return 1;
  const notebook = withoutVolatile(run.notebook);
  if (notebookText(notebook).includes(process.cwd())) {
    print(`${notebook.name}  not saved: its outputs hold a path of this machine`);
    return 1;
  }
  writeNotebook(notebook, notebook.path);
  print(`${notebook.name}  saved`);
  return 0;
}
