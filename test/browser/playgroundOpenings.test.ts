/** What a playground can begin with: a broken host, a section, files of one’s own. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { everyBarrier } from './barriers';
import { watch } from './book';
import { test } from './chromium';
import { openPlayground, screen, type, untilPrompt, untilShown, withPlayground } from './playground';

const served = withPlayground();

describe('openings', () => {
  test('a broken host is mended', async ({ page }) => {
    await openPlayground(page, served().address);
    await page.getByRole('button', { name: 'Openings' }).click();
    await page.getByRole('button', { name: 'A rule too many' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.locator('#verdict.wrong', { hasText: 'still gets no page' }).waitFor();
    await type(page, 'iptables -D DOCKER-USER 1');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.locator('#verdict.right').waitFor();
    await page.getByRole('button', { name: 'Openings' }).click();
    expect(await page.locator('#faults li').nth(1).textContent()).toBe('A rule too many easy, mended');
  });

  test('a section of the article begins where its notebook does', async ({ page }) => {
    await openPlayground(page, served().address);
    await page.getByRole('button', { name: 'Openings' }).click();
    await page.getByRole('button', { name: 'docker-proxy earns its keep' }).click();
    await page.locator('#task:not([hidden])').waitFor();
    await untilPrompt(page);
    expect(await page.locator('#task li').first().textContent()).toBe('host# docker restart ng1');
    await page.getByRole('button', { name: 'Type the next line' }).click();
    await untilShown(page, 'host# docker restart ng1\nng1');
    expect(await page.locator('#task li.done').count()).toBe(1);
  });

  test('a session, an iptables-save, and what is neither', async ({ page }) => {
    await openPlayground(page, served().address);
    const give = async (name: string, text: string) => {
      await page.getByRole('button', { name: 'Openings' }).click();
      await page.locator('#own-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    };
    await give('my.session', '# mine\nclient# echo from the client\nhost# hostname\n');
    await untilShown(page, 'localhost');
    await untilPrompt(page);
    expect(await screen(page)).toContain('client$ echo from the client\nfrom the client\nhost# hostname\nlocalhost');
    await give('my.rules', '*filter\n:INPUT DROP [7:420]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n');
    await page.locator('#counters tr', { hasText: 'policy DROP' }).waitFor();
    expect(await page.locator('#counters tr', { hasText: 'policy DROP' }).textContent()).toMatch(/7.*420/);
    await give('bad.session', 'nonsense\n');
    await page.locator('#said', { hasText: 'bad.session:1: expected PLACE# COMMAND' }).waitFor();
    await type(page, 'echo still here');
    expect(await screen(page)).toContain('\nstill here\n');
  });
});

describe('a host of one’s own', () => {
  const CASE = 'data/cases/10-ufw-route-allow-host-port';
  const open = async (page: Page) => {
    await openPlayground(page, served().address);
    await page.getByRole('button', { name: 'Openings' }).click();
  };

  test('files that it printed are asked about, and the path is drawn', async ({ page }) => {
    const seen = watch(page);
    await open(page);
    await page.getByRole('button', { name: 'What happens, and why?' }).click();
    expect(await page.locator('#host-answer').innerText()).toBe('');
    await page.locator('#host-to').fill('203.0.113.10:9000');
    await page.getByRole('button', { name: 'What happens, and why?' }).click();
    await page.locator('#host-answer', { hasText: 'There is nothing to read yet' }).waitFor();
    const names = ['ip-addr.txt', 'ip-route.txt', 'ip-rule.txt', 'iptables-save-c.txt', 'sysctl.txt'];
    await page.locator('#host-files').setInputFiles(names.map((name) => join(CASE, name)));
    await page.getByRole('button', { name: 'What happens, and why?' }).click();
    const answer = page.locator('#host-answer');
    await answer.locator('pre', { hasText: 'DROPPED in filter DOCKER-USER 7' }).waitFor();
    expect(await answer.locator('svg').count()).toBe(1);
    await page.locator('#host-to').fill('nowhere:1');
    await page.getByRole('button', { name: 'What happens, and why?' }).click();
    await answer.locator('p', { hasText: '"nowhere"' }).waitFor();
    expect(seen.complaints).toEqual([]);
    expect(await everyBarrier(page)).toEqual([]);
  });

  test('what is pasted is text, and lines that are not understood are listed', async ({ page }) => {
    await open(page);
    const rules =
      '*filter\n-A INPUT -p tcp --dport 22 -m comment --comment "<img src=x onerror=alert(1)>" -j DROP\nCOMMIT\n';
    const address = '2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n';
    await page.locator('#host-pasted').fill(`${address}${rules}what is this <b>line</b>\n`);
    await page.locator('#host-to').fill('192.0.2.10:22');
    await page.getByRole('button', { name: 'What happens, and why?' }).click();
    const pre = page.locator('#host-answer pre', { hasText: 'DROPPED in filter INPUT 1' });
    await pre.waitFor();
    expect(await pre.innerText()).toContain('what is this <b>line</b>');
    expect(await page.locator('#host-answer img, #host-answer b').count()).toBe(0);
  });
});
