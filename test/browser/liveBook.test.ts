/** The live book on a plain static server: cells run in the page, wherever it is opened. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { withOutputs } from '../../lib/cells/document';
import { barriers } from './barriers';
import { drawAll, watch } from './book';
import { test } from './chromium';
import {
  cell,
  edit,
  IDLE,
  openEditor,
  opener,
  press,
  runAll,
  runCell,
  SMALL,
  shown,
  states,
  untilEnd,
} from './liveBook';
import { withSite } from './site';

const bare = IDLE.map((notebook) => ({ ...withOutputs(notebook, []), name: 'bare' }));
const site = withSite([...IDLE, ...bare, SMALL]);
const open = opener(site);

/** The outputs in the page as they were written, without what the page adds to them. */
function markupOf(page: Page): Promise<string[]> {
  return page.locator('.cell .outputs').evaluateAll((all) =>
    all.map((outputs) => {
      const copy = outputs.cloneNode(true) as typeof outputs;
      for (const added of copy.querySelectorAll('.tool, .chart')) added.remove();
      for (const element of copy.querySelectorAll('[tabindex]')) element.removeAttribute('tabindex');
      for (const element of copy.querySelectorAll('.drawn')) element.classList.remove('drawn');
      return copy.innerHTML;
    }),
  );
}

describe('a run', () => {
  test('fills a bare page with the static page’s markup, to the last byte, and its charts are live', async ({
    page,
  }) => {
    const seen = watch(page);
    await open(page, 'bare');
    expect(await runAll(page)).toBe('All 55 cells have run.');
    const still = await page.evaluate(
      (text) =>
        [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('.cell .outputs')].map(
          (outputs) => outputs.innerHTML,
        ),
      readFileSync(`${site.folder}/index.html`, 'utf8'),
    );
    expect(still.length).toBe(55);
    expect(await markupOf(page)).toEqual(still);
    expect(new Set(await states(page))).toEqual(new Set(['shown']));
    expect(await drawAll(page)).toBe(6);
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(site.url('')))).toEqual([]);
    expect(site.missing).toEqual([]);
  });

  test('is new from the top: no name outlives the run that made it', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 3, 'globalThis.left = 1;\ntypeof two');
    await runAll(page);
    await edit(page, 3, 'typeof left');
    await runCell(page, 3);
    expect(await shown(page, 3)).toBe('undefined\n');
  });

  test('of a cell runs what is above it, and no more', async ({ page }) => {
    await open(page, 'small');
    expect(await runCell(page, 2)).toBe('Cells 1 to 2 have run.');
    expect([await shown(page, 2), await shown(page, 3)]).toEqual(['two is 2\n', '']);
  });

  test('that never ends is stopped at once, and the page runs on', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 2, "console.log('before');\nfor (;;);");
    await press(page, 'Run all');
    await cell(page, 2).locator('.stream', { hasText: 'before' }).waitFor();
    expect(await page.locator('.status').textContent()).toBe('Cell 2 of 3');
    const took = await page.evaluate(() => {
      const begin = performance.now();
      document.querySelector<HTMLButtonElement>('.stop')?.click();
      return performance.now() - begin;
    });
    expect(took).toBeLessThan(300);
    expect(await page.locator('.status').textContent()).toBe('Stopped at cell 2');
    expect(await states(page)).toEqual(['shown', 'stopped', 'not-run']);
    expect(await shown(page, 2)).toBe('before\n');
    await edit(page, 2, 'const two = 5;');
    await runAll(page);
    expect(await shown(page, 3)).toBe('6\n');
  });

  test('that fails names the cell and the line of what was typed, and leads there', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 1, 'const one = 1;\n\nfunction broken(): never {\n  throw new TypeError("no such rule");\n}');
    await edit(page, 2, 'interface Rule { chain: string }\nconst two = 2;\nbroken();');
    expect(await runAll(page)).toBe('Failed at cell 2');
    expect(await states(page)).toEqual(['shown', 'failed', 'not-run']);
    expect(await cell(page, 2).locator('.note:visible').textContent()).toBe('The run stopped here, at cell 1, line 4.');
    expect(await shown(page, 2)).toContain('TypeError: no such rule');
    expect(await cell(page, 3).locator('.note:visible').textContent()).toBe('Not run: cell 2 failed.');
    await cell(page, 2).getByRole('link', { name: 'cell 1, line 4' }).click();
    const mark = await cell(page, 1).locator('.line-mark').boundingBox();
    const line = await cell(page, 1).locator('.hljs-keyword', { hasText: 'throw' }).boundingBox();
    expect(Math.abs((mark?.y ?? 0) + (mark?.height ?? 0) / 2 - (line?.y ?? 0) - (line?.height ?? 0) / 2)).toBeLessThan(
      4,
    );
    await edit(page, 2, 'const = 2;');
    expect(await runAll(page)).toBe('Failed at cell 2');
    expect(await cell(page, 2).locator('.note:visible').textContent()).toBe('The run stopped here, at line 1.');
  });

  test('that prints 10 MB, letter by letter, leaves the page fast and shows its beginning', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 2, "for (let i = 0; i < 1e6; i++) console.log('123456789');");
    await press(page, 'Run all');
    // A page that is busy with a million messages answers this late.
    await cell(page, 2).locator('.more').waitFor();
    await untilEnd(page);
    expect((await shown(page, 2)).length).toBe(50_000);
    await cell(page, 2).getByRole('button', { name: 'Show all' }).click();
    expect(await shown(page, 2)).toContain('The rest is left out: a cell may print 4,000,000 characters.');
  });

  test('tells of errors in a cell’s timers, and is not misled by what code posts itself', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 1, 'postMessage({ kind: "begin", cell: 99 });\npostMessage(null);\nconst one = 1;');
    await edit(
      page,
      2,
      'setTimeout(() => { throw new Error("late"); });\nawait new Promise((done) => setTimeout(done, 20));\nconst two = 2;',
    );
    expect(await runAll(page)).toBe('All 3 cells have run.');
    expect(await shown(page, 2)).toBe('Error: late\n');
  });
});

test('a page that is opened as a file runs too', async ({ page }) => {
  const seen = watch(page);
  await page.goto(pathToFileURL(`${site.folder}/bare.html`).href);
  await page.getByRole('button', { name: 'Run all' }).waitFor();
  expect(await runCell(page, 4)).toBe('Cells 1 to 4 have run.');
  expect(await shown(page, 2)).toContain('host# ifconfig ens33');
  expect(await cell(page, 4).locator('figure img').count()).toBe(1);
  expect(seen.complaints).toEqual([]);
});

test('without scripts a page can be read, and promises nothing', async ({ context }) => {
  const still = await context.browser()?.newPage({ javaScriptEnabled: false });
  await still?.goto(site.url('index.html'));
  expect(await still?.getByText('host# ifconfig ens33').first().isVisible()).toBe(true);
  expect(await still?.locator('button').count()).toBe(0);
  await still?.close();
});

test('paper has none of it', async ({ page }) => {
  await open(page, 'small');
  await (await openEditor(page, 2)).fill('const two = 22;');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.tool:visible, button:visible').count()).toBe(0);
  expect(await cell(page, 2).locator('pre').isVisible()).toBe(true);
  expect(await cell(page, 2).locator('code').textContent()).toBe('const two = 22;');
});

test('a page that has run has no serious barrier, light or dark, edited, failed and asking', async ({ page }) => {
  await open(page, 'index');
  await edit(page, 9, 'throw new Error("no");');
  await runAll(page);
  await openEditor(page, 3);
  await press(page, 'Share');
  await press(page, 'Reset');
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page, 'color-contrast')).toEqual([]);
});

test('a page that has run fits a phone, and its buttons are seen without a pointer', async ({ context }) => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const page = (await context.browser()?.newPage(phone)) ?? (await context.newPage());
  await open(page, 'index');
  await edit(page, 9, 'throw new Error("no");');
  await runAll(page);
  await openEditor(page, 3);
  await press(page, 'Share');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(
    await cell(page, 4)
      .locator('.actions')
      .evaluate((actions) => getComputedStyle(actions).opacity),
  ).toBe('1');
  const bar = await page.locator('.live-bar .row').boundingBox();
  expect(bar?.height).toBeLessThan(80);
  await page.close();
});
