/**
 * `npm run bench:browser`: what the site's pages weigh, how soon they answer, and what they take of memory, in Chromium. Weights are of
 * gzip; times are ratios of one run, or spans that a reader waits. Exit code 1 when one is over its budget.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const { makeSite } = require('../../lib/dist/cli/actions/site.js');
const { readNotebook } = require('../../lib/dist/notebook/format/notebookFile.js');
const { runNotebook } = require('../../lib/dist/notebook/run/run.js');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};
const KB = 1000;
const MB = 1e6;
/** How often a time is taken; the least counts, since whatever else the computer does only adds to it. */
const ROUNDS = 3;

const results = [];
/** Notes a value and the most that it may be. */
function note(what, value, budget, unit) {
  results.push({
    what,
    value: `${value} ${unit}`,
    budget: `${budget} ${unit}`,
    verdict: value <= budget ? 'ok' : 'OVER',
  });
}

process.chdir(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-bench-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
let server;
try {
  await makeSite(join(folder, 'site'), {});
  const sent = new Map();
  server = createServer(({ url }, response) => {
    const file = join(folder, 'site', new URL(url, 'http://127.0.0.1').pathname);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    const bytes = gzipSync(readFileSync(file));
    sent.set(file, bytes.length);
    const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-encoding': 'gzip' };
    return response.writeHead(200, headers).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  const total = () => Math.round([...sent.values()].reduce((sum, bytes) => sum + bytes, 0) / KB);

  await weighPlayground(address, sent, total);
  await timeNotebook(address);
  await timeEdit(address);
  await weighMemory(address);
} finally {
  server?.close();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.table(results);
process.exitCode = results.some(({ verdict }) => verdict !== 'ok') ? 1 : 0;

async function weighPlayground(address, sent, total) {
  const page = await browser.newPage();
  // What the prompt does not wait for comes behind it.
  let release;
  const prompted = new Promise((resolve) => {
    release = resolve;
  });
  await page.context().route(/just-bash/, async (route) => {
    await prompted;
    await route.continue();
  });
  sent.clear();
  await page.goto(`${address}/playground.html`);
  await page.waitForFunction(() =>
    /host#/.test(document.querySelector('.xterm-rows, .xterm-screen')?.textContent ?? ''),
  );
  note('playground: to the prompt', total(), 350, 'KB');
  release();
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('echo $((6 * 7))\n');
  await page.waitForFunction(() =>
    /\b42\b/.test(document.querySelector('.xterm-rows, .xterm-screen')?.textContent ?? ''),
  );
  note('playground: to the first command', total(), 750, 'KB');
  await page
    .context()
    .close()
    .catch(() => {});
}

async function timeNotebook(address) {
  const notebook = readNotebook(join(ROOT, 'notebooks/04-docker-proxy-is-idle.ipynb'));
  const inKernel = await least(async () => {
    const { failure, milliseconds } = await runNotebook(notebook);
    if (failure) throw new Error(failure.reason);
    return milliseconds;
  });
  const inWorker = await least(async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/04-docker-proxy-is-idle.html`);
    const started = performance.now();
    await runAll(page);
    const elapsed = performance.now() - started;
    await page.close();
    return elapsed;
  });
  note('notebook 04: in the page, of the time in the Jupyter kernel', round(inWorker / inKernel), 0.5, '');
}

async function timeEdit(address) {
  const elapsed = await least(async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/04-docker-proxy-is-idle.html`);
    await page.getByRole('button', { name: 'Edit cell 2', exact: true }).click();
    const field = page.getByRole('textbox', { name: 'Code of cell 2', exact: true });
    await field.waitFor();
    await field.press('Control+End');
    const started = performance.now();
    await page.keyboard.type('\nnoSuchName;');
    await page
      .getByText(/Cannot find name 'noSuchName'/)
      .first()
      .waitFor();
    const answered = performance.now() - started;
    await page.close();
    return answered;
  });
  note('an edit answers, the first of a page', round(elapsed / 1000), 1.5, 's');
}

/** What the process of the tab has for itself: page, workers, pictures. */
async function weighMemory(address) {
  if (process.platform !== 'linux') return console.log('The memory of a tab is read from /proc, which only Linux has.');
  const page = await browser.newPage();
  await page.goto(`${address}/06-isolation.html`);
  await runAll(page);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const tabs = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => privateBytes(id));
  note('memory of the tab after all of 06', Math.round(Math.max(...tabs) / MB), 300, 'MB');
  await page.close();
}

function privateBytes(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const found = [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)];
  return found.reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0);
}

async function runAll(page) {
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.getByRole('button', { name: 'Run all' }).waitFor({ timeout: 120_000 });
}

async function least(measure) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await measure());
  return Math.min(...times);
}

function round(value) {
  return Math.round(value * 100) / 100;
}
