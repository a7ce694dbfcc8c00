/** What helps readers of the book to find their way: search, terms, links to places, and what the browser remembers. */
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { codeCells, withOutputs } from '../../lib/cells/document';
import type { Output } from '../../lib/cells/output';
import { PREDICTION_MIME } from '../../lib/lab/learn/predictionData';
import { barriers } from './barriers';
import { notebooks, watch } from './book';
import { test } from './chromium';
import { notebookOf, runAll } from './liveBook';
import { withSite } from './site';

const exercises = notebookOf(
  'exercises',
  "import { exercise } from 'chainwalk';",
  "const answer1: number | undefined = 2;\nawait exercise('one and one', answer1, (sum) => sum === 2);",
  "const answer2: number | undefined = 5;\nawait exercise('two and two', answer2, (sum) => sum === 4);",
);
/** Notebooks that ask for no predictions, which would cover what is below them. */
const told = notebooks.map((notebook) =>
  withOutputs(
    notebook,
    codeCells(notebook).map(({ outputs }) => outputs.filter((output) => !isPrediction(output))),
  ),
);
const asking = notebooks
  .filter(({ name }) => name === '04-docker-proxy-is-idle')
  .map((notebook) => ({ ...notebook, name: 'asking' }));
const site = withSite([...told, ...asking, exercises]);
const idle = '04-docker-proxy-is-idle.html';
const box = (page: Page) => page.getByRole('searchbox', { name: 'Search the book' });
const hits = (page: Page) => page.locator('.hits a');
const note = (page: Page) => page.getByRole('note');
const term = (page: Page, words: string) => page.locator('a.term', { hasText: words }).first();
const resume = (page: Page) => page.locator('.resume a');

function isPrediction(output: Output): boolean {
  return 'data' in output && PREDICTION_MIME in output.data;
}

async function open(page: Page, file: string): Promise<void> {
  await page.goto(site.url(file));
  await box(page).waitFor();
}

async function type(page: Page, words: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.locator('.hits p').waitFor();
}

/** Reads as far as a heading. */
async function readTo(page: Page, id: string): Promise<void> {
  await page.evaluate((place) => document.getElementById(place)?.scrollIntoView(), id);
  await page.waitForFunction((place) => localStorage.getItem('chainwalk-reading')?.includes(`"${place}"`), id);
}

async function forbidStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('Access is denied', 'SecurityError');
      },
    });
  });
}

describe('the search', () => {
  test('is led by the keyboard from the first key to the place', async ({ page }) => {
    const seen = watch(page);
    await open(page, idle);
    const asks = () => seen.requests.filter((url) => url.endsWith('search.json')).length;
    expect(asks()).toBe(0);
    await type(page, 'jump that did not gr');
    expect(asks()).toBe(1);
    const first = hits(page).first();
    expect(await first.locator('.where').textContent()).toBe('docker-proxy is idle · The jump that did not grow');
    expect(await first.locator('mark').allTextContents()).toContain('grow');
    expect(await page.locator('.spoken[role=status]').last().textContent()).toMatch(/^\d+ places? (is|are) found/);
    await page.keyboard.press('ArrowDown');
    expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await box(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#the-jump-that-did-not-grow$/);
    expect(await page.locator('.hits').isVisible()).toBe(false);
    expect(seen.complaints).toEqual([]);
  });

  test('goes to the best place at Enter, also on another page, and to a picture', async ({ page }) => {
    await open(page, idle);
    await type(page, 'Seven times the same SYN, each after twice the wait');
    await page.keyboard.press('Enter');
    await page.waitForURL(/06-isolation\.html#figure:seven-times/);
    const figure = page.locator('figure:target');
    await figure.waitFor();
    expect(await figure.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(300);
  });

  test('closes at Escape, then empties; elsewhere a slash is a slash', async ({ page }) => {
    await open(page, idle);
    await type(page, 'hairpin');
    await page.keyboard.press('Escape');
    expect(await page.locator('.hits').isVisible()).toBe(false);
    expect(await box(page).inputValue()).toBe('hairpin');
    await page.keyboard.press('Escape');
    expect(await box(page).inputValue()).toBe('');
    await page.keyboard.type('a/b');
    expect(await box(page).inputValue()).toBe('a/b');
    await page.getByRole('button', { name: 'Edit cell 2', exact: true }).click();
    const editor = page.getByRole('textbox', { name: 'Code of cell 2', exact: true });
    await editor.click();
    await page.keyboard.type('/');
    expect(await editor.textContent()).toContain('/');
    expect(await box(page).inputValue()).toBe('a/b');
  });

  test('says when nothing is found, and shows words of a page as text', async ({ page }) => {
    await open(page, idle);
    await type(page, 'xyzzyplugh');
    expect(await page.locator('.hits').textContent()).toBe('Nothing is found.');
    await box(page).fill('<b>&amp;');
    await page
      .waitForFunction(() => document.querySelector('.hits')?.textContent !== 'Nothing is found.')
      .catch(() => {});
    expect(await page.locator('.hits b').count()).toBe(0);
  });
});

describe('a term', () => {
  test('is explained under the pointer, also when the pointer is on what explains it', async ({ page }) => {
    await open(page, idle);
    await term(page, 'policy').hover();
    await note(page).waitFor();
    expect(await note(page).textContent()).toMatch(/^policy What becomes of a packet/);
    await note(page).hover();
    await page.waitForTimeout(500);
    expect(await note(page).isVisible()).toBe(true);
    await page.locator('h1').hover();
    await note(page).waitFor({ state: 'detached' });
  });

  test('is explained where the keyboard is, and leads on to the glossary; Escape closes it', async ({ page }) => {
    await open(page, idle);
    await term(page, 'publishes').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await note(page).waitFor();
    expect(await term(page, 'publishes').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    expect(await note(page).count()).toBe(0);
    await page.keyboard.press('Enter');
    await note(page).waitFor();
    expect(await page.locator('.spoken[role=status]').last().textContent()).toMatch(
      /^published port: A port of the host/,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/glossary\.html#term:published-port$/);
  });

  test('is explained after a tap, inside of a narrow window, and closed by the next', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(page, idle);
    for (const words of ['publishes', 'counters', 'routing decision']) {
      await term(page, words).click();
      await note(page).waitFor();
      const place = await note(page).boundingBox();
      expect(place?.x).toBeGreaterThanOrEqual(0);
      expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(360);
    }
    expect(await note(page).count()).toBe(1);
    await term(page, 'routing decision').click();
    expect(await note(page).count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  test('is a link to the glossary without scripts', async ({ context }) => {
    const browser = context.browser();
    const bare = await browser?.newContext({ javaScriptEnabled: false });
    const page = await bare?.newPage();
    if (page === undefined) throw new Error('no page');
    await page.goto(site.url(idle));
    await term(page, 'publishes').click();
    expect(page.url()).toBe(site.url('glossary.html#term:published-port'));
    expect(await page.locator('.search, .resume, .kept').count()).toBe(0);
    await bare?.close();
  });
});

test('links beside headings and figures change the address, and copy it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, idle);
  const link = page.getByRole('link', { name: 'Link to “Without docker-proxy”' });
  await link.focus();
  expect(await link.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  await link.click();
  expect(page.url()).toBe(site.url(`${idle}#without-docker-proxy`));
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).endsWith('#without-docker-proxy'));
  const figure = page.locator('figure').nth(1);
  await figure.hover();
  await figure.getByRole('link', { name: /^Link to “Twelve packets/ }).click();
  const address = decodeURIComponent(page.url());
  expect(address).toMatch(/#figure:twelve-packets-are-forwarded/);
  expect(await page.locator('figure:target').count()).toBe(1);
});

test('an address that leads to what a prediction covers leads to the question; headings are never covered', async ({
  page,
}) => {
  await open(page, 'asking.html');
  expect(await page.locator('.covered').count()).toBeGreaterThan(0);
  expect(await page.locator('.headed.covered').count()).toBe(0);
  const id = await page.locator('.covered figure').first().getAttribute('id');
  await page.evaluate((hash) => {
    location.hash = hash;
  }, id ?? '');
  const spoken = page.locator('.spoken[role=status]').last();
  await expect.poll(() => spoken.textContent()).toMatch(/^Answer the prediction above first/);
  expect(
    await page
      .locator('.covered-note')
      .first()
      .evaluate((note) => note.getBoundingClientRect().top < innerHeight),
  ).toBe(true);
});

describe('the browser remembers', () => {
  test('what was visited, and where reading stopped; and forgets it all', async ({ page }) => {
    await open(page, '01-before-docker.html');
    expect(await resume(page).count()).toBe(0);
    await open(page, idle);
    await readTo(page, 'without-docker-proxy');
    await open(page, 'index.html');
    expect(await page.locator('[data-chapter="01-before-docker"] .marks').textContent()).toContain('visited');
    expect(await page.locator('[data-chapter="06-isolation"] .marks').count()).toBe(0);
    expect(await resume(page).textContent()).toBe('docker-proxy is idle, Without docker-proxy');
    // Reading the contents is no other place.
    await page.evaluate(() => scrollTo(0, 4000));
    await page.waitForTimeout(600);
    await open(page, 'glossary.html');
    await resume(page).click();
    await page.waitForURL(/04-docker-proxy-is-idle\.html#without-docker-proxy$/);
    expect(await resume(page).count()).toBe(0);
    await open(page, 'index.html');
    await page.getByRole('button', { name: 'Forget it' }).click();
    expect(await page.locator('.marks, .resume a').count()).toBe(0);
    expect(await page.locator('.kept').isVisible()).toBe(false);
    expect(await page.evaluate(() => localStorage.getItem('chainwalk-reading'))).toBeNull();
  });

  test('which exercises are solved, whatever is tried later', async ({ page }) => {
    await open(page, 'exercises.html');
    expect(await runAll(page)).toBe('All 3 cells have run.');
    const solved = page.locator('[data-chapter="exercises"] .solved');
    expect(await solved.textContent()).toBe(' 1 of 2 solved');
    await open(page, idle);
    expect(await solved.textContent()).toBe(' 1 of 2 solved');
  });

  test('nothing where storage is forbidden, and everything else works', async ({ page, context }) => {
    await forbidStorage(context);
    const seen = watch(page);
    await open(page, 'exercises.html');
    expect(await runAll(page)).toBe('All 3 cells have run.');
    await open(page, idle);
    await page.evaluate(() => scrollTo(0, 8000));
    await page.waitForTimeout(600);
    await type(page, 'hairpin');
    expect(await hits(page).count()).toBeGreaterThan(1);
    await term(page, 'policy').click();
    await note(page).waitFor();
    expect(await page.locator('.marks, .resume a').count()).toBe(0);
    expect(await page.locator('.kept').isVisible()).toBe(false);
    expect(seen.complaints).toEqual([]);
  });

  test('and what others wrote in its place breaks nothing', async ({ page }) => {
    const seen = watch(page);
    await open(page, idle);
    for (const text of ['no JSON', '7', '{"visited":3,"solved":{"exercises":"x"},"place":{"chapter":1}}']) {
      await page.evaluate((value) => localStorage.setItem('chainwalk-reading', value), text);
      await open(page, 'index.html');
      expect(await resume(page).count()).toBe(0);
    }
    expect(seen.complaints).toEqual([]);
  });
});

test('a page that is opened as a file searches, explains and remembers', async ({ page }) => {
  const seen = watch(page);
  await page.goto(`${pathToFileURL(site.folder).href}/${idle}`);
  await box(page).waitFor();
  await readTo(page, 'without-docker-proxy');
  await type(page, 'hairpin');
  await page.locator('.hits a', { hasText: 'Glossary' }).first().click();
  await page.waitForURL(/glossary\.html#term:hairpin$/);
  expect(await resume(page).textContent()).toBe('docker-proxy is idle, Without docker-proxy');
  await page.goBack();
  await term(page, 'policy').click();
  await note(page).waitFor();
  expect(seen.complaints).toEqual([]);
  expect(seen.requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
});

test('neither the glossary, nor the page about JupyterLab, nor an open search or note is a barrier, light or dark', async ({
  page,
}) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const file of ['glossary.html', 'jupyterlab.html']) {
      await open(page, file);
      expect(await barriers(page)).toEqual([]);
    }
    await open(page, idle);
    await readTo(page, 'ask-for-the-page');
    await term(page, 'policy').click();
    expect(await barriers(page, 'color-contrast', 'aria-allowed-role', 'link-in-text-block')).toEqual([]);
    await type(page, 'conntrack');
    expect(await barriers(page)).toEqual([]);
  }
});

test('the glossary and an open search fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, 'glossary.html');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await type(page, 'conntrack');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('paper has no search, no links to places, and no line under terms', async ({ page }) => {
  await open(page, idle);
  await term(page, 'policy').click();
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['.search', '.anchor', '.term-note', '.contents'])
    expect([selector, await page.locator(selector).first().isVisible()]).toEqual([selector, false]);
  expect(await term(page, 'policy').evaluate((link) => getComputedStyle(link).textDecorationLine)).toBe('none');
});
