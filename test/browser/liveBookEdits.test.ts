/** Cells of the live book that are edited in the page, and edits that come in a link. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { codeCells } from '../../lib/cells/document';
import { test } from './chromium';
import {
  cell,
  edit,
  IDLE,
  notice,
  opener,
  press,
  reset,
  runAll,
  runCell,
  SMALL,
  shown,
  states,
  untilEnd,
} from './liveBook';
import { withSite } from './site';

const site = withSite([...IDLE, SMALL]);
const open = opener(site);

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
    const source = codeCells(IDLE[0]!)[number - 1]?.source ?? '';
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
    await page.goto(site.url('index.html'));
    await open(page, 'small', damage(hash));
    await notice(page, sentence).waitFor();
    expect(await cell(page, 2).locator('code').textContent()).toContain('one + 1');
    expect(await runAll(page)).toBe('All 3 cells have run.');
  });
});
