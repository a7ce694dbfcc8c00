/** Runs every notebook, writes the book into book/ of the working directory, and serves it. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Chapter } from '../../notebook/book/page';
import { claimFolder, type Parts, publishBook } from '../../notebook/book/publish';
import { writeReference } from '../../notebook/book/reference';
import { serveFolder } from '../../notebook/book/serve';
import { selectNotebooks } from '../../notebook/format/select';
import { runAll } from '../../notebook/run/runAll';
import { writeAssets } from '../../notebook/site/assets';
import { printLine, sayPath } from '../command';
import { exitOnClosedPipe } from '../unread';

/**
 * Serves it on `port` until interrupted; without a port it ends after writing. The reference of the API, if asked for, is added
 * when the book can be read already. The exit code: 1 when a notebook or the reference failed.
 */
export async function makeBook(port: number | undefined, hasReference = false): Promise<number> {
  const folder = resolve('book');
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  const server = port === undefined ? undefined : await serveFolder(folder, port);
  const runs = await runAll(notebooks, printLine);
  const hasFailed = runs.some((run) => run.failure);
  const isServed = server !== undefined && !hasFailed;
  let isComplete = true;
  const drafts = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
  try {
    const assets = join(drafts, 'assets');
    await writeAssets(assets, notebooks, process.cwd());
    const contents = publishBook(runs, folder, { assets });
    printLine(`The book is in ${sayPath(contents)}.`);
    if (isServed) {
      printLine(`It is served at http://127.0.0.1:${(server.address() as AddressInfo).port}/ until you press Ctrl-C.`);
      exitOnClosedPipe();
    }
    if (hasReference) isComplete = await addReference(runs, folder, { assets, reference: join(drafts, 'api') });
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
  if (isServed) return new Promise(() => {});
  server?.close();
  return hasFailed || !isComplete ? 1 : 0;
}

/** Publishes the book once more, with the reference; says why where there is none. False when TypeDoc is installed and failed. */
async function addReference(
  chapters: readonly Chapter[],
  folder: string,
  parts: Parts & { readonly reference: string },
): Promise<boolean> {
  try {
    if (await writeReference(parts.reference)) publishBook(chapters, folder, parts);
    else printLine('It is without the API reference: TypeDoc is not installed.');
    return true;
  } catch (error) {
    printLine(`It is without the API reference: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
