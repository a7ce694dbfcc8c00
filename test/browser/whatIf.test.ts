/** A request with choices, in a page of the live book: each choice is run there. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { barriers } from './barriers';
import { watch } from './book';
import { test } from './chromium';
import { notebookOf, runAll } from './liveBook';
import { withSite } from './site';

const PANEL = `(await whatIf({
  title: 'Who needs docker-proxy?',
  setup: ['host# systemctl start docker', 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1'],
  choices: {
    'docker-proxy': { running: [], killed: ['host# kill -9 $(pgrep docker-proxy)'] },
    'who asks': { client: 'client#', ng1: 'ng1#', '<img src=x onerror=hacked=1>': 'nobody#' },
  },
  request: '{who asks} curl -sS -o /dev/null --connect-timeout 3 http://192.168.70.6:8001',
})).show();`;
const site = withSite([notebookOf('what-if', "import { whatIf } from 'chainwalk';", PANEL)]);

async function open(page: Page) {
  page.setDefaultTimeout(60_000);
  await page.goto(site.url('index.html'));
  await runAll(page);
  const panel = page.locator('.chainwalk-what-if');
  await panel.waitFor();
  return panel;
}

test('a choice is run when it is taken, and its answer differs', { timeout: 240_000 }, async ({ page }) => {
  const seen = watch(page);
  const panel = await open(page);
  const status = () => panel.locator('.verdict').innerText();
  expect(await status()).toMatch(/^Answered: a DNAT rule translated the destination\. client# curl/);
  expect(await panel.locator('.chainwalk-steps').getByRole('status').innerText()).toMatch(/^Packet 1 of 12,/);

  await panel.getByLabel('ng1').check();
  await expect.poll(status, { timeout: 60_000 }).toMatch(/^Answered: docker-proxy took the connection/);
  expect(await panel.locator('.chainwalk-steps').getByRole('status').innerText()).toMatch(/^Packet 1 of 24,/);

  await panel.getByLabel('killed').check();
  await expect.poll(status, { timeout: 60_000 }).toMatch(/^Refused: a RST or an ICMP error came back\. ng1# curl/);
  expect(await panel.locator('.counters img').isVisible()).toBe(true);
  expect(await barriers(page)).toEqual([]);

  await panel.getByLabel('<img').check();
  await expect.poll(status, { timeout: 60_000 }).toMatch(/^No packet was sent\. .*nobody/);
  expect(await panel.locator('.chainwalk-steps').innerText()).toContain('No packet of this request came to the host.');
  expect(await page.evaluate('typeof hacked')).toBe('undefined');
  expect(seen.complaints).toEqual([]);

  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('of choices that are taken quickly the last one is shown', { timeout: 240_000 }, async ({ page }) => {
  const panel = await open(page);
  await panel.getByLabel('ng1').check();
  await panel.getByLabel('killed').check();
  await panel.getByLabel('running').check();
  await panel.getByLabel('killed').check();
  await expect.poll(() => panel.getAttribute('aria-busy'), { timeout: 60_000 }).toBeNull();
  expect(await panel.locator('.verdict').innerText()).toMatch(/^Refused/);
});
