/** Names, comments and dumps that would like to be scripts: a reader's browser shows them, and runs nothing. */
import { beforeAll, expect } from 'vitest';
import { deltaChart } from '../../lib/view/counters/deltaChart';
import { pathMap } from '../../lib/view/path/pathMap';
import { table } from '../../lib/view/tables/table';
import { clientToNg1 } from '../view/fixtures';
import { drawAll, notebooks, serveBook, watch } from './book';
import { test } from './chromium';

const attacks = [
  '<img src=x onerror="ran=1">',
  '</script><script>ran=1</script>',
  '"><svg onload="ran=1">',
  "');ran=1;('",
  '<a href="javascript:ran=1">link</a>',
];
const attack = attacks.join(' ');
const deltas = clientToNg1.deltas.map((delta) => ({ ...delta, chain: attack, rule: `-m comment --comment ${attack}` }));
const journeys = clientToNg1.journeys.map((journey) => ({ ...journey, namespace: attack, in: attack }));
const bundles = [
  deltaChart(deltas, { title: attack }).bundle(),
  pathMap(journeys, { title: attack }).bundle(),
  table([{ [attack]: attack }], { title: attack }).bundle(),
  { 'text/plain': attack },
];
const foreign = [
  { 'text/html': attack },
  { 'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg">${attack}</svg>` },
];

const shown = (data: Readonly<Record<string, unknown>>) => ({ kind: 'display_data' as const, data, metadata: {} });
const code = { kind: 'code' as const, id: 'code', source: `// ${attack}`, metadata: {}, executionCount: null };
const text = `# ${attack}\n\n${attack}\n\n[link](javascript:ran=1)\n\n\`\`\`html\n${attack}\n\`\`\``;
const notebook = {
  name: 'hostile',
  path: 'hostile.ipynb',
  metadata: {},
  cells: [
    { kind: 'markdown' as const, id: 'text', source: text, metadata: {} },
    { ...code, outputs: [...bundles.map(shown), { kind: 'stream' as const, name: 'stdout' as const, text: attack }] },
  ],
};
const outside = { ...notebook, name: 'outside', cells: [{ ...code, outputs: foreign.map(shown) }] };
let address = '';

beforeAll(async () => {
  const book = await serveBook([...notebooks.slice(0, 1), notebook, outside]);
  ({ address } = book);
  return book.close;
});

test('what the lab shows of hostile names is text, in charts, maps and tables too', async ({ page }) => {
  const seen = watch(page);
  await page.goto(`${address}/hostile.html`);
  expect(await drawAll(page)).toBe(1);
  // Above the bars of bytes: where the font is wider than the chart's own, a label of this length lies on those of packets.
  await page
    .locator('.chart .nsewdrag')
    .last()
    .hover({ position: { x: 30, y: 40 } });
  await page.locator('.hoverlayer .hovertext').first().waitFor();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.locator('.chart[data-ready=dark]').waitFor();
  expect(await page.evaluate('typeof ran')).toBe('undefined');
  expect(seen.complaints).toEqual([]);
  expect(await page.locator('main :is([onerror], [onload], img[src=x], a[href^="javascript"])').count()).toBe(0);
  expect(await page.locator('main td').first().textContent()).toContain(attacks[0]);
});

test('markup that a cell shows itself cannot run a script either: the policy forbids it', async ({ page }) => {
  await page.goto(`${address}/outside.html`);
  await page.locator('main a').first().dispatchEvent('click');
  expect(await page.evaluate('typeof ran')).toBe('undefined');
});
