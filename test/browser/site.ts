/** A site of notebooks on a plain server of static files, below a path: as somebody else's host would serve it. */
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Notebook } from '../../lib/cells/document';
import { type Parts, publishBook } from '../../lib/notebook/book/publish';
import { writeAssets } from '../../lib/notebook/site/assets';
import { notebooks } from './book';
import { findChromium } from './chromium';

const ROOT = join(__dirname, '../..');
/** Where the site lies on its host. */
const BELOW = '/some/where/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** A site that is being served. */
export interface ServedSite {
  /** The folder that it lies in. */
  readonly folder: string;
  /** The address of a file of it. */
  url(file: string): string;
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
}

/**
 * Publishes the site of `chapters`, the committed notebooks unless given, before the tests of a file, and removes it after them. There is
 * a page `blank.html` in it besides. More parts are written by `writeParts` into the folder `drafts`, with the programs of pages in `assets`.
 */
export function withSite(
  chapters: readonly Notebook[] = notebooks,
  writeParts: (drafts: string, assets: string) => Promise<Parts> = async () => ({}),
): ServedSite {
  const missing: string[] = [];
  let folder = '';
  let server: Server | undefined;
  let port = 0;
  beforeAll(async () => {
    if (findChromium() === undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'chainwalk-site-'));
    const assets = join(folder, 'programs');
    await writeAssets(assets, chapters, ROOT);
    publishBook(
      chapters.map((notebook) => ({ notebook, failure: undefined })),
      join(folder, 'site'),
      { assets, ...(await writeParts(folder, assets)) },
    );
    writeFileSync(
      join(folder, 'site', 'blank.html'),
      '<!doctype html><title>Blank</title><link rel="icon" href="data:,">',
    );
    server = await serve(join(folder, 'site'), missing);
    port = (server.address() as AddressInfo).port;
  }, 240_000);
  afterAll(() => {
    server?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return join(folder, 'site');
    },
    url: (file) => `http://127.0.0.1:${port}${BELOW}${file}`,
    missing,
  };
}

function serve(root: string, missing: string[]): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const file = join(root, normalize(pathname.slice(BELOW.length)));
    if (!pathname.startsWith(BELOW) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      missing.push(pathname);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
