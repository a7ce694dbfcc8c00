/** The live book on a plain static server, in a folder of it: what a reader has who was sent a link, and what can be copied anywhere. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import type { Notebook } from '../../lib/cells/document';
import { publishBook } from '../../lib/notebook/book/publish';
import { bundlePages } from '../../lib/notebook/site/bundle';

const ROOT = join(__dirname, '../..');
const BELOW = '/some/where';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** A site that is served. */
export interface Site {
  readonly folder: string;
  /** Without `/` at the end. */
  readonly address: string;
  /** The files that were asked for and are not there. */
  readonly missing: readonly string[];
  readonly close: () => void;
}

/** Publishes `chapters` with all that their pages run, and serves them. */
export async function serveSite(chapters: readonly Notebook[]): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-site-'));
  const programs = mkdtempSync(join(tmpdir(), 'chainwalk-programs-'));
  await bundlePages(programs);
  writeData(programs);
  publishBook(
    chapters.map((notebook) => ({ notebook, failure: undefined })),
    folder,
    { programs },
  );
  rmSync(programs, { recursive: true });
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = join(folder, decodeURIComponent(pathname.slice(BELOW.length)));
    if (!pathname.startsWith(`${BELOW}/`) || !existsSync(file) || !statSync(file).isFile()) {
      if (!pathname.endsWith('/favicon.ico')) missing.push(pathname);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BELOW}`, missing, close };
}

/** The files that cells read. */
function writeData(assets: string): void {
  const article = readdirSync(join(ROOT, 'data/article'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(ROOT, 'data/article', name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.png'));
  const paths = [...article, join(ROOT, 'data/kernel/scenarios.json')];
  const pack = JSON.stringify(
    Object.fromEntries(paths.map((path) => [relative(ROOT, path), readFileSync(path, 'utf8')])),
  );
  writeFileSync(join(assets, 'data.json'), pack);
  mkdirSync(join(assets, 'file'), { recursive: true });
  writeFileSync(join(assets, 'file/data.js'), `(globalThis.chainwalkPrograms ??= {}).data = ${pack};`);
}
