/** Predictions in JupyterLab: what tells an answer is covered until there is one; answers are saved with the notebook. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { asCopy } from '../../lib/cells/copyId';
import { codeCells } from '../../lib/cells/document';
import { learnerCopy } from '../../lib/cells/learnerCopy';
import { barriers } from './barriers';
import { findChromium, test } from './chromium';
import { hasJupyter, type Lab, NO_JUPYTER, startLab } from './jupyterlab';
import { idle, PATIENCE, runAll } from './jupyterPage';
import { HOSTILE, question, quiz, say } from './predictions';

vi.setConfig({ testTimeout: 2 * PATIENCE });

/** How long a page may take to show what was done. */
const SOON = { timeout: 20_000 };

let lab: Lab;
beforeAll(async () => {
  if (hasJupyter() && findChromium() !== undefined) lab = await startLab(600);
}, 3 * PATIENCE);
afterAll(() => lab?.end());
beforeEach(({ skip }) => skip(!hasJupyter(), NO_JUPYTER));

async function open(page: Page, name: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE / 4);
  await page.setViewportSize({ width: 1280, height: 1400 });
  await page.goto(lab.address(name));
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  await idle(page);
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+S');
  await expect.poll(() => page.locator('.lm-TabBar-tab.jp-mod-dirty').count(), SOON).toBe(0);
}

/** Code cell `number`. */
const cell = (page: Page, number: number): Locator => page.locator('.jp-CodeCell').nth(number - 1);
const shown = (page: Page, number: number) => cell(page, number).locator('.jp-Cell-outputArea').innerText();
const answerBoth = async (page: Page, count: string) => {
  await say(page, 'packets', count);
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
};

test('outputs that tell an answer are covered until there is one, which is saved, and taken up when cells run again', async ({
  page,
  context,
}) => {
  lab.put(learnerCopy(quiz('quiz')));
  await open(page, 'quiz');
  await runAll(page);
  await page.locator('.chainwalk-covered-note').first().waitFor();
  expect(await page.locator('.chainwalk-covered-note').count()).toBe(5);
  expect(await cell(page, 3).innerText()).not.toContain('seen: 1\n');
  expect(await cell(page, 3).innerText()).toContain("console.log('seen: 1')");
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  expect((await barriers(page)).filter((found) => found.includes('chainwalk'))).toEqual([]);

  await answerBoth(page, '12');
  await expect.poll(() => page.locator('.chainwalk-covered-note').count(), SOON).toBe(1);
  expect(await shown(page, 3)).toContain('seen: 1');
  expect(await shown(page, 4)).toMatch(
    /You said: 12\. Counted: 1\. ✗ Not right\s+12 would be right if nat saw every packet\.$/,
  );
  expect(await shown(page, 5)).toContain('You said that you do not know. Counted: DNAT.');
  await say(page, 'which word', HOSTILE);
  await expect.poll(() => shown(page, 8), SOON).toContain(`You said: ${HOSTILE}. Counted: RETURN. ✗ Not right`);
  await save(page);
  const saved = JSON.stringify(codeCells(lab.read('quiz')).map(({ outputs }) => outputs));
  expect(saved.match(/"answer":\{"kind":"said","text":"12"\}/g)?.length).toBe(2);

  await runAll(page);
  await expect.poll(() => shown(page, 4), SOON).toContain('You said: 12.');
  const again = await context.newPage();
  await open(again, 'quiz');
  await cell(again, 4).getByText('You said: 12.').waitFor();
  await question(again, 'packets').getByRole('button', { name: 'Take it back' }).click();
  await expect.poll(() => again.locator('.chainwalk-covered-note').count(), SOON).toBe(4);
  await question(again, 'packets').getByRole('textbox').waitFor();
});

test('a copy that was reset asks anew', async ({ page }) => {
  for (const [id, fields] of [
    [undefined, 1],
    [undefined, 0],
    ['two', 1],
  ] as const) {
    lab.put(asCopy(learnerCopy(quiz('again')), id));
    await open(page, 'again');
    await runAll(page);
    await page.locator('.chainwalk-covered-note').first().waitFor();
    expect(await question(page, 'packets').getByRole('textbox').count()).toBe(fields);
    if (fields === 1) await say(page, 'packets', '12');
    await question(page, 'packets').getByText('You said: 12').waitFor();
  }
});

test('answers come with the notebook, into a browser that has never seen it', async ({ page }) => {
  const original = lab.read('quiz');
  lab.put({ ...original, name: 'sent' });
  await open(page, 'sent');
  await cell(page, 4).getByText('You said: 12.').waitFor();
  expect(await page.locator('.chainwalk-covered-note').count()).toBe(0);
});

test('the keyboard answers, and moves no cell', async ({ page }) => {
  lab.put(learnerCopy(quiz('keys')));
  await open(page, 'keys');
  await runAll(page);
  await page.locator('.chainwalk-covered-note button').first().click();
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect.poll(() => question(page, 'packets').innerText(), SOON).toContain('You said: 1.');
  const way = question(page, 'which way');
  await way.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => shown(page, 5), SOON).toContain('You said: docker-proxy. Counted: DNAT. ✗ Not right');
  expect(await page.locator('.jp-CodeCell').count()).toBe(8);
});

test('in a notebook whose cells are drawn when they come near it is the same', async ({ page }) => {
  lab.put(learnerCopy(quiz('windowed')));
  await open(page, 'windowed');
  const status = await page.evaluate(async () => {
    const [, token = ''] = /_xsrf=([^;]*)/.exec(document.cookie) ?? [];
    const body = JSON.stringify({ raw: '{"windowingMode": "full"}' });
    const address = '/lab/api/settings/@jupyterlab/notebook-extension:tracker';
    return (await fetch(address, { method: 'PUT', body, headers: { 'X-XSRFToken': token } })).status;
  });
  expect(status).toBe(204);
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.reload();
  await page.locator('.jp-WindowedPanel-outer .jp-CodeCell').first().waitFor();
  await idle(page);
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByText('Run All Cells', { exact: true }).click();
  await idle(page);
  // A run scrolls to the last cell, maybe only after it has ended, and cells far from there are not shown.
  await page.locator('.jp-WindowedPanel-outer').hover();
  const first = question(page, 'packets').first();
  const note = page.locator('.chainwalk-covered-note button').filter({ visible: true });
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -10_000);
      return first.isVisible();
    }, SOON)
    .toBe(true);
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 60);
      return note.count();
    }, SOON)
    .toBeGreaterThan(0);
  await note.first().click();
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await question(page, 'which way').getByRole('button', { name: 'I do not know' }).click();
  const explained = page.getByText('12 would be right if nat saw every packet.').last();
  await explained.scrollIntoViewIfNeeded();
  await explained.waitFor();
});
