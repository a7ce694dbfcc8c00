/** The playground’s terminal: what is typed, and what it costs.  */
import { describe, expect } from 'vitest';
import { watch } from './book';
import { test } from './chromium';
import {
  counter,
  openAndAsk,
  openPlayground,
  rootOf,
  screen,
  type,
  until,
  untilPrompt,
  untilShown,
  withPlayground,
} from './playground';

const KB = 1000;
const served = withPlayground();

describe('what is typed', () => {
  test('four lines: the DNAT rule counted one packet of 60 bytes, nobody else was asked, nothing complained', async ({
    page,
  }) => {
    const seen = watch(page);
    await openAndAsk(page, served().address);
    const row = counter(page, 'nat', 'DOCKER', '2');
    expect(await row.locator('td').allTextContents()).toMatchObject(['nat', 'DOCKER', '2', '1 +1', '60 +60', /DNAT/]);
    expect(await page.locator('#said').textContent()).toContain('12 packets in the host’s netfilter, none dropped');
    expect((await screen(page)).split('\n').at(-1)).toBe('client$');
    expect(
      seen.requests.filter((url) => !url.startsWith(rootOf(served().address)) && !/^(?:data|blob):/.test(url)),
    ).toEqual([]);
    expect(seen.complaints).toEqual([]);
  });

  test('the prompt costs at most 350 KB, the first command 750 KB', async ({ page }) => {
    served().sent.clear();
    let release = () => {};
    const prompted = new Promise<void>((resolve) => {
      release = resolve;
    });
    // What the prompt does not wait for comes behind it.
    await page.context().route(/just-bash|\/shell-/, async (route) => {
      await prompted;
      await route.continue();
    });
    const total = () => [...served().sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    await openPlayground(page, served().address);
    await page.locator('#scene svg').first().waitFor();
    expect(total()).toBeLessThan(350 * KB);
    release();
    await type(page, 'iptables -S');
    expect(total()).toBeGreaterThan(350 * KB);
    expect(total()).toBeLessThan(750 * KB);
  });

  test('arrows, Ctrl-R and Tab bring lines and names', async ({ page }) => {
    await openPlayground(page, served().address);
    await type(page, 'echo one');
    await type(page, 'echo two');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await untilPrompt(page);
    expect((await screen(page)).match(/^one$/gm)).toHaveLength(2);
    await page.keyboard.press('Control+r');
    await page.keyboard.insertText('tw');
    await page.keyboard.press('Enter');
    await untilPrompt(page);
    expect((await screen(page)).match(/^two$/gm)).toHaveLength(2);
    await page.keyboard.insertText('hostna');
    await page.keyboard.press('Tab');
    await untilShown(page, 'hostname');
    await page.keyboard.press('Enter');
    await untilPrompt(page);
    expect(await screen(page)).toContain('\nlocalhost\n');
    await page.keyboard.press('Control+l');
    await until(page, "!document.querySelector('.xterm-rows').textContent.includes('localhost')");
  });

  test('lines that are pasted run one after another, and a place can be chosen', async ({ page }) => {
    await openPlayground(page, served().address);
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'echo first\\nclient$ hostname\\nif true\\nthen echo nested; fi\\n');
      document.querySelector('.xterm-helper-textarea').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    })()`);
    await untilShown(page, 'nested; fi');
    await untilPrompt(page);
    expect(await screen(page)).toMatch(
      /first\nhost# client\$ hostname\nclient\nhost# if true\n> then echo nested; fi\nnested\nhost#$/,
    );
    await page.getByLabel('Type at').selectOption('client');
    await type(page, 'hostname');
    expect(await screen(page)).toMatch(/client\$ hostname\nclient\nclient\$$/);
  });

  test('Ctrl-C interrupts a command; one that does not hear it ends with its machines, and the lines before it stay', async ({
    page,
  }) => {
    await openPlayground(page, served().address);
    await type(page, 'iptables -A INPUT -p icmp -j ACCEPT');
    await page.keyboard.insertText('sleep 1; while :; do :; done');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+c');
    const isGivenUp = page.locator('#said', { hasText: 'Ctrl-C once more' }).waitFor();
    // It may have heard.
    await Promise.race([untilPrompt(page), isGivenUp.catch(() => {})]);
    await page.keyboard.press('Control+c');
    await untilPrompt(page);
    await type(page, 'iptables -S INPUT');
    expect(await screen(page)).toContain('-A INPUT -p icmp -j ACCEPT');
  });

  test('new machines can be had while a command runs', async ({ page }) => {
    await openPlayground(page, served().address);
    await type(page, 'iptables -A INPUT -p icmp -j ACCEPT');
    await page.keyboard.insertText('while :; do :; done');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'New machines' }).click();
    await untilShown(page, 'These are new machines.');
    await untilPrompt(page);
    await type(page, 'iptables -S INPUT');
    expect(await screen(page)).toBe('These are new machines.\nhost# iptables -S INPUT\n-P INPUT ACCEPT\nhost#');
  });

  test('much output is cut, and the page answers', async ({ page }) => {
    await openPlayground(page, served().address);
    await type(page, "yes 'ten letters' | head -c 10000000");
    expect(await screen(page)).toContain('ten letters');
    await type(page, 'hostname');
    expect(await screen(page)).toContain('localhost');
  });

  test('a keyboard leaves the terminal with Escape and Tab, and with Shift and Tab', async ({ page }) => {
    await openPlayground(page, served().address);
    const isInside = () => page.evaluate("document.activeElement.closest('#terminal') !== null");
    expect(await isInside()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await isInside()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await isInside()).toBe(false);
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Shift+Tab');
    expect(await isInside()).toBe(false);
  });

  test('what would move the cursor or ask the terminal is left out of what commands print', async ({ page }) => {
    await openPlayground(page, served().address);
    await type(page, String.raw`printf 'a\033[2J\033]0;title\007\033[c\033[31mb\033[0m<i>c</i>\n'`);
    expect(await screen(page)).toMatch(/\nab<i>c<\/i>\nhost#$/);
  });
});
