/**
 * Chromium for tests: the one that CHROMIUM names, else the first on PATH. Playwright's client drives it and downloads
 * nothing. Where there is none, a test that asks for a `page` is skipped and says why.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, test as base } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Of the browser's own requests: none. `--no-sandbox` because Chromium refuses its sandbox to root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why browser tests are skipped. */
export const NO_CHROMIUM = 'Chromium is neither on PATH nor named by the environment variable CHROMIUM.';

/** The path of Chromium on this machine, if it has one. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const named = process.env.CHROMIUM;
  const places = named ? [named] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find(canRun);
}

let browser: Promise<Browser> | undefined;

/** The browser of this test file, started when first asked for and closed after the last test. Throws without Chromium. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  browser ??= chromium.launch({ executablePath, args: FLAGS, headless: true });
  return browser;
}

afterAll(async () => (await browser)?.close());

/** Vitest's `test` with a `page` of its own for each test, in a `context` that remembers nothing. */
export const test = base.extend<{ context: BrowserContext; page: Page }>({
  context: async ({ skip }, use) => {
    skip(findChromium() === undefined, NO_CHROMIUM);
    const context = await (await launchChromium()).newContext();
    await use(context);
    await context.close();
  },
  page: async ({ context }, use) => use(await context.newPage()),
});

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
