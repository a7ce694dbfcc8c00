/** What the live book saves, and browsers that refuse what it needs. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { codeCells } from '../../lib/cells/document';
import { parseNotebook } from '../../lib/cells/nbformat';
import type { Output } from '../../lib/cells/output';
import { watch } from './book';
import { test } from './chromium';
import { cell, edit, IDLE, notebookOf, notice, opener, press, runAll, SMALL, shown } from './liveBook';
import { withSite } from './site';

const saving = notebookOf(
  'saving',
  "import { deltaChart, lab, observe, table } from 'chainwalk';\nconst machines = await lab();\nawait machines.sh('host# iptables -L');",
  "const seen = await observe(machines, 'client# ping -c 1 192.168.70.6');",
  "deltaChart(seen.deltas, { title: 'One ping' }).show();",
  "table([{ rule: 'a', packets: 1575 }, { rule: 'b', packets: 2 }], { title: 'Two rules', foldAfter: 1 }).show();",
  "deltaChart(seen.deltas, { title: 'One ping' }).save('pictures/ping.svg');",
);
const site = withSite([...IDLE, SMALL, saving]);
const open = opener(site);

/** The file that `act` makes the browser save. */
async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

describe('what is saved', () => {
  test('is the notebook with the edits, and with the outputs of the last run', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 3, 'two + 40');
    await runAll(page);
    const { name, bytes } = await download(page, () => press(page, 'Download'));
    const saved = parseNotebook(bytes.toString(), name);
    expect([name, saved.metadata]).toEqual(['small.ipynb', { language: 'typescript' }]);
    const stream = (text: string): Output => ({ kind: 'stream', name: 'stdout', text });
    expect(codeCells(saved).map(({ source, outputs }) => [source, outputs])).toEqual([
      ['const one: number = 1;', []],
      ["const two = one + 1;\nconsole.log('two is', two);", [stream('two is 2\n')]],
      ['two + 40', [stream('42\n')]],
    ]);
  });

  test('is a picture as SVG, PNG and CSV, a table as CSV, and what a cell saves itself', async ({ page }) => {
    await open(page, 'saving');
    await runAll(page);
    const save = (number: number, kind: string) =>
      download(page, async () => {
        await cell(page, number).hover();
        await cell(page, number)
          .getByRole('button', { name: `${kind}: save` })
          .click();
      });
    const svg = await save(3, 'SVG');
    expect([svg.name, svg.bytes.toString().slice(0, 4)]).toEqual(['saving-figure-1-one-ping.svg', '<svg']);
    const png = await save(3, 'PNG');
    const width = Number(/ width="(\d+)"/.exec(svg.bytes.toString())?.[1]);
    expect([png.name, png.bytes.readUInt32BE(16)]).toEqual(['saving-figure-1-one-ping.png', 2 * width]);
    const [head, first] = (await save(3, 'CSV')).bytes.toString().split('\r\n');
    expect([head, first]).toEqual([
      'request,counter,rule,packets,bytes',
      'client# ping -c 1 192.168.70.6,filter INPUT policy,policy ACCEPT,1,84',
    ]);
    const rows = await save(4, 'CSV');
    expect([rows.name, rows.bytes.toString()]).toEqual([
      'saving-table-1-two-rules.csv',
      'rule,packets\r\na,1575\r\nb,2\r\n',
    ]);
    const file = await download(page, () => cell(page, 5).getByRole('link', { name: 'ping.svg' }).click());
    expect([file.name, file.bytes.equals(svg.bytes)]).toEqual(['ping.svg', true]);
    // Whoever edits a cell above asks for something else.
    await edit(page, 2, "const seen = await observe(machines, 'client# ping -c 2 192.168.70.6');");
    expect((await save(3, 'CSV')).bytes.toString()).toMatch(/^counter,rule/);
  });
});

describe('a browser that refuses', () => {
  test('storage: the page says so once, and runs', async ({ page, context }) => {
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('forbidden', 'SecurityError');
          },
        });
    });
    const seen = watch(page);
    await open(page, 'small');
    await edit(page, 3, 'two + 5');
    await notice(page, 'This browser does not keep your edits').waitFor();
    expect(await runAll(page)).toBe('All 3 cells have run.');
    expect(await shown(page, 3)).toBe('7\n');
    await press(page, 'All right');
    await edit(page, 3, 'two + 6');
    await runAll(page);
    expect(await notice(page, 'does not keep').count()).toBe(0);
    expect(seen.complaints).toEqual([]);
  });

  test('workers: it says so, and everything can be read', async ({ page, context }) => {
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'Worker');
    });
    await open(page, 'index');
    expect(await runAll(page)).toBe('Failed at cell 1');
    await cell(page, 1).getByText('This browser runs no workers, so nothing can run in this page.').waitFor();
    expect(await shown(page, 2)).toContain('host# ifconfig ens33');
  });

  test('the worker’s program: it says so', async ({ page }) => {
    await page.route('**/kernel.js', (route) => route.abort());
    await open(page, 'small');
    expect(await runAll(page)).toBe('Failed at cell 1');
    await cell(page, 1).getByText('What runs the cells cannot be loaded').waitFor();
    await page.unroute('**/kernel.js');
    expect(await runAll(page)).toBe('All 3 cells have run.');
  });

  test('the files that cells read: it says so', async ({ page }) => {
    await page.route('**/data.json', (route) => route.abort());
    await open(page, 'small');
    expect(await runAll(page)).toBe('Failed at cell 1');
    await cell(page, 1).getByText('What runs the cells cannot be loaded').waitFor();
  });

  test('to go on with a page that takes all memory: it says so when it is opened again', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 2, 'for (;;);');
    await press(page, 'Run all');
    await page.locator('.status', { hasText: 'Cell 2 of 3' }).waitFor();
    // What a tab that is given up leaves: it is told of nothing.
    await page.evaluate(() => addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true));
    const left = await page.evaluate(() => ({ ...sessionStorage }));
    await page.goto('about:blank');
    await page.goto(site.url('saving.html'));
    await page.evaluate((items) => Object.assign(sessionStorage, items), left);
    await open(page, 'small');
    await notice(page, 'The browser gave up this page while its cells ran').waitFor();
    expect(await cell(page, 2).locator('code').textContent()).toBe('for (;;);');
    await open(page, 'small');
    expect(await notice(page, 'gave up').count()).toBe(0);
  });
});
