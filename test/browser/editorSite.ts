/** A page of editable cells, as a folder that can be served or opened, with what its editors load. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { codeHtml } from '../../lib/notebook/book/markdown';
import { pageStyle } from '../../lib/notebook/pageStyle';
import { bundlePrograms } from '../../lib/notebook/site/bundle';
import { readDeclarations } from '../../lib/notebook/site/declarations';
import { writePack } from '../../lib/notebook/site/pack';
import { html, lines, trusted } from '../../lib/view/draw/markup';
import { htmlFrame } from '../../lib/view/figure/htmlPage';

const NONCE = 'bm9uY2U=';
/** The policy of the live pages. */
const POLICY = [
  `default-src 'none'; script-src 'nonce-${NONCE}' 'self' blob:; worker-src 'self' blob:; connect-src 'self'`,
  "style-src 'self' 'unsafe-inline'; img-src data: blob: 'self'; font-src 'self' data:; base-uri 'none'; form-action 'none'",
].join('; ');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Where the page is, on a server and as a file to be opened, and how to end that. */
export interface EditorSite {
  readonly folder: string;
  readonly address: string;
  readonly file: string;
  readonly close: () => void;
}

/** Writes and serves a page with these cells, below a path as on a host that has other pages, too. */
export async function serveEditors(cells: readonly string[]): Promise<EditorSite> {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-editor-'));
  const assets = join(folder, 'site/assets');
  mkdirSync(assets, { recursive: true });
  await bundlePrograms(assets, { types: 'types/worker.ts' }, { editorPage: join(__dirname, 'editorPage.js') });
  writePack(assets, 'declarations', readDeclarations());
  writeFileSync(join(assets, 'book.css'), pageStyle('live.css', 'book/book.css'));
  writeFileSync(join(folder, 'site/index.html'), editorPage(cells, 'type="module" src="assets/editorPage.js"'));
  writeFileSync(join(folder, 'site/file.html'), editorPage(cells, 'defer src="assets/file/editorPage.js"'));
  const server = createServer(({ url }, response) => {
    const path = join(folder, new URL(url ?? '/', 'http://localhost').pathname);
    try {
      const content = readFileSync(path);
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/json' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/site/index.html`;
  return { folder, address, file: join(folder, 'site/file.html'), close };
}

function editorPage(cells: readonly string[], script: string): string {
  const items = cells.map((source, index) => {
    const pre = html`<pre><code>${trusted(codeHtml(source, 'typescript'))}</code></pre>`;
    return html`<div class="cell"><button type="button">Edit cell ${index + 1}</button><div class="code">${pre}</div></div>`;
  });
  return htmlFrame({
    title: 'Cells',
    policy: POLICY,
    head: html`<link rel="icon" href="data:,"><link rel="stylesheet" href="assets/book.css">\n<script nonce="${NONCE}" ${trusted(script)}></script>`,
    body: html`<nav class="contents" aria-label="Contents"></nav><main><h1>Cells</h1>\n${lines(items)}\n<p><a href="#end">The end</a></p></main>`,
  });
}
