/** Runs every notebook, writes the book into book/ of the working directory, and serves it. */
import type { AddressInfo } from 'node:net';
import { relative, resolve } from 'node:path';
import { claimFolder, publishBook } from '../../notebook/book/publish';
import { serveFolder } from '../../notebook/book/serve';
import { selectNotebooks } from '../../notebook/format/select';
import { runAll } from '../../notebook/run/runAll';
import { printLine } from '../command';
import { exitOnClosedPipe } from '../unread';

/** Serves it on `port` until interrupted; without a port it ends after writing. The exit code: 1 when a notebook failed. */
export async function makeBook(port: number | undefined): Promise<number> {
  const folder = resolve('book');
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  const server = port === undefined ? undefined : await serveFolder(folder, port);
  const runs = await runAll(notebooks, printLine);
  const contents = publishBook(runs, folder);
  printLine(`The book is in ${relative(process.cwd(), contents)}.`);
  const hasFailed = runs.some((run) => run.failure);
  if (server === undefined || hasFailed) {
    server?.close();
    return hasFailed ? 1 : 0;
  }
  printLine(`It is served at http://127.0.0.1:${(server.address() as AddressInfo).port}/ until you press Ctrl-C.`);
  exitOnClosedPipe();
  return new Promise(() => {});
}
