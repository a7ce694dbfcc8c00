/** A request to step through, in a page of the book. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import type { CodeCell, Notebook } from '../../lib/cells/document';
import { lab, observe } from '../../lib/lab';
import { stepThrough } from '../../lib/view/steps/stepThrough';
import { hostile } from '../view/fixtures';
import { barriers } from './barriers';
import { serveBook, watch } from './book';
import { findChromium, test } from './chromium';

let address = '';

beforeAll(async () => {
  if (findChromium() === undefined) return undefined;
  const book = await serveBook([await notebook()]);
  address = book.address;
  return book.close;
}, 120_000);

/** A page with two requests: through docker-proxy's rules, and one whose names are hostile. */
async function notebook(): Promise<Notebook> {
  const machines = await lab();
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  await machines.sh("host# iptables -A INPUT -p icmp -m comment --comment '<img src=x onerror=hacked=1>' -j DROP");
  const request = await observe(machines, 'client# curl -sS http://192.168.70.6:8001');
  const ping = await observe(machines, 'client# ping -c 1 192.168.70.6');
  const figures = [
    stepThrough(request, { title: 'The request passes through the host' }),
    stepThrough(ping, { title: hostile }),
  ];
  const cells = figures.map(
    (figure, index): CodeCell => ({
      kind: 'code',
      id: `code-${index + 1}`,
      source: 'steps.show();',
      metadata: {},
      outputs: [{ kind: 'display_data', data: figure.bundle(), metadata: {} }],
      executionCount: null,
    }),
  );
  return { name: 'steps', path: 'steps.ipynb', metadata: {}, cells };
}

async function open(page: Page): Promise<Locator> {
  await page.goto(`${address}/index.html`);
  const steps = page.locator('.chainwalk-steps').first();
  await steps.focus();
  return steps;
}

const sentence = (steps: Locator) => steps.getByRole('status').innerText();

async function press(page: Page, key: string, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await page.keyboard.press(key);
}

/** Presses the right arrow until the sentence says `words`. */
async function goTo(page: Page, steps: Locator, words: string): Promise<void> {
  for (let step = 0; step < 200 && !(await sentence(steps)).includes(words); step++) await press(page, 'ArrowRight');
}

describe('the keys', () => {
  test('go step by step and packet by packet, and everything goes with them', async ({ page }) => {
    const seen = watch(page);
    const steps = await open(page);
    expect(await sentence(steps)).toMatch(/^Packet 1 of 12, step 1 of \d+: SYN 60, .* comes in by ens33\.$/);
    await goTo(page, steps, 'nat DOCKER rule 2');
    expect(await sentence(steps)).toMatch(/nat DOCKER rule 2, DNAT to 172\.17\.0\.2:80\.$/);
    expect(await steps.locator('.state .counter dd').innerText()).toBe('0 → 1 packets, 0 → 60 bytes');
    expect(await steps.locator('tr[aria-current=step]').innerText()).toMatch(
      /PREROUTING\s+nat\s+DOCKER\s+rule 2\s+DNAT/,
    );
    expect(await steps.locator('.state .destination dd').innerText()).toBe('192.168.70.6:8001');
    const before = await steps.locator('.packet').getAttribute('style');

    await press(page, 'ArrowRight');
    expect(await steps.locator('.state .destination del').innerText()).toBe('192.168.70.6:8001');
    expect(await steps.locator('.state .destination ins').innerText()).toBe('172.17.0.2:80');
    await press(page, 'ArrowRight');
    expect(await steps.locator('.state .destination dd').innerText()).toBe('172.17.0.2:80 was 192.168.70.6:8001');
    expect(await steps.locator('.packet').getAttribute('style')).not.toBe(before);

    const band = () => steps.locator('.ladder .band').getAttribute('y');
    const first = await band();
    await press(page, 'ArrowDown');
    expect(await sentence(steps)).toMatch(/^Packet 2 of 12, step 1 /);
    expect(await band()).not.toBe(first);
    await goTo(page, steps, 'NAT rewrites the source');
    expect(await sentence(steps)).toContain('172.17.0.2:80 to 192.168.70.6:8001, as the conntrack entry says');
    await press(page, 'ArrowUp');
    expect(await sentence(steps)).toMatch(/^Packet 1 of 12, step 1 /);
    await press(page, 'End');
    expect(await sentence(steps)).toMatch(/^Packet 12 of 12, step (\d+) of \1: leaves by /);
    await press(page, 'Home');
    expect(await sentence(steps)).toMatch(/^Packet 1 of 12, step 1 /);
    expect(seen.complaints).toEqual([]);
  });

  test('are the page’s own where the widget has no focus', async ({ page }) => {
    const steps = await open(page);
    await page.evaluate('document.activeElement.blur()');
    const before = await sentence(steps);
    await press(page, 'ArrowRight');
    expect(await sentence(steps)).toBe(before);
  });
});

test('play goes on by itself to the end; any step of the reader’s stops it', async ({ page }) => {
  await page.clock.install();
  const steps = await open(page);
  await press(page, ' ');
  expect(await steps.locator('.play').innerText()).toBe('Pause');
  await page.clock.runFor(2300);
  expect(await sentence(steps)).toMatch(/^Packet 1 of 12, step 3 /);
  await press(page, 'ArrowLeft');
  expect(await steps.locator('.play').innerText()).toBe('Play');
  await page.clock.runFor(5000);
  expect(await sentence(steps)).toMatch(/^Packet 1 of 12, step 2 /);
  await press(page, 'End');
  await press(page, 'ArrowLeft');
  await steps.getByRole('button', { name: 'Play' }).click();
  await page.clock.runFor(5000);
  expect(await sentence(steps)).toMatch(/^Packet 12 of 12, step (\d+) of \1/);
  expect(await steps.locator('.play').innerText()).toBe('Play');
});

test('the packet moves for readers who do not mind motion, and jumps for others', async ({ page }) => {
  const steps = await open(page);
  const transition = () => steps.locator('.packet').evaluate((packet) => getComputedStyle(packet).transitionDuration);
  expect(await transition()).toBe('0.35s');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await transition()).toBe('0s');
});

test('names are text; a dropped packet says by which rule', async ({ page }) => {
  await open(page);
  const steps = page.locator('.chainwalk-steps').nth(1);
  await steps.focus();
  await press(page, 'End');
  expect(await sentence(steps)).toContain('dropped: filter INPUT rule 1');
  expect(await sentence(steps)).toContain('<img src=x onerror=hacked=1>');
  expect(await steps.locator('.title').innerText()).toBe(hostile);
  expect(await page.evaluate('typeof hacked')).toBe('undefined');
});

test('has no barrier, light or dark, and its pictures are in the page’s colours', async ({ page }) => {
  const steps = await open(page);
  expect(await barriers(page)).toEqual([]);
  const picture = async () => decodeURIComponent((await steps.locator('.map img').getAttribute('src')) ?? '');
  expect(await picture()).toContain('#FFFFFF');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect.poll(picture).toContain('#14171C');
  expect(await barriers(page, 'color-contrast')).toEqual([]);
});

test('fits a phone, and the packet is in sight there', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  const steps = await open(page);
  await goTo(page, steps, 'filter FORWARD');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  const inSight = async () => {
    const [frame, packet] = await Promise.all([
      steps.locator('.map').boundingBox(),
      steps.locator('.map .dot').boundingBox(),
    ]);
    if (frame === null || packet === null) return false;
    return packet.x > frame.x && packet.x + packet.width < frame.x + frame.width;
  };
  await expect.poll(inSight).toBe(true);
});

test('on paper the map stands in its place', async ({ page }) => {
  const steps = await open(page);
  await page.emulateMedia({ media: 'print' });
  expect(await steps.isVisible()).toBe(false);
  expect(await page.locator('.widget .plain img').first().isVisible()).toBe(true);
});
