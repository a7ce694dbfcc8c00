/** The live book on a plain static server: cells are edited and run in the page. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { codeCells, withOutputs } from '../../lib/cells/document';
import { parseNotebook } from '../../lib/cells/nbformat';
import type { Output } from '../../lib/cells/output';
import { barriers } from './barriers';
import { drawAll, notebooks, watch } from './book';
import { test } from './chromium';
import { cell, edit, notebookOf, openEditor, reset, runAll, runCell, shown, states, untilEnd } from './liveBook';
import { withSite } from './site';

const idle = notebooks.filter(({ name }) => name === '04-docker-proxy-is-idle');
const bare = idle.map((notebook) => ({ ...withOutputs(notebook, []), name: 'bare' }));
const small = notebookOf(
  'small',
  'const one: number = 1;',
  "const two = one + 1;\nconsole.log('two is', two);",
  'two + 1',
);
const saving = notebookOf(
  'saving',
  "import { deltaChart, lab, observe, table } from 'chainwalk';\nconst machines = await lab();\nawait machines.sh('host# iptables -L');",
  "const seen = await observe(machines, 'client# ping -c 1 192.168.70.6');",
  "deltaChart(seen.deltas, { title: 'One ping' }).show();",
  "table([{ rule: 'a', packets: 1575 }, { rule: 'b', packets: 2 }], { title: 'Two rules', foldAfter: 1 }).show();",
  "deltaChart(seen.deltas, { title: 'One ping' }).save('pictures/ping.svg');",
);
const site = withSite([...idle, ...bare, small, saving]);

async function open(page: Page, name: string, hash = ''): Promise<void> {
  await page.goto(site.url(`${name}.html${hash}`));
  await page.getByRole('button', { name: 'Run all' }).waitFor();
}

const notice = (page: Page, text: string | RegExp) => page.locator('.notice', { hasText: text });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The file that `act` makes the browser save. */
async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

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

describe('an edit', () => {
  test('marks its cell and those below as stale until they have run; taken back, nothing is stale', async ({
    page,
  }) => {
    await open(page, 'small');
    await runAll(page);
    await edit(page, 2, 'const two = 7;');
    expect(await states(page)).toEqual(['shown', 'stale', 'stale']);
    expect(await shown(page, 3)).toBe('3\n');
    await edit(page, 2, "const two = one + 1;\nconsole.log('two is', two);");
    expect(await states(page)).toEqual(['shown', 'shown', 'shown']);
    await edit(page, 2, 'const two = 7;');
    await runCell(page, 2);
    expect(await states(page)).toEqual(['shown', 'shown', 'stale']);
    await runAll(page);
    expect(await states(page)).toEqual(['shown', 'shown', 'shown']);
    expect(await shown(page, 3)).toBe('8\n');
  });

  test('while cells run leaves stale what began before it', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 3, 'await new Promise((done) => setTimeout(done, 400));');
    await press(page, 'Run all');
    await page.locator('.status', { hasText: 'Cell 3 of 3' }).waitFor();
    await edit(page, 3, 'two + 2');
    await untilEnd(page);
    expect(await states(page)).toEqual(['shown', 'shown', 'stale']);
  });

  test('is run by Ctrl-Enter and Shift-Enter, and left with Escape, by the keyboard alone', async ({ page }) => {
    await open(page, 'small');
    await cell(page, 1).getByRole('button', { name: 'Edit cell 1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Code of cell 1' }).waitFor();
    await page.keyboard.type('/* typed */ ');
    await page.keyboard.press('Control+Enter');
    await page.locator('.status', { hasText: 'Cell 1 has run.' }).waitFor();
    await page.keyboard.type('/* more */ ');
    expect(await states(page)).toEqual(['stale', 'stale', 'stale']);
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => states(page)).toEqual(['shown', 'stale', 'stale']);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Edit cell 1');
    expect(await cell(page, 1).locator('pre:visible').textContent()).toContain('/* typed */');
    await expect
      .poll(() => cell(page, 1).locator('.hljs-comment').allTextContents())
      .toEqual(['/* typed */', '/* more */']);
  });

  test('is there again on the next visit, and asked about before it is taken back', async ({ page }) => {
    await open(page, 'small');
    await edit(page, 3, 'two * 21');
    await page.reload();
    await cell(page, 3).getByText('two * 21').waitFor();
    expect(await states(page)).toEqual(['shown', 'shown', 'stale']);
    await runAll(page);
    await press(page, 'Reset');
    await notice(page, 'Reset takes back your edits of 1 cell.').getByRole('button', { name: 'Keep them' }).click();
    expect(await cell(page, 3).locator('code').textContent()).toBe('two * 21');
    await reset(page);
    expect(await cell(page, 3).locator('code').textContent()).toBe('two + 1');
    expect([await shown(page, 3), await states(page)]).toEqual(['', ['shown', 'shown', 'shown']]);
    await page.reload();
    await page.getByRole('button', { name: 'Run all' }).waitFor();
    expect(await cell(page, 3).locator('code').textContent()).toBe('two + 1');
  });

  test('of an earlier version of the page is offered, not shown', async ({ page }) => {
    await open(page, 'small');
    await page.evaluate(() =>
      localStorage.setItem('chainwalk-edits-small', '{"version":"old","cells":{"code-3":"two + 9","gone":"1"}}'),
    );
    await page.reload();
    await notice(page, 'Earlier edits of yours, of 1 cell, are put aside.').waitFor();
    expect(await cell(page, 3).locator('code').textContent()).toBe('two + 1');
    await press(page, 'Bring them back');
    expect(await cell(page, 3).locator('code').textContent()).toBe('two + 9');
  });

  test('solves an exercise in the page', async ({ page }) => {
    await open(page, 'index');
    const exercise = page.locator('.cell', { hasText: 'const answer1: number | undefined = undefined;' });
    const number = Number(await exercise.getAttribute('data-cell'));
    const source = codeCells(idle[0]!)[number - 1]?.source ?? '';
    const solved: string[] = [];
    for (const answer of [3, 1]) {
      await edit(page, number, source.replace('= undefined', `= ${answer}`));
      await runCell(page, number);
      solved.push((await shown(page, number)).split(' ', 1)[0] ?? '');
    }
    expect(solved).toEqual(['not', 'right']);
  });
});

describe('a shared link', () => {
  const linkWith = async (page: Page, source: string): Promise<string> => {
    await open(page, 'small');
    await edit(page, 2, source);
    await press(page, 'Share');
    const link = await page.getByRole('textbox', { name: 'Link with your edits' }).inputValue();
    await press(page, 'Close');
    return link;
  };

  test('changes and runs nothing until it is asked to', async ({ page, context }) => {
    const source = "const two = '<img src=x onerror=ran=1>';\nconsole.log(two);";
    const link = await linkWith(page, source);
    expect(link).toMatch(/small\.html#edits=[\w-]+$/);
    await reset(page);
    const other = await context.newPage();
    await other.goto(link);
    await notice(other, "This link carries somebody's edits of 1 cell; they run when you run them.").waitFor();
    expect(await cell(other, 2).locator('code').textContent()).toContain('one + 1');
    await other.getByRole('button', { name: 'Show them' }).click();
    expect(await cell(other, 2).locator('code').textContent()).toBe(source);
    expect(other.url()).not.toContain('#');
    expect([await shown(other, 2), await states(other)]).toEqual(['', ['shown', 'stale', 'stale']]);
    await runAll(other);
    expect(await shown(other, 2)).toBe('<img src=x onerror=ran=1>\n');
    expect(await other.locator('main img').count()).toBe(0);
  });

  test('can be ignored, and puts the reader’s own edits aside', async ({ page }) => {
    const link = await linkWith(page, 'const two = 3;');
    await edit(page, 2, 'const two = 4;');
    await page.goto(link);
    await press(page, 'Ignore');
    expect(await cell(page, 2).locator('code').textContent()).toBe('const two = 4;');
    await page.goto(link);
    await press(page, 'Show them');
    expect(await cell(page, 2).locator('code').textContent()).toBe('const two = 3;');
    await page.reload();
    await press(page, 'Bring them back');
    expect(await cell(page, 2).locator('code').textContent()).toBe('const two = 4;');
  });

  test.for([
    ['cut off', (link: string) => link.slice(0, -9), 'The edits in this link are damaged: nothing was changed.'],
    ['not one', () => '#edits=%00<script>', 'The edits in this link are damaged: nothing was changed.'],
    [
      'too long',
      () => `#edits=${'A'.repeat(200_000)}`,
      'The link is too long to be one of this page: nothing was changed.',
    ],
  ] as const)('that is %s is refused in a sentence', async ([, damage, sentence], { page }) => {
    const link = await linkWith(page, 'const two = 3;');
    const { hash } = new URL(link);
    await reset(page);
    await page.goto(site.url('saving.html'));
    await open(page, 'small', damage(hash));
    await notice(page, sentence).waitFor();
    expect(await cell(page, 2).locator('code').textContent()).toContain('one + 1');
    expect(await runAll(page)).toBe('All 3 cells have run.');
  });
});

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
