/** Sessions that leave the playground and come back: in a link, in the browser, in files. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect } from 'vitest';
import { ARTICLE_KIND } from '../../lib/browser/playground/machineKind';
import { encodeLink } from '../../lib/browser/playground/sessionLink';
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

describe('sessions that leave the page and come back', () => {
  const lines = [
    { place: 'host', command: 'echo <b>from a link</b> > /tmp/x' },
    { place: 'client', command: "echo it's the client" },
  ];

  test('a link is asked about before it runs', async ({ page }) => {
    await openPlayground(page, `${served().address}#session=${encodeLink({ lines, kind: ARTICLE_KIND })}`);
    await page.getByRole('heading', { name: 'This link brings a session' }).waitFor();
    expect(await page.locator('#offer pre').textContent()).toBe(
      "host# echo <b>from a link</b> > /tmp/x\nclient# echo it's the client\n",
    );
    expect(await screen(page)).not.toContain('echo');
    await page.getByRole('button', { name: 'Run them' }).click();
    await untilShown(page, "client$ echo it's the client");
    await untilPrompt(page);
    expect(new URL(page.url()).hash).toBe('');
  });

  test('a link may ask for other machines; those that do not exist are a sentence', async ({ page }) => {
    const kind = { engine: '28.5', firewallBackend: 'iptables', iptables: 'nft' } as const;
    const typed = [{ place: 'host', command: 'iptables -V; docker --version' }];
    await openPlayground(page, `${served().address}#session=${encodeLink({ lines: typed, kind })}`);
    await page.getByRole('button', { name: 'Run them' }).click();
    await untilShown(page, 'iptables v1.8.9 (nf_tables)');
    await untilShown(page, 'Docker version 28.5.2');
    await page.evaluate(`location.hash = 'session=${encodeLink({ lines: typed, kind: { ...kind, engine: '9.9' } })}'`);
    await page.getByRole('button', { name: 'Run them' }).click();
    await page.locator('#said', { hasText: 'there is no Docker engine "9.9"' }).waitFor();
    await page.getByRole('button', { name: 'New machines' }).click();
    await untilPrompt(page);
    await type(page, 'docker --version');
    expect(await screen(page)).toContain('Docker version 20.10.24');
  });

  test('other machines are chosen, and counted on', async ({ page }) => {
    await openPlayground(page, served().address);
    await page.getByRole('button', { name: 'Openings' }).click();
    await page.getByLabel('The host has').selectOption({ label: 'Docker 29 with nftables' });
    await page.getByRole('button', { name: 'Start them' }).click();
    await untilShown(page, 'The host has Docker 29 with nftables.');
    await untilPrompt(page);
    for (const line of ['sysctl -w net.ipv4.ip_forward=1', ...FIRST_LINES.slice(0, 3)]) await type(page, line);
    await counter(page, 'ip docker-bridges', 'nat-prerouting-and-output', '1').waitFor();
    expect(await counter(page, 'ip docker-bridges', 'nat-prerouting-and-output', '1').innerText()).toContain('60');
  });

  test.for([
    ['damaged', 'AAAA', 'damaged'],
    ['not even base64', '%%%', 'damaged'],
    ['too long', 'A'.repeat(20_000), 'too long'],
    [
      'of something else',
      encodeLink({ lines: [{ place: 'host', command: 'x' }], kind: ARTICLE_KIND }).slice(0, -4),
      'damaged',
    ],
  ] as const)('a link that is %s is a sentence', async ([, code, word], { page }) => {
    const seen = watch(page);
    await openPlayground(page, `${served().address}#session=${code}`);
    await page.locator('#said', { hasText: word }).waitFor();
    expect(await page.locator('#offer').isVisible()).toBe(false);
    await type(page, 'echo still here');
    expect(await screen(page)).toContain('\nstill here\n');
    expect(seen.complaints).toEqual([]);
  });

  test('what is shared opens with the same counters', async ({ page, context }) => {
    await openAndAsk(page, served().address);
    await page.getByRole('button', { name: 'Share' }).click();
    const link = await page.locator('#link').inputValue();
    const other = await context.newPage();
    await openPlayground(other, link);
    await other.getByRole('button', { name: 'Run them' }).click();
    await other.locator('#said', { hasText: '12 packets' }).waitFor();
    expect(await counter(other, 'nat', 'DOCKER', '2').textContent()).toBe(
      await counter(page, 'nat', 'DOCKER', '2').textContent(),
    );
  });

  test('is saved in the browser, and downloaded with its packets', async ({ page }) => {
    await openAndAsk(page, served().address);
    const download = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      return readFileSync(await file.path());
    };
    expect((await download('Download .session')).toString()).toBe(
      'host# systemctl start docker\nhost# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1\nclient# curl -sS -o /dev/null http://192.168.70.6:8001\n',
    );
    const files = unzipSync(await download('Download pcapng'));
    expect(Object.keys(files).sort()).toEqual(['client.pcapng', 'host.pcapng', 'ng1.pcapng']);
    expect(Buffer.from(files['host.pcapng'] ?? []).readUInt32LE(0)).toBe(0x0a0d0d0a);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.reload();
    await untilPrompt(page);
    await page.getByRole('button', { name: 'Load', exact: true }).click();
    await page.locator('#said', { hasText: '12 packets' }).waitFor();
  });

  test('storage that is forbidden is a sentence', async ({ page }) => {
    const seen = watch(page);
    await page.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })");
    await openPlayground(page, served().address);
    await type(page, 'hostname');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('#said', { hasText: 'storage is full or forbidden' }).waitFor();
    expect(seen.complaints).toEqual([]);
  });
});
