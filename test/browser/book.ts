/** The book of the committed notebooks, served for a test file, and what a reader's browser notices in it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Notebook } from '../../lib/cells/document';
import { publishBook } from '../../lib/notebook/book/publish';
import { serveFolder } from '../../lib/notebook/book/serve';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { bundledPages } from '../../lib/notebook/site/bundle';
import { answerAll } from './predictions';

const FOLDER = join(__dirname, '../../notebooks');

/** The committed notebooks. */
export const notebooks: readonly Notebook[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ipynb'))
  .sort()
  .map((file) => readNotebook(join(FOLDER, file)));

/** A book that is being served: its folder, its address without `/` at the end, and how to end that. */
export interface ServedBook {
  readonly folder: string;
  readonly address: string;
  readonly close: () => void;
}

/** Publishes `chapters` into a folder of their own, with the API's reference if its folder is given, and serves it. */
export async function serveBook(chapters: readonly Notebook[], reference?: string): Promise<ServedBook> {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-browser-'));
  publishBook(
    chapters.map((notebook) => ({ notebook, failure: undefined })),
    folder,
    { reference, assets: await bundledPages() },
  );
  const server = await serveFolder(folder, 0);
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** What happens in `page` from now on: everything it complains of, every address it asks for, bytes it received. */
export function watch(page: Page) {
  const seen = { complaints: [] as string[], requests: [] as string[], bytes: 0 };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('dialog', (dialog) => {
    seen.complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('response', async (response) => {
    seen.bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  });
  return seen;
}

/** Answers the predictions of `page` and scrolls through it, so that every chart is drawn, and waits for them; how many there are. */
export async function drawAll(page: Page): Promise<number> {
  await answerAll(page);
  const charts = await page.locator('figure.live').all();
  for (const chart of charts) {
    await chart.scrollIntoViewIfNeeded();
    await chart.locator('.chart[data-ready]').waitFor({ state: 'attached' });
  }
  return charts.length;
}
