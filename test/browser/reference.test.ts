/** The reference of the API as readers of the book meet it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { writeReference } from '../../lib/notebook/book/reference';
import { notebooks, serveBook, watch } from './book';
import { test } from './chromium';

const PAGES = [
  'index.html',
  'modules/chainwalk.html',
  'functions/chainwalk.observe.html',
  'classes/chainwalk_lab.Lab.html',
];
let address = '';

beforeAll(async () => {
  const reference = mkdtempSync(join(tmpdir(), 'chainwalk-reference-'));
  expect(await writeReference(reference)).toBe(true);
  const book = await serveBook(notebooks.slice(0, 1), reference);
  rmSync(reference, { recursive: true, force: true });
  address = `${book.address}/api`;
  return book.close;
}, 180_000);

describe.each(PAGES)('%s', (file) => {
  test('opens without a complaint, asks nobody else, and fits a phone', async ({ page }) => {
    const seen = watch(page);
    // Chromium asks for it by itself, and the book has none.
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${address}/${file}`);
    await page.locator('h1').waitFor({ state: 'visible' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith('data:') && !url.startsWith(`${address}/`))).toEqual([]);
  });

  test('is dark where the reader is', async ({ page }) => {
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${address}/${file}`);
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
  });
});

test('the book leads to it, and a name is found in it', async ({ page }) => {
  await page.goto(address.replace(/api$/, 'index.html'));
  await page.getByRole('link', { name: 'API reference' }).click();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox').fill('observe');
  await page.getByRole('option', { name: 'observe' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'observe' }).waitFor();
});
