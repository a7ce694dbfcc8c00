/** Predictions in the book: what tells an answer is covered until there is one; then the page says how it came out. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { parseNotebook } from '../../lib/cells/nbformat';
import { barriers } from './barriers';
import { watch } from './book';
import { test } from './chromium';
import { cell, openEditor, runAll } from './liveBook';
import { HOSTILE, question, quiz, say, sections } from './predictions';
import { withSite } from './site';

const site = withSite([quiz('quiz'), sections('sections')]);
const open = async (page: Page) => {
  await page.goto(site.url('index.html'));
  await page.getByRole('button', { name: 'Run all' }).waitFor();
};
/** What can be read in the text, without the buttons. */
const readable = (page: Page) => page.locator('main').innerText();
const verdict = (page: Page, number: number) => cell(page, number).locator('.chainwalk-prediction').innerText();

test('what tells the answer is not there before it: not for the eye, nor for a search, until all are answered', async ({
  page,
}) => {
  const seen = watch(page);
  await open(page);
  for (const told of ['seen: 1', 'One packet was counted', 'would be right', 'Counted', 'two and two', 'RETURN'])
    expect(await readable(page)).not.toContain(told);
  for (const heading of ['Look', 'Closer', 'Next', 'That is all.', 'Another one.'])
    expect(await readable(page)).toContain(heading);
  expect(await page.locator('.covered-note').count()).toBe(3);
  expect(await barriers(page)).toEqual([]);
  await say(page, 'packets', '1');
  expect(await readable(page)).not.toContain('seen: 1');
  await page.getByRole('radio', { name: 'DNAT' }).check();
  await question(page, 'which way').getByRole('button', { name: 'Say it' }).click();
  expect(await readable(page)).toContain('seen: 1');
  expect(await readable(page)).not.toContain('RETURN');
  expect(await verdict(page, 4)).toContain('You said: 1. Counted: 1. ✓ Right');
  expect(await verdict(page, 5)).toContain('You said: DNAT. Counted: DNAT. ✓ Right');
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await barriers(page, 'color-contrast')).toEqual([]);
  expect(seen.complaints).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
});

describe('before the program of the page is there', () => {
  const told = ['seen: 1', 'One packet was counted', 'Counted', 'counted: 1', 'two and two', 'RETURN'];
  const PROGRAM = '**/assets/book.js';

  test('what tells the answer is covered already, but not on paper', async ({ page }) => {
    const seen = watch(page);
    let load = () => {};
    const asked = new Promise<void>((resolve) =>
      page.route(PROGRAM, (route) => {
        load = () => void route.continue();
        resolve();
      }),
    );
    await page.goto(site.url('index.html'), { waitUntil: 'commit' });
    await asked;
    await page.locator('nav.turn').waitFor({ state: 'attached' });
    for (const words of told) expect(await readable(page)).not.toContain(words);
    for (const words of ['Think.', 'Look', 'Closer', 'Another one.', 'That is all.'])
      expect(await readable(page)).toContain(words);
    await page.emulateMedia({ media: 'print' });
    expect(await readable(page)).toContain('One packet was counted');
    await page.emulateMedia({ media: 'screen' });
    load();
    await page.getByRole('button', { name: 'Run all' }).waitFor();
    expect(await page.locator('.unsettled').count()).toBe(0);
    expect(await page.locator('.covered-note').count()).toBe(3);
    expect(seen.complaints).toEqual([]);
  });

  test('what stands in a text before a new section is covered, and the section is not', async ({ page }) => {
    await page.route(PROGRAM, () => {});
    await page.goto(site.url('sections.html'), { waitUntil: 'commit' });
    await page.locator('nav.turn').waitFor({ state: 'attached' });
    expect(await readable(page)).not.toContain('It was one.');
    expect(await readable(page)).toContain('Another matter.');
  });

  test('nothing stays covered where it does not come', async ({ page }) => {
    await page.route(PROGRAM, (route) => route.abort());
    await page.goto(site.url('index.html'));
    await page.locator('html:not(.unsettled)').waitFor();
    for (const words of ['seen: 1', 'One packet was counted']) expect(await readable(page)).toContain(words);
  });
});

test('a wrong answer that is a known idea is explained; another is only wrong; who does not know is told', async ({
  page,
}) => {
  await open(page);
  await say(page, 'packets', '12 packets');
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
  expect(await verdict(page, 4)).toMatch(
    /You said: 12 packets\. Counted: 1\. ✗ Not right\s+12 would be right if nat saw every packet\.$/,
  );
  expect(await verdict(page, 5)).toMatch(/You said that you do not know\. Counted: DNAT\.$/);
  await say(page, 'which word', HOSTILE);
  expect(await verdict(page, 8)).toMatch(/You said: <img .*>\. Counted: RETURN\. ✗ Not right$/);
  await question(page, 'packets').getByRole('button', { name: 'Take it back' }).click();
  expect(await readable(page)).not.toContain('seen: 1');
  await say(page, 'packets', '3');
  expect(await verdict(page, 4)).toMatch(/You said: 3\. Counted: 1\. ✗ Not right$/);
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
});

test('what is no answer is asked for again', async ({ page }) => {
  await open(page);
  await say(page, 'packets', '');
  expect(await question(page, 'packets').getByRole('alert').textContent()).toBe('Type a number.');
  await say(page, 'packets', 'many');
  expect(await question(page, 'packets').getByRole('alert').textContent()).toContain('There is no number in it');
  await question(page, 'which way').getByRole('button', { name: 'Say it' }).click();
  expect(await question(page, 'which way').getByRole('alert').textContent()).toBe('Choose one of the answers.');
});

test('the keyboard alone answers, takes back, and finds the question', async ({ page }) => {
  await open(page);
  await page.locator('.covered-note a').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  expect(await question(page, 'packets').innerText()).toContain('You said: 7.');
  // The focus is on the button that takes it back.
  await page.keyboard.press('Enter');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await question(page, 'which way').getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await verdict(page, 5)).toContain('You said: docker-proxy. Counted: DNAT. ✗ Not right');
});

describe('*Forget it*', () => {
  const stored = (page: Page) =>
    page.evaluate(() =>
      Object.keys(localStorage).filter((key) => /^chainwalk-(?:predictions|edits|reading)/.test(key)),
    );
  const answer = async (page: Page) => {
    await open(page);
    await say(page, 'packets', '12');
    await page.goto(site.url('sections.html'));
    await say(page, 'packets', '1');
  };
  const forget = (page: Page) => page.getByRole('button', { name: 'Forget it' }).click();

  test('forgets predictions of all pages, and this page asks anew', async ({ page }) => {
    await answer(page);
    await forget(page);
    expect(await question(page, 'packets').getByRole('textbox').count()).toBe(1);
    expect(await readable(page)).not.toContain('It was one.');
    expect(await stored(page)).toEqual([]);
    expect(await page.locator('.kept').isVisible()).toBe(false);
    await page.reload();
    await question(page, 'packets').getByRole('textbox').waitFor();
    await open(page);
    await question(page, 'packets').getByRole('textbox').waitFor();
  });

  test('forgets edits only when the reader says so', async ({ page }) => {
    const seen = watch(page);
    await answer(page);
    await open(page);
    const editor = await openEditor(page, 1);
    await editor.fill("console.log('mine');");
    await expect.poll(() => stored(page)).toContain('chainwalk-edits-quiz');
    await forget(page);
    expect(await page.locator('.kept').innerText()).toContain('One page has edits of yours:');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await stored(page)).toEqual(['chainwalk-edits-quiz']);
    expect(await editor.innerText()).toContain('mine');
    await forget(page);
    await page.keyboard.press('Enter');
    expect(await stored(page)).toEqual([]);
    expect(await editor.innerText()).toContain('const count = predict');
    await page.reload();
    await page.getByRole('button', { name: 'Run all' }).waitFor();
    expect(await page.locator('.cell.edited').count()).toBe(0);
    expect(seen.complaints).toEqual([]);
  });
});

test('a search tells nothing that an open prediction covers', async ({ page }) => {
  await open(page);
  const box = page.getByRole('searchbox', { name: 'Search the book' });
  const ask = async (words: string) => {
    await box.fill('');
    await box.fill(words);
    await page.locator('.hits a').first().waitFor();
    return page.locator('.hits a').allInnerTexts();
  };
  const behind = 'Behind a prediction that you have not answered yet.';
  expect((await ask('counted'))[0]).toBe(`Quiz · Look\n${behind}`);
  expect((await ask('console'))[0]).toContain(behind);
  expect((await ask('another')).join()).toContain('Another one.');
  expect((await ask('another matter')).join()).toContain('Another matter.');
  await say(page, 'packets', '1');
  expect((await ask('counted')).join()).toContain(behind);
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
  expect((await ask('counted')).join()).toContain('One packet was counted, by DNAT.');
  expect((await ask('console')).join()).toContain('seen: 1');
});

describe('an answer', () => {
  test('is there again after a reload, and in a page that is opened as a file', async ({ page }) => {
    for (const address of [site.url('index.html'), pathToFileURL(`${site.folder}/index.html`).href]) {
      await page.goto(address);
      await say(page, 'packets', '12');
      await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
      await page.reload();
      await cell(page, 4).getByText('You said: 12.').waitFor();
      await question(page, 'packets').getByRole('button', { name: 'Take it back' }).click();
      await page.reload();
      await question(page, 'packets').getByRole('textbox').waitFor();
    }
  });

  test('lasts when the cells run again, and goes into the notebook that is downloaded', async ({ page }) => {
    await open(page);
    await say(page, 'packets', '12');
    await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
    await say(page, 'which word', 'return');
    expect(await runAll(page)).toBe('All 8 cells have run.');
    expect(await verdict(page, 4)).toContain('You said: 12. Counted: 1.');
    expect(await verdict(page, 8)).toContain('✓ Right');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const text = readFileSync(await saved.path(), 'utf8');
    const answers = parseNotebook(text, 'quiz.ipynb').cells.flatMap((one) => ('outputs' in one ? one.outputs : []));
    const said = answers.flatMap((output) => ('data' in output ? Object.values(output.data) : []));
    expect(said).toContainEqual(expect.objectContaining({ role: 'question', answer: { kind: 'said', text: '12' } }));
    expect(said).toContainEqual(expect.objectContaining({ role: 'verdict', answer: { kind: 'unknown' } }));
  });

  test('goes into the notebook that is downloaded without a run, and nothing else does', async ({ page }) => {
    await open(page);
    await say(page, 'packets', '12');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const { cells } = parseNotebook(readFileSync(await saved.path(), 'utf8'), 'quiz.ipynb');
    const outputs = cells.flatMap((one) => ('outputs' in one ? one.outputs : []));
    expect(outputs.length).toBe(1);
    expect(JSON.stringify(outputs)).toContain('"answer":{"kind":"said","text":"12"}');
  });
});

test('an answer in the code is taken as it is', async ({ page }) => {
  await open(page);
  const field = await openEditor(page, 1);
  await field.fill("import { check, predict } from 'chainwalk';\nconst count = predict('how many?', 12).show();");
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
  await runAll(page);
  expect(await verdict(page, 1)).toContain('You said: 12. It stands in the code.');
  expect(await verdict(page, 4)).toContain('12 would be right');
});

test('on paper, and where no script runs, nothing is covered, and question and count are text', async ({
  page,
  context,
}) => {
  await open(page);
  await page.emulateMedia({ media: 'print' });
  expect(await readable(page)).toContain('seen: 1');
  expect(await readable(page)).toContain('counted: 1');
  const browser = context.browser();
  const bare = await browser?.newContext({ javaScriptEnabled: false });
  const still = await bare?.newPage();
  await still?.goto(site.url('index.html'));
  const words = await still?.locator('main').innerText();
  await bare?.close();
  for (const told of ['Your prediction: packets that', 'seen: 1', 'counted: 1']) expect(words).toContain(told);
});

test('a check is one line, which opens when it fails', async ({ page }) => {
  await open(page);
  await say(page, 'packets', '1');
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
  const fold = cell(page, 6).locator('details.checked');
  expect(await cell(page, 6).innerText()).toBe('Checked: two and two');
  await fold.locator('summary').first().click();
  await (await openEditor(page, 6)).fill("check('two and two', 2 + 2, 5);");
  await fold.locator('summary').first().click();
  expect(await runAll(page)).toBe('Failed at cell 6');
  expect(await cell(page, 6).innerText()).toContain('not ok  two and two');
});
