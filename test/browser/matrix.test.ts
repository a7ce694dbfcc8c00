/** A table whose cells open what their requests did, in a page of the book. */
import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import type { Notebook } from '../../lib/cells/document';
import { lab, requestMatrix } from '../../lib/lab';
import { matrixTable } from '../../lib/view/matrix/matrixTable';
import { hostile } from '../view/fixtures';
import { barriers } from './barriers';
import { serveBook, watch } from './book';
import { findChromium, test } from './chromium';
import { notebookOf } from './liveBook';

let address = '';

beforeAll(async () => {
  if (findChromium() === undefined) return undefined;
  const book = await serveBook([await notebook()]);
  address = book.address;
  return book.close;
}, 120_000);

async function notebook(): Promise<Notebook> {
  const machines = async (...further: readonly string[]) => {
    const fresh = await lab();
    for (const command of ['systemctl start docker', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1', ...further])
      await fresh.sh(`host# ${command}`);
    return fresh;
  };
  const requests = ['client', 'ng1'].map((from) => ({
    from: from === 'ng1' ? hostile : from,
    to: 'published port',
    line: `${from}# curl -sS -o /dev/null --connect-timeout 3 http://192.168.70.6:8001`,
  }));
  const cells = await requestMatrix(requests, {
    'as installed': () => machines(),
    'docker-proxy killed': () => machines('kill -9 $(pgrep docker-proxy)'),
  });
  const bare = notebookOf('matrix', 'matrixTable(cells, { title }).show();');
  const data = matrixTable(cells, { title: 'Who reaches whom' }).bundle();
  const outputs = [{ kind: 'display_data', data, metadata: {} }] as const;
  return { ...bare, cells: bare.cells.map((cell) => (cell.kind === 'code' ? { ...cell, outputs } : cell)) };
}

async function open(page: Page) {
  await page.goto(`${address}/index.html`);
  const matrix = page.locator('.chainwalk-matrix');
  await matrix.waitFor();
  return matrix;
}

test('a cell opens the chart, the map and the ladder of its request; pressed again it closes', async ({ page }) => {
  const seen = watch(page);
  const matrix = await open(page);
  await matrix.getByRole('button', { name: 'client to published port, as installed: DNAT' }).click();
  const steps = matrix.locator('.chainwalk-steps');
  await steps.waitFor();
  expect(await steps.getByRole('status').innerText()).toMatch(/^Packet 1 of 12, step 1 /);
  expect(await matrix.locator('.counters img').getAttribute('alt')).toContain('DOCKER');
  for (const picture of ['.counters', '.map', '.ladder']) expect(await matrix.locator(picture).isVisible()).toBe(true);

  const refused = matrix.getByRole('button', { name: /docker-proxy killed: refused$/ });
  await refused.click();
  await expect.poll(() => steps.getByRole('status').innerText()).toMatch(/^Packet 1 of 2, step 1 /);
  expect(await refused.getAttribute('aria-expanded')).toBe('true');
  expect(await matrix.locator('[aria-expanded=true]').count()).toBe(1);
  await refused.click();
  expect(await steps.count()).toBe(0);
  expect(seen.complaints).toEqual([]);
});

test('arrow keys go from cell to cell, Enter opens, and Tab stops once', async ({ page }) => {
  const matrix = await open(page);
  expect(await matrix.locator('.path[tabindex="0"]').count()).toBe(1);
  await matrix.locator('.path').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await matrix.locator('.path:focus').getAttribute('aria-label')).toMatch(/killed: refused$/);
  await page.keyboard.press('Enter');
  await matrix.locator('.chainwalk-steps').waitFor();
  expect(await matrix.locator('.path[tabindex="0"]').count()).toBe(1);
});

test('a path has a sign beside its colour; names are text', async ({ page }) => {
  const matrix = await open(page);
  expect(await matrix.locator('.path').allInnerTexts()).toEqual(['→ DNAT', '→ DNAT', '↔ docker-proxy', '× refused']);
  expect(await matrix.locator('tbody th').nth(1).innerText()).toBe(hostile);
});

test('has no barrier, light or dark, and fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  const matrix = await open(page);
  await matrix.locator('.path').first().click();
  await matrix.locator('.chainwalk-steps').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page, 'color-contrast')).toEqual([]);
});

test('on paper the table stands in its place', async ({ page }) => {
  const matrix = await open(page);
  await page.emulateMedia({ media: 'print' });
  expect(await matrix.isVisible()).toBe(false);
  expect(await page.locator('.widget .plain table').isVisible()).toBe(true);
});
