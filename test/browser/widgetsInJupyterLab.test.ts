/** Requests to step through, in JupyterLab. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { findChromium, test } from './chromium';
import { hasJupyter, type Lab, NO_JUPYTER, startLab } from './jupyterlab';
import { idle, PATIENCE, runAll } from './jupyterPage';

vi.setConfig({ testTimeout: 2 * PATIENCE });

let jupyter: Lab;
let complaints: string[] = [];

beforeAll(async () => {
  if (!hasJupyter() || findChromium() === undefined) return;
  jupyter = await startLab(600);
  jupyter.add(
    'steps',
    "import { lab, observe, stepThrough } from 'chainwalk';\nconst machines = await lab();",
    "await machines.sh('host# iptables -A INPUT -p icmp -j DROP');\nconst ping = await observe(machines, 'client# ping -c 1 192.168.70.6');",
    "stepThrough(ping, { title: '<img src=x onerror=hacked=1>' }).show();",
    "console.log('the last cell');",
  );
  jupyter.add(
    'requests',
    "import { lab, matrixTable, requestMatrix, whatIf } from 'chainwalk';",
    `const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
matrixTable(await requestMatrix(requests, { 'as installed': lab }), { title: 'Who reaches whom' }).show();`,
    `(await whatIf({ title: 'Does the host answer?', setup: [], request: 'client# ping -c 1 -W 1 192.168.70.6',
  choices: { 'a rule': { none: [], drops: ['host# iptables -A INPUT -p icmp -j DROP'] } } })).show();`,
  );
}, 3 * PATIENCE);
afterAll(() => jupyter?.end());
beforeEach(({ skip }) => {
  skip(!hasJupyter(), NO_JUPYTER);
  complaints = [];
});

async function open(page: Page, notebook: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE);
  await page.setViewportSize({ width: 1300, height: 1000 });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(jupyter.address(notebook));
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  await idle(page);
}

test('a request is stepped through with keys that JupyterLab leaves to it', async ({ page }) => {
  await open(page, 'steps');
  await runAll(page);
  const steps = page.locator('.chainwalk-steps');
  await steps.waitFor();
  const sentence = () => steps.getByRole('status').innerText();
  await steps.locator('.title').click();
  const cellOf = () =>
    page.evaluate("[...document.querySelectorAll('.jp-Cell')].findIndex((cell) => cell.matches('.jp-mod-active'))");
  const active = await cellOf();
  await steps.focus();
  await page.keyboard.press('ArrowRight');
  expect(await sentence()).toMatch(/^Packet 1 of 1, step 2 of \d+: filter INPUT rule 1, DROP\.$/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  expect(await sentence()).toContain('dropped: filter INPUT rule 1 DROP: -p icmp -j DROP');
  expect(await cellOf()).toBe(active);
  expect(await page.evaluate('typeof hacked')).toBe('undefined');
  expect(complaints).toEqual([]);
});

test('a cell of a matrix opens, and a choice is run by the Jupyter kernel', async ({ page }) => {
  await open(page, 'requests');
  await runAll(page);
  const matrix = page.locator('.chainwalk-matrix');
  await matrix.getByRole('button', { name: 'client to host, as installed: direct' }).click();
  await matrix.locator('.chainwalk-steps .map img').waitFor();
  expect(await matrix.locator('.chainwalk-steps').getByRole('status').innerText()).toMatch(/^Packet 1 of 2, step 1 /);

  const panel = page.locator('.chainwalk-what-if');
  const verdict = () => panel.locator('.verdict').innerText();
  expect(await verdict()).toMatch(/^Answered directly: .* client# ping/s);
  await panel.getByLabel('drops').check();
  await expect
    .poll(verdict, { timeout: PATIENCE })
    .toMatch(/^Dropped by filter INPUT rule 1 DROP: -p icmp -j DROP, 1 packet;/);
  expect(complaints).toEqual([]);
});
