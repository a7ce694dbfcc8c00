/** What the playground shows beside its terminal: packets, paths, counters, containers. */
import { describe, expect } from 'vitest';
import { watch } from './book';
import { test } from './chromium';
import { counter, openAndAsk, openPlayground, type, withPlayground } from './playground';

const served = withPlayground();

describe('what is seen', () => {
  test('a packet that is picked in the ladder: its path, and each step', async ({ page }) => {
    await openAndAsk(page, served().address);
    await page.getByRole('tab', { name: 'Ladder' }).click();
    await page.getByRole('button', { name: /Path of .*SYN 60/ }).click();
    await page.locator('#steps').waitFor();
    expect(await page.locator('#steps tbody tr').first().locator('td').allTextContents()).toMatchObject([
      ...['PREROUTING', 'nat', 'PREROUTING', 'rule 1', 'DOCKER', 'ens33', ''],
      /^192\.168\.70\.1:\d+$/,
      '192.168.70.6:8001',
    ]);
    expect(await page.locator('#path svg title').first().textContent()).toBe('Packet 1 of 12 on the host');
    expect(await page.locator('#steps').textContent()).toContain('DNAT');
  });

  test('packets move, and the same is said in words', async ({ page }) => {
    await openAndAsk(page, served().address);
    await page.locator('#scene .packet').first().waitFor({ state: 'attached' });
    expect(await page.locator('#moves-title').textContent()).toMatch(/^\d+ moves of client# curl/);
    await page.getByRole('button', { name: 'Pause' }).click();
    const said = await page.locator('#move-now').textContent();
    await page.getByRole('button', { name: 'Step' }).click();
    expect(await page.locator('#move-now').textContent()).not.toBe(said);
    await page.locator('#moves-title').click();
    await page.getByRole('button', { name: /SYN 60: client eth0 → host ens33, / }).click();
    expect(await page.locator('#move-now').textContent()).toMatch(
      /of \d+: 08:00:0\d\.\d{6} SYN 60: client eth0 → host ens33, /,
    );
    expect(await page.locator('#scene .packet-words').textContent()).toBe('SYN 60');
    await page
      .getByRole('button', { name: /host ens33 → host docker0, .*, destination becomes 172\.17\.0\.2:80$/ })
      .first()
      .click();
    expect(await page.locator('#scene .lit').count()).toBe(1);
  });

  test('a packet that is dropped ends in a cross, and is said to', async ({ page }) => {
    await openPlayground(page, served().address);
    await type(page, 'iptables -A INPUT -p icmp -j DROP');
    await type(page, 'client$ ping -c 1 -W 1 192.168.70.6');
    expect(await page.locator('#said').textContent()).toContain('dropped: filter INPUT rule 1 DROP: -p icmp -j DROP');
    await page.locator('#moves-title').click();
    await page
      .getByRole('button', { name: /ICMP 84 dropped at host ens33: filter INPUT rule 1 DROP: -p icmp -j DROP, 192/ })
      .click();
    expect(await page.locator('#scene .cross').count()).toBe(1);
  });

  test('who wants no motion steps', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openAndAsk(page, served().address);
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(0);
    expect(await page.locator('#scene .packet').count()).toBe(0);
    await page.getByRole('button', { name: 'Step' }).click();
    expect(await page.locator('#scene .packet').count()).toBe(1);
  });

  test('containers and docker-proxy come and go', async ({ page }) => {
    await openAndAsk(page, served().address);
    await page.locator('#scene svg', { hasText: 'ng1' }).first().waitFor();
    await page.getByRole('tab', { name: 'Conntrack' }).click();
    expect(await page.locator('#conntrack').textContent()).toMatch(/tcp +6 \d+ TIME_WAIT src=192\.168\.70\.1 /);
    await page.getByRole('tab', { name: 'Processes' }).click();
    expect(await page.locator('#processes').textContent()).toContain('docker-proxy');
    await type(page, 'host# docker rm -f ng1');
    await page.locator('#scene-words:not(:has-text("container ng1"))').waitFor({ state: 'attached' });
    expect(await page.locator('#processes').textContent()).toContain('No docker-proxy listens.');
  });

  test('what would like to be a script is text', async ({ page }) => {
    const seen = watch(page);
    await openPlayground(page, served().address);
    const attack = '<img src=x onerror="ran=1"><script>ran=1</script>';
    await type(page, `iptables -A INPUT -p icmp -m comment --comment '${attack}' -j DROP`);
    await type(page, `client$ ping -c 1 -W 1 192.168.70.6; echo '${attack}'`);
    expect(await page.locator('#counters').textContent()).toContain('<img src=x');
    for (const tab of ['Path', 'Ladder']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator(`#${tab.toLowerCase()} svg`).first().waitFor();
      expect(await page.locator(`#${tab.toLowerCase()}`).textContent()).toContain('<img src=x');
    }
    expect(await page.locator('[onerror], img, main script').count()).toBe(0);
    expect(await page.evaluate('typeof ran')).toBe('undefined');
    expect(seen.complaints).toEqual([]);
  });

  test('growth since a mark', async ({ page }) => {
    await openAndAsk(page, served().address);
    await page.getByRole('button', { name: 'Set the mark here' }).click();
    await type(page, 'curl -sS -o /dev/null http://192.168.70.6:8001');
    await type(page, 'curl -sS -o /dev/null http://192.168.70.6:8001');
    const cells = counter(page, 'nat', 'DOCKER', '2').locator('td');
    expect((await cells.allTextContents()).slice(3, 5)).toEqual(['3 +2', '180 +120']);
    await page.getByLabel('Growth since').selectOption('command');
    expect((await cells.allTextContents()).slice(3, 5)).toEqual(['3 +1', '180 +60']);
  });
});
