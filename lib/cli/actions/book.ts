/** Runs every notebook, writes the book into book/ of the working directory, and serves it. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Chapter } from '../../notebook/book/page';
import { claimFolder, publishBook } from '../../notebook/book/publish';
import { writeReference } from '../../notebook/book/reference';
import { serveFolder } from '../../notebook/book/serve';
import { selectNotebooks } from '../../notebook/format/select';
import { runAll } from '../../notebook/run/runAll';
import { printLine } from '../command';
import { exitOnClosedPipe } from '../unread';

/**
 * Serves it on `port` until interrupted; without a port it ends after writing. The reference of the API is a part of it if
 * asked for. The exit code: 1 when a notebook failed.
 */
export async function makeBook(port: number | undefined, hasReference = false): Promise<number> {
  const folder = resolve('book');
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  const server = port === undefined ? undefined : await serveFolder(folder, port);
  const runs = await runAll(notebooks, printLine);
  const contents = hasReference ? await publishWithReference(runs, folder) : publishBook(runs, folder);
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

/** The book without the reference where TypeDoc cannot write it: that is said. The path of the page with which it opens. */
async function publishWithReference(chapters: readonly Chapter[], folder: string): Promise<string> {
  const reference = mkdtempSync(join(tmpdir(), 'chainwalk-reference-'));
  try {
    const isWritten = await writeReference(reference);
    if (!isWritten) printLine('The book is without the API reference: TypeDoc is not installed.');
    return publishBook(chapters, folder, isWritten ? reference : undefined);
  } finally {
    rmSync(reference, { recursive: true, force: true });
  }
}
