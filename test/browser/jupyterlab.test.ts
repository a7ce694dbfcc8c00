import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { Notebook } from '../../lib/cells/document';
import type { Output } from '../../lib/cells/output';
import { withoutVolatile } from '../../lib/notebook/check/structure';
import { compareOutputs } from '../../lib/notebook/format/compare';
import { isAlive, until } from '../notebook/trial';
import { notebooks } from './book';
import { findChromium, test } from './chromium';
import { hasJupyter, type Lab, NO_JUPYTER, startLab } from './jupyterlab';
import { idle, PATIENCE, runAll } from './jupyterPage';
import { answerAll } from './predictions';

/** Text from outside that would run, were it taken for markup. */
const HOSTILE = '<img src=x onerror=hacked=1>';
const CULL_AFTER = 20;

/** A cell that shows a live chart of plotly's with a picture that is only blank; `createFigure` is imported already. */
function chartCell(title: string, data: string, layout: string): string {
  return `createFigure({ title: '${title}', alt: '${title}', rows: [], plotly: { data: ${data}, layout: ${layout} }, text: () => '${title}',
  svg: () => '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', restyle: () => { throw new Error('one look'); } }).show();`;
}

vi.setConfig({ testTimeout: 2 * PATIENCE });

const canRun = hasJupyter() && findChromium() !== undefined;
let lab: Lab;
let complaints: string[];

beforeAll(async () => {
  if (canRun) lab = await startLab(CULL_AFTER);
}, 3 * PATIENCE);
afterAll(() => lab?.end());
beforeEach(({ skip }) => {
  skip(!hasJupyter(), NO_JUPYTER);
  complaints = [];
});

/** Opens a notebook and waits for its kernel; what the page complains of, and asks of others, is gathered. */
async function open(page: Page, notebook: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE);
  await page.setViewportSize({ width: 1280, height: 1000 });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^(http:\/\/(localhost|127\.0\.0\.1):|data:|blob:)/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(lab.address(notebook));
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  await idle(page);
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+S');
  await page.getByText('Saving completed').waitFor();
}

/** Where an element is on the page, in pixels. */
async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not on the page`);
  return box;
}

/** Moves the pointer over the middle of `element`, whatever lies above it. */
async function pointAt(page: Page, element: Locator): Promise<void> {
  const { x, y, width, height } = await boxOf(element);
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
}

/** The code cell that holds `text`. */
const cell = (page: Page, text: string) => page.locator('.jp-CodeCell', { hasText: text }).first();

/** Types `answer` in place of what stands behind `const answerN: … = `, and runs the cell. */
async function answer(page: Page, number: number, answer: string): Promise<string> {
  const exercise = cell(page, `const answer${number}:`);
  const line = exercise.locator('.cm-line').first();
  const before = await line.innerText();
  const replaced = before.length - before.indexOf(' = ') - 3;
  await line.click();
  await page.keyboard.press('End');
  for (let index = 0; index < replaced; index++) await page.keyboard.press('Backspace');
  await page.keyboard.insertText(`${answer};`);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => exercise.locator('.jp-InputPrompt').innerText(), { timeout: PATIENCE }).toMatch(/\d/);
  await idle(page);
  return exercise.locator('.jp-OutputArea-output').innerText();
}

/** A notebook with its PNGs' sizes instead of them, in px of the picture: Jupyter's have one for each, committed ones `scale`. */
function withPngSizes(notebook: Notebook, scale: number): Notebook {
  const sizeOf = (png: Buffer) => [16, 20].map((offset) => png.readUInt32BE(offset) / scale).join(' × ');
  const sized = (output: Output): Output => {
    if (!('data' in output) || output.data['image/png'] === undefined) return output;
    const size = sizeOf(Buffer.from(String(output.data['image/png']), 'base64'));
    return { ...output, data: { ...output.data, 'image/png': size } };
  };
  const cells = notebook.cells.map((one) => (one.kind === 'code' ? { ...one, outputs: one.outputs.map(sized) } : one));
  return { ...notebook, cells };
}

test('a notebook runs in JupyterLab as committed, its chart is live, and an exercise answers', async ({ page }) => {
  const committed = notebooks.find(({ name }) => name === '04-docker-proxy-is-idle');
  if (committed === undefined) throw new Error('there is no notebook 04');
  const original = lab.read(committed.name);
  await open(page, original.name);
  await runAll(page);
  await save(page);
  const saved = withoutVolatile(lab.read(original.name));
  expect(compareOutputs(withPngSizes(committed, 2), withPngSizes(saved, 1))).toEqual([]);
  expect(saved).toMatchObject({
    metadata: original.metadata,
    cells: original.cells.map(({ metadata }) => ({ metadata })),
  });

  await answerAll(page);
  const listing = cell(page, '-t nat -nvL').locator('.jp-OutputArea-output pre');
  expect(await listing.evaluate((element) => getComputedStyle(element).whiteSpace)).toBe('pre');

  const chart = page.locator('.js-plotly-plot').first();
  await chart.scrollIntoViewIfNeeded();
  await pointAt(page, chart.locator('.barlayer .point').first());
  await chart.locator('.hoverlayer .hovertext').first().waitFor();

  expect(await answer(page, 1, '3')).toMatch(/^not yet {2}three requests/);
  expect(await answer(page, 1, '1')).toMatch(/^right {4}three requests/);
  expect(complaints).toEqual([]);
});

test('a chart can be zoomed, and is there again when the saved notebook is opened', async ({ page, context }) => {
  lab.add(
    'zoom',
    "import { createFigure } from 'chainwalk/view';",
    chartCell('a line', '[{ x: [0, 1, 2], y: [3, 1, 2] }]', '{}'),
  );
  await open(page, 'zoom');
  await runAll(page);
  const ticks = () => page.locator('.js-plotly-plot .xtick text').allTextContents();
  await expect.poll(ticks, { timeout: PATIENCE }).not.toEqual([]);
  const before = await ticks();
  const plot = await boxOf(page.locator('.js-plotly-plot .nsewdrag'));
  await page.mouse.move(plot.x + plot.width * 0.2, plot.y + plot.height / 2);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.6, plot.y + plot.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(ticks, { timeout: PATIENCE }).not.toEqual(before);

  await save(page);
  const again = await context.newPage();
  await open(again, 'zoom');
  await again.locator('.js-plotly-plot .xtick').first().waitFor();
  expect(complaints).toEqual([]);
});

test('charts and drawings follow the theme, and are saved as they were', async ({ page }) => {
  lab.add(
    'theme',
    `import { deltaChart, lab, observe, pathMap } from 'chainwalk';
const machines = await lab();
const ping = await observe(machines, 'client# ping -c 1 192.168.70.6');`,
    `deltaChart(ping.deltas, { title: 'a chart' }).show();`,
    `pathMap(ping.journeys, { title: 'a map' }).show();`,
  );
  await open(page, 'theme');
  await runAll(page);
  const chart = () =>
    page
      .locator('.js-plotly-plot .main-svg')
      .first()
      .evaluate((svg) => getComputedStyle(svg).backgroundColor);
  const drawing = async () => decodeURIComponent((await page.locator('.jp-RenderedSVG img').getAttribute('src')) ?? '');
  const choose = async (theme: string) => {
    await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
    await page.getByText('Theme', { exact: true }).hover();
    await page.getByText(`JupyterLab ${theme}`, { exact: true }).click();
  };
  await expect.poll(chart, { timeout: PATIENCE }).toBe('rgb(255, 255, 255)');
  const light = await drawing();
  await choose('Dark');
  await expect.poll(chart, { timeout: PATIENCE }).toBe('rgb(20, 23, 28)');
  expect(await drawing()).toMatch(/#14171c/i);
  await save(page);
  expect(JSON.stringify(lab.read('theme'))).not.toMatch(/#14171c/i);
  await choose('Light');
  await expect.poll(drawing, { timeout: PATIENCE }).toBe(light);
  expect(complaints).toEqual([]);
});

test('a chart has the font of our pictures, and stands with labels over its bars where there is little room', async ({
  page,
}) => {
  lab.add(
    'rooms',
    `import { deltaChart, lab, observe } from 'chainwalk';
const machines = await lab();
const ping = await observe(machines, 'client# ping -c 1 192.168.70.6');`,
    `deltaChart(ping.deltas, { title: 'a chart' }).show();`,
  );
  await open(page, 'rooms');
  await runAll(page);
  const width = () => page.locator('.js-plotly-plot .main-svg').first().getAttribute('width');
  await expect.poll(width, { timeout: PATIENCE }).toBe('720');
  const loaded = await page.evaluate(() =>
    [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family, weight }) => `${family} ${weight}`),
  );
  expect(loaded).toEqual(expect.arrayContaining(['Arimo normal', 'Arimo bold']));
  await page.setViewportSize({ width: 700, height: 1000 });
  await expect.poll(width, { timeout: PATIENCE }).toBe('358');
  await page.setViewportSize({ width: 1280, height: 1000 });
  await expect.poll(width, { timeout: PATIENCE }).toBe('720');
  expect(complaints).toEqual([]);
});

test('text from outside runs nothing in any output', async ({ page }) => {
  lab.add(
    'hostile',
    `import { deltaChart, journeyRows, lab, observe, pathMap, table } from 'chainwalk';
     import { createFigure } from 'chainwalk/view';
const machines = await lab();
await machines.sh(\`host# iptables -A INPUT -m comment --comment '${HOSTILE}'\`);
const ping = await observe(machines, 'client# ping -c 1 192.168.70.6');`,
    `deltaChart(ping.deltas, { title: '${HOSTILE}' }).show();`,
    `pathMap(ping.journeys, { title: '${HOSTILE}' }).show();`,
    `table(journeyRows(ping.journeys), { title: '${HOSTILE}' }).show();`,
    `table([{ '${HOSTILE}': '${HOSTILE}' }]).show();`,
    `await machines.sh('host# iptables -nvL INPUT');`,
    `const data = [{ type: 'bar', x: [1], y: ['${HOSTILE}'], text: ['<a href="javascript:hacked=1">${HOSTILE}</a>'] }];
${chartCell(HOSTILE, 'data', `{ title: { text: '${HOSTILE}' } }`)}`,
  );
  await open(page, 'hostile');
  await runAll(page);
  const failed = page.locator('[data-mime-type="application/vnd.jupyter.stderr"]');
  expect(await failed.allTextContents()).toEqual([]);
  expect(await page.locator('.jp-OutputArea-output').count()).toBe(6);
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  expect(await page.locator('.jp-OutputArea [href^="javascript:"], .jp-OutputArea [src="x"]').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('a kernel ends when no page shows it any more, and with Jupyter', async ({ page, context }) => {
  lab.add('pid', 'process.pid;');
  const start = async (shown: Page) => {
    await open(shown, 'pid');
    await runAll(shown);
    return Number(await shown.locator('.jp-OutputArea-output').innerText());
  };
  const first = await start(page);
  expect(isAlive(first)).toBe(true);
  await page.close();
  await until(() => !isAlive(first), PATIENCE);

  const second = await start(await context.newPage());
  expect(await lab.end()).toBe(0);
  await until(() => !isAlive(second), PATIENCE);
});
