/** The playground, published for a test file and served as a static server does, with what was transferred counted. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, vi } from 'vitest';
import { packageFile } from '../../lib/node/packageFile';
import { ASSETS } from '../../lib/notebook/book/page';
import { bundledPages } from '../../lib/notebook/site/bundle';
import { PLAYGROUND, playgroundPage, playgroundStyle } from '../../lib/notebook/site/playgroundPage';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** A playground that is being served. */
export interface ServedPlayground {
  readonly folder: string;
  /** Of the page. */
  readonly address: string;
  /** Bytes of the bodies that were sent, compressed, by path. */
  readonly sent: Map<string, number>;
  readonly close: () => void;
}

/** Publishes the playground below a sub-path, as on a project's pages, and serves it compressed. */
export async function servePlayground(): Promise<ServedPlayground> {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-playground-'));
  cpSync(await bundledPages(), join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, PLAYGROUND.page), playgroundPage());
  writeFileSync(join(folder, PLAYGROUND.style), playgroundStyle());
  for (const file of [ASSETS.start, ASSETS.theme])
    copyFileSync(packageFile(`notebook/book/${basename(file)}`), join(folder, file));
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const file = join(folder, path.replace(/^\/sub\//, ''));
    if (!path.startsWith('/sub/') || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const body = gzipSync(readFileSync(file));
    sent.set(path, (sent.get(path) ?? 0) + body.length);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sub/${PLAYGROUND.page}`;
  return { folder, address, sent, close };
}

/** The playground for the tests of a file, once they have begun. */
export function withPlayground(): () => ServedPlayground {
  let served: ServedPlayground | undefined;
  beforeAll(async () => {
    served = await servePlayground();
    return served.close;
  }, 120_000);
  return () => {
    if (served === undefined) throw new Error('the playground is served once the tests have begun');
    return served;
  };
}

/** The folder of the served page, as an address. */
export function rootOf(address: string): string {
  return `${dirname(address)}/`;
}

/** Waits until an expression is true in the page. Its policy forbids Playwright's own way, which evaluates there. */
export async function until(page: Page, expression: string): Promise<void> {
  await vi.waitUntil(() => page.evaluate(expression), { timeout: 40_000, interval: 25 });
}

/** Waits until a text stands on the terminal's screen. */
export async function untilShown(page: Page, text: string): Promise<void> {
  await vi.waitUntil(async () => (await screen(page)).includes(text), { timeout: 40_000, interval: 25 });
}

/** Waits for a prompt with nothing behind it: nothing runs, and the screen has been drawn since. */
export async function untilPrompt(page: Page): Promise<void> {
  await until(
    page,
    `new Promise((resolve) => {
      const isReady = () => document.querySelector('#terminal').getAttribute('aria-busy') === 'false';
      if (!isReady()) return resolve(false);
      const look = () => {
        const rows = [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent.trimEnd());
        resolve(isReady() && /^(?:[\\w.-]+[#$]|>)$/.test(rows.filter((row) => row !== '').at(-1) ?? ''));
      };
      requestAnimationFrame(() => requestAnimationFrame(look));
    })`,
  );
}

/** Opens the page and waits for its prompt. */
export async function openPlayground(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await untilPrompt(page);
}

/** Types a line and waits until it has run. */
export async function type(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.insertText(line);
  await page.keyboard.press('Enter');
  await untilPrompt(page);
}

/** What is on the terminal's screen. */
export async function screen(page: Page): Promise<string> {
  const rows = await page.locator('.xterm-rows > div').allTextContents();
  return rows
    .map((row) => row.replace(/\u00a0/g, ' ').trimEnd())
    .join('\n')
    .trimEnd();
}

/** They ask for the first container’s page. */
export const FIRST_LINES = [
  'systemctl start docker',
  'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
  'client$ curl -sS -o /dev/null http://192.168.70.6:8001',
  'client$',
];

/** Opens the page and types the lines that ask for the first container’s page. */
export async function openAndAsk(page: Page, address: string): Promise<void> {
  await openPlayground(page, address);
  for (const line of FIRST_LINES) await type(page, line);
}

/** A row of the counters, by its chain and number. */
export function counter(page: Page, table: string, chain: string, number: string) {
  const rows = page.locator('#counters tbody tr');
  return rows.filter({
    has: page.locator(`td:nth-child(1):text-is("${table}") + td:text-is("${chain}") + td:text-is("${number}")`),
  });
}
