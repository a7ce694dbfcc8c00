/** The playground as somebody meets it who has nothing but a link: on a phone, by keyboard, without scripts. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { ARTICLE_KIND } from '../../lib/browser/playground/machineKind';
import { encodeLink } from '../../lib/browser/playground/sessionLink';
import { everyBarrier } from './barriers';
import { watch } from './book';
import { test } from './chromium';
import {
  counter,
  FIRST_LINES,
  openAndAsk,
  openPlayground,
  screen,
  type,
  untilPrompt,
  untilShown,
  withPlayground,
} from './playground';

const served = withPlayground();

describe('wherever it is opened', () => {
  test('has no barrier, light or dark, with a task or a ladder open', async ({ page }) => {
    await openAndAsk(page, served().address);
    for (const tab of ['Counters', 'Path', 'Ladder', 'Conntrack', 'Processes']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('[role=tabpanel]:not([hidden]) .scroll > *').first().waitFor();
      expect(await everyBarrier(page), tab).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Openings' }).click();
    expect(await everyBarrier(page)).toEqual([]);
    await page.getByRole('button', { name: 'The wrong door' }).click();
    await page.locator('#task:not([hidden])').waitFor();
    expect(await everyBarrier(page)).toEqual([]);
  });

  test('the theme that is chosen holds for terminal, page and pictures, and for the next visit', async ({ page }) => {
    await openPlayground(page, served().address);
    const colours = () =>
      page.evaluate(
        "['body', '#terminal .xterm-scrollable-element'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)",
      );
    const light = await colours();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await page.locator('#scene rect[fill="#14171C"]').first().waitFor();
    const dark = await colours();
    expect(dark).toEqual(['rgb(20, 23, 28)', 'rgb(20, 23, 28)']);
    expect(light).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
    await page.reload();
    await untilPrompt(page);
    expect(await colours()).toEqual(dark);
  });

  test('tabs are moved along with arrows', async ({ page }) => {
    await openPlayground(page, served().address);
    await page.getByRole('tab', { name: 'Counters' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Path');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('[role=tabpanel]:visible').getAttribute('id')).toBe('processes-panel');
  });

  test('fits a phone, the terminal below the map; on a desk they stand side by side', async ({ page }) => {
    const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
    await page.setViewportSize({ width: 1300, height: 900 });
    await openAndAsk(page, served().address);
    expect((await box('.machines')).x).toBeGreaterThan((await box('.shell')).x + 400);
    await page.setViewportSize({ width: 390, height: 800 });
    expect((await box('.shell')).y).toBeGreaterThan((await box('.machines')).y);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ['Counters', 'Path', 'Ladder', 'Conntrack', 'Processes']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth'), tab).toBe(360);
    }
  });

  test('a terminal that is widened shows a whole listing of iptables', async ({ page }) => {
    await page.setViewportSize({ width: 1300, height: 900 });
    await openPlayground(page, served().address);
    await page.getByRole('button', { name: 'Widen' }).click();
    await type(page, 'systemctl start docker; iptables -nvL DOCKER-USER');
    expect(await screen(page)).toMatch(/^ pkts bytes target +prot opt in +out +source +destination$/m);
    expect(await screen(page)).toMatch(/^ +0 +0 RETURN .* 0\.0\.0\.0\/0$/m);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1300);
  });

  test('runs when its page is opened as a file', async ({ page }) => {
    const seen = watch(page);
    await openPlayground(page, pathToFileURL(join(served().folder, 'playground.html')).href);
    for (const line of FIRST_LINES) await type(page, line);
    expect(await counter(page, 'nat', 'DOCKER', '2').textContent()).toContain('60 +60');
    await page.evaluate(
      `location.hash = 'session=${encodeLink({ lines: [{ place: 'host', command: 'echo linked' }], kind: ARTICLE_KIND })}'`,
    );
    await page.getByRole('button', { name: 'Run them' }).click();
    await untilShown(page, '\nlinked\n');
    expect(await page.evaluate('location.hash')).toBe('');
    expect(seen.complaints).toEqual([]);
  });

  test('says so where there are no workers', async ({ page }) => {
    await page.addInitScript('delete window.Worker');
    await page.goto(served().address);
    await page.locator('#said', { hasText: 'This browser runs no workers' }).waitFor();
  });

  test('says what it is where there are no scripts', async ({ page }) => {
    await page.route(/playground\.js$/, (route) => route.abort());
    await page.goto(served().address);
    expect(await page.locator('.still').isVisible()).toBe(true);
    expect(await page.locator('main').isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: 'book' }).getAttribute('href')).toBe('index.html');
  });
});
