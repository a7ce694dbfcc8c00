/** The book as its readers meet it. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { barriers } from './barriers';
import { drawAll, notebooks, serveBook, watch } from './book';
import { test } from './chromium';

const files = notebooks.map(({ name }, index) => (index === 0 ? 'index.html' : `${name}.html`));
const withChart = '/04-docker-proxy-is-idle.html';
const MEGABYTE = 1_000_000;
let folder = '';
let address = '';

beforeAll(async () => {
  const book = await serveBook(notebooks);
  ({ folder, address } = book);
  return book.close;
});

const background = (page: Page, selector = 'body') =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);

describe.each(files)('%s', (file) => {
  test('opens without a complaint, asks nobody else, weighs under 4 MB', async ({ page }) => {
    const seen = watch(page);
    await page.goto(`${address}/${file}`);
    await drawAll(page);
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(`${address}/`))).toEqual([]);
    expect(seen.bytes).toBeLessThan(4 * MEGABYTE);
  });

  test('has no serious barrier, light or dark', async ({ page }) => {
    await page.goto(`${address}/${file}`);
    await drawAll(page);
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await drawAll(page);
    expect(await barriers(page, 'color-contrast')).toEqual([]);
  });

  test('fits a phone: only what is inside of a frame scrolls sideways', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${address}/${file}`);
    await drawAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

test('a chart answers to the pointer', async ({ page }) => {
  await page.goto(`${address}${withChart}`);
  expect(await drawAll(page)).toBeGreaterThan(0);
  const plot = page.locator('.chart').first().locator('.nsewdrag').first();
  await plot.hover({ position: { x: 30, y: 40 } });
  const label = page.locator('.chart').first().locator('.hoverlayer .hovertext');
  await label.first().waitFor();
  expect(await label.first().textContent()).toMatch(/packets?/);
});

test('a chart zooms where it is dragged, and back', async ({ page }) => {
  await page.goto(`${address}${withChart}`);
  await drawAll(page);
  const chart = page.locator('.chart').first();
  await chart.scrollIntoViewIfNeeded();
  const range = () => page.evaluate("document.querySelector('.chart').layout.xaxis.range");
  const whole = await range();
  const plot = chart.locator('.nsewdrag').first();
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + 10, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await expect.poll(range).not.toEqual(whole);
  await plot.dblclick({ position: { x: 30, y: 60 } });
  await expect.poll(range).toEqual(whole);
});

test('code folds, all at once and one by one', async ({ page }) => {
  await page.goto(`${address}${withChart}`);
  const code = page.locator('details.code pre').first();
  await page.getByRole('button', { name: 'Fold all code' }).click();
  expect(await code.isVisible()).toBe(false);
  await page.locator('details.code summary').first().click();
  expect(await code.isVisible()).toBe(true);
  expect(await page.locator('details.code pre').nth(1).isVisible()).toBe(false);
});

test('code is copied as it was written', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${address}${withChart}`);
  await page.locator('details.code .copy').first().click();
  await page.getByText('Copied').waitFor();
  const source = notebooks.find(({ name }) => withChart.includes(name))?.cells.find(({ kind }) => kind === 'code');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(source?.source);
});

test('the theme is the system’s until the reader chooses one, which lasts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${address}${withChart}`);
  const picture = async () => (await page.locator('figure img').first().getAttribute('src')) ?? '';
  const inDark = [await background(page), await picture()] as const;
  await page.getByRole('button', { name: 'Light theme' }).click();
  const inLight = [await background(page), await picture()] as const;
  expect(inDark[0]).toBe('rgb(20, 23, 28)');
  expect(inLight[0]).toBe('rgb(255, 255, 255)');
  expect(decodeURIComponent(inDark[1])).toContain('#14171C');
  expect(inLight[1]).toMatch(/^data:image\/svg\+xml;base64,/);
  await page.goto(`${address}/index.html`);
  expect(await background(page)).toBe('rgb(255, 255, 255)');
});

test('charts take part in the theme', async ({ page }) => {
  await page.goto(`${address}${withChart}`);
  await drawAll(page);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.locator('.chart[data-ready=dark]').first().waitFor();
  expect(await background(page, '.chart .main-svg')).toBe('rgb(20, 23, 28)');
});

test('on paper charts are pictures, on white', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${address}${withChart}`);
  await drawAll(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await background(page)).toBe('rgb(255, 255, 255)');
  expect(await page.locator('figure.drawn img').first().isVisible()).toBe(true);
  expect(await page.locator('.chart').first().isVisible()).toBe(false);
});

test('on paper no line of a listing is broken', async ({ page }) => {
  // What A4 leaves between its margins.
  await page.setViewportSize({ width: 680, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  await page.goto(`${address}/06-isolation.html`);
  const broken = await page.locator('.stream', { hasText: 'Chain' }).evaluateAll((all) => {
    const linesOf = (element: HTMLElement) => {
      const { lineHeight, paddingTop } = getComputedStyle(element);
      return Math.round((element.clientHeight - 2 * Number.parseFloat(paddingTop)) / Number.parseFloat(lineHeight));
    };
    return all.filter((element) => linesOf(element as HTMLElement) > element.textContent.trimEnd().split('\n').length)
      .length;
  });
  expect(broken).toBe(0);
  expect(await page.locator('.stream', { hasText: 'Chain' }).count()).toBeGreaterThan(3);
});

test('a page works from the file system as well', async ({ page }) => {
  const seen = watch(page);
  await page.goto(pathToFileURL(`${folder}${withChart}`).href);
  await drawAll(page);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await background(page)).toBe('rgb(20, 23, 28)');
  expect(seen.complaints).toEqual([]);
});

test('the keyboard reaches the text, the chapters and the buttons', async ({ page }) => {
  await page.goto(`${address}/index.html`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('To the text');
  await page.keyboard.press('Enter');
  expect(page.url()).toMatch(/#main$/);
  await page
    .getByRole('link', { name: /Before Docker/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/01-before-docker\.html$/);
});

test('pictures and charts say what they show', async ({ page }) => {
  await page.goto(`${address}${withChart}`);
  await drawAll(page);
  const images = await page.locator('figure img').evaluateAll((all) => all.map((image) => image.getAttribute('alt')));
  expect(images.filter((alt) => (alt ?? '').split(/\s+/).length < 8)).toEqual([]);
  const charts = await page
    .locator('.chart')
    .evaluateAll((all) => all.map((chart) => chart.getAttribute('aria-label')));
  expect(charts.filter((label) => (label ?? '').split(/\s+/).length < 8)).toEqual([]);
});

/** What the `act` on the button that saves `figure` as `kind` makes the browser save. */
async function saved(page: Page, figure: number, kind: string, act: (button: Locator) => Promise<void>) {
  const button = page.locator('figure').nth(figure).locator('.save button', { hasText: kind });
  const [download] = await Promise.all([page.waitForEvent('download'), act(button)]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path(), 'latin1') };
}

test.for(['on a server', 'as a file'])(
  'figures are saved by keyboard, %s: names say notebook and figure',
  async (place, { page }) => {
    const name = '04-docker-proxy-is-idle';
    await page.goto(place === 'as a file' ? pathToFileURL(`${folder}/${name}.html`).href : `${address}${withChart}`);
    await page.locator('.save').first().waitFor({ state: 'attached' });
    const figures = await page.locator('figure').count();
    for (const kind of ['SVG', 'PNG'])
      expect(await page.locator('figure .save button', { hasText: kind }).count()).toBe(figures);
    const byKeyboard = async (button: Locator) => {
      await button.focus();
      await page.keyboard.press('Enter');
    };
    const title = 'ng1-is-attached-to-docker0-two-docker-proxy-processes-listen';
    const svg = await saved(page, 0, 'SVG', byKeyboard);
    expect([svg.name, svg.content.slice(0, 4)]).toEqual([`${name}-figure-1-${title}.svg`, '<svg']);
    const png = await saved(page, 0, 'PNG', byKeyboard);
    expect([png.name, png.content.slice(1, 4)]).toEqual([`${name}-figure-1-${title}.png`, 'PNG']);
    // Covered until the reader has predicted.
    const csv = await saved(page, 1, 'CSV', (button) => button.dispatchEvent('click'));
    expect(csv.name).toBe(`${name}-figure-2-twelve-packets-are-forwarded-dnat-sees-the-first-one-only.csv`);
    expect(csv.content.split('\r\n').slice(0, 2)).toEqual([
      'request,counter,rule,packets,bytes',
      'client# curl -sS -i http://192.168.70.6:8001,raw PREROUTING policy,policy ACCEPT,12,1575',
    ]);
  },
);
