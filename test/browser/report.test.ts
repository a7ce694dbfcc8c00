/** Reports in a reader's browser: what people wrote runs nothing, and pictures follow the screen's theme. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { Lab, observeCommand, topology } from '../../lib/lab';
import { readReport } from '../../lib/notebook/report/document';
import { reportHtml } from '../../lib/notebook/report/html';
import { sessionReport } from '../../lib/view/session/sessionReport';
import { notebooks, watch } from './book';
import { test } from './chromium';

const ATTACK = '<img src=x onerror="ran=1"></script><script>ran=1</script><svg onload="ran=1">';
const folder = mkdtempSync(join(tmpdir(), 'chainwalk-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(html: string): string {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  return `file://${file}`;
}

async function session(): Promise<string> {
  const lab = new Lab();
  const commands = [];
  for (const command of [
    `iptables -A INPUT -m comment --comment '${ATTACK.slice(0, 200)}'`,
    `echo '${ATTACK}'; ping -c 1 127.0.0.1`,
  ]) {
    commands.push({ observation: await observeCommand(lab, 'host', command), topology: topology(lab) });
  }
  return sessionReport(commands, { name: ATTACK, facts: { seed: 1 } });
}

test('a session’s report runs nothing and loads nothing; its pictures are dark on dark screens, light on paper', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto(written(await session()));
  const visible = () =>
    Promise.all(['.light svg', '.dark svg'].map((picture) => page.locator(picture).first().isVisible()));
  expect(await visible()).toEqual([true, false]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await visible()).toEqual([false, true]);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  expect(await visible()).toEqual([true, false]);
  expect(await page.locator('figure').count()).toBe(3);
  expect(await page.evaluate('typeof ran')).toBe('undefined');
  expect(seen.complaints).toEqual([]);
  expect(seen.requests).toHaveLength(1);
});

test('a report of notebooks loads nothing, also where a cell shows foreign markup', async ({ page }) => {
  const seen = watch(page);
  const shown = {
    kind: 'display_data' as const,
    data: { 'text/html': `<table><tr><td>${ATTACK}</td></tr></table>` },
    metadata: {},
  };
  const cell = {
    kind: 'code' as const,
    id: 'a',
    source: `// ${ATTACK}`,
    outputs: [shown],
    metadata: {},
    executionCount: null,
  };
  const hostile = { name: 'hostile', path: 'hostile.ipynb', metadata: {}, cells: [cell] };
  const report = readReport([...notebooks.filter(({ name }) => name.startsWith('04')), hostile], { code: true });
  await page.goto(written(reportHtml(report)));
  const widths = await page
    .locator('figure img')
    .evaluateAll((images) =>
      images.map((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth),
    );
  expect(widths.length).toBeGreaterThan(3);
  expect(Math.min(...widths)).toBeGreaterThan(0);
  const shownPicture = async () => {
    const shown = await page
      .locator('figure img')
      .first()
      .evaluate((image) => (image as unknown as { readonly currentSrc: string }).currentSrc);
    return Buffer.from(shown.split(',')[1] ?? '', 'base64').toString();
  };
  expect(await shownPicture()).not.toMatch(/#14171c/i);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(shownPicture).toMatch(/#14171c/i);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect.poll(shownPicture).not.toMatch(/#14171c/i);
  expect(await page.evaluate('typeof ran')).toBe('undefined');
  expect(seen.complaints).toEqual([]);
  expect(seen.requests.filter((address) => !address.startsWith('data:'))).toHaveLength(1);
});

test('on paper a report unfolds hints, answers and rows, and no table is wider than its column', async ({ page }) => {
  const report = readReport(
    notebooks.filter(({ name }) => name.startsWith('04')),
    { code: true },
  );
  await page.goto(written(reportHtml(report)));
  const fold = page.locator('details', { hasText: 'FORWARD: 12 packets' });
  const height = async () => (await fold.boundingBox())?.height ?? 0;
  const folded = await height();
  // 174 mm.
  await page.setViewportSize({ width: 658, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  expect(await height()).toBeGreaterThan(folded + 15);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(658);
  const rights = await page
    .locator('.scroll table')
    .evaluateAll((tables) =>
      tables.map(
        (table) => (table as unknown as { getBoundingClientRect(): { right: number } }).getBoundingClientRect().right,
      ),
    );
  expect(rights.length).toBeGreaterThan(0);
  expect(Math.max(...rights)).toBeLessThanOrEqual(658);
});
