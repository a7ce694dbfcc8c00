/** The playground as somebody meets it who has nothing but a link. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { ARTICLE_KIND } from '../../lib/browser/playground/machineKind';
import { encodeLink } from '../../lib/browser/playground/sessionLink';
import { watch } from './book';
import { test } from './chromium';
import {
  openPlayground,
  rootOf,
  type ServedPlayground,
  screen,
  servePlayground,
  type,
  until,
  untilPrompt,
  untilShown,
} from './playground';

const KB = 1000;
const FIRST_LINES = [
  'systemctl start docker',
  'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
  'client$ curl -sS -o /dev/null http://192.168.70.6:8001',
  'client$',
];
let served: ServedPlayground;

beforeAll(async () => {
  served = await servePlayground();
  return served.close;
}, 120_000);

async function openAndAsk(page: Page): Promise<void> {
  await openPlayground(page, served.address);
  for (const line of FIRST_LINES) await type(page, line);
}

/** A row of the counters, by its chain and number. */
function counter(page: Page, table: string, chain: string, number: string) {
  const rows = page.locator('#counters tbody tr');
  return rows.filter({
    has: page.locator(`td:nth-child(1):text-is("${table}") + td:text-is("${chain}") + td:text-is("${number}")`),
  });
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe('what is typed', () => {
  test('four lines: the DNAT rule counted one packet of 60 bytes, nobody else was asked, nothing complained', async ({
    page,
  }) => {
    const seen = watch(page);
    await openAndAsk(page);
    const row = counter(page, 'nat', 'DOCKER', '2');
    expect(await row.locator('td').allTextContents()).toMatchObject(['nat', 'DOCKER', '2', '1 +1', '60 +60', /DNAT/]);
    expect(await page.locator('#said').textContent()).toContain('12 packets in the host’s netfilter, none dropped');
    expect((await screen(page)).split('\n').at(-1)).toBe('client$');
    expect(
      seen.requests.filter((url) => !url.startsWith(rootOf(served.address)) && !/^(?:data|blob):/.test(url)),
    ).toEqual([]);
    expect(seen.complaints).toEqual([]);
  });

  test('the prompt costs at most 350 KB, the first command 750 KB', async ({ page }) => {
    served.sent.clear();
    let release = () => {};
    const prompted = new Promise<void>((resolve) => {
      release = resolve;
    });
    // What the prompt does not wait for comes behind it.
    await page.context().route(/just-bash|\/shell-/, async (route) => {
      await prompted;
      await route.continue();
    });
    const total = () => [...served.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    await openPlayground(page, served.address);
    await page.locator('#scene svg').first().waitFor();
    expect(total()).toBeLessThan(350 * KB);
    release();
    await type(page, 'iptables -S');
    expect(total()).toBeGreaterThan(350 * KB);
    expect(total()).toBeLessThan(750 * KB);
  });

  test('arrows, Ctrl-R and Tab bring lines and names', async ({ page }) => {
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
    await type(page, "yes 'ten letters' | head -c 10000000");
    expect(await screen(page)).toContain('ten letters');
    await type(page, 'hostname');
    expect(await screen(page)).toContain('localhost');
  });

  test('a keyboard leaves the terminal with Escape and Tab, and with Shift and Tab', async ({ page }) => {
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
    await type(page, String.raw`printf 'a\033[2J\033]0;title\007\033[c\033[31mb\033[0m<i>c</i>\n'`);
    expect(await screen(page)).toMatch(/\nab<i>c<\/i>\nhost#$/);
  });
});

describe('what is seen', () => {
  test('a packet that is picked in the ladder: its path, and each step', async ({ page }) => {
    await openAndAsk(page);
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
    await openAndAsk(page);
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
    await openPlayground(page, served.address);
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
    await openAndAsk(page);
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(0);
    expect(await page.locator('#scene .packet').count()).toBe(0);
    await page.getByRole('button', { name: 'Step' }).click();
    expect(await page.locator('#scene .packet').count()).toBe(1);
  });

  test('containers and docker-proxy come and go', async ({ page }) => {
    await openAndAsk(page);
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
    await openPlayground(page, served.address);
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
    await openAndAsk(page);
    await page.getByRole('button', { name: 'Set the mark here' }).click();
    await type(page, 'curl -sS -o /dev/null http://192.168.70.6:8001');
    await type(page, 'curl -sS -o /dev/null http://192.168.70.6:8001');
    const cells = counter(page, 'nat', 'DOCKER', '2').locator('td');
    expect((await cells.allTextContents()).slice(3, 5)).toEqual(['3 +2', '180 +120']);
    await page.getByLabel('Growth since').selectOption('command');
    expect((await cells.allTextContents()).slice(3, 5)).toEqual(['3 +1', '180 +60']);
  });
});

describe('openings', () => {
  test('a broken host is mended', async ({ page }) => {
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, served.address);
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
    expect(await barriers(page)).toEqual([]);
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

describe('sessions that leave the page and come back', () => {
  const lines = [
    { place: 'host', command: 'echo <b>from a link</b> > /tmp/x' },
    { place: 'client', command: "echo it's the client" },
  ];

  test('a link is asked about before it runs', async ({ page }) => {
    await openPlayground(page, `${served.address}#session=${encodeLink({ lines, kind: ARTICLE_KIND })}`);
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
    await openPlayground(page, `${served.address}#session=${encodeLink({ lines: typed, kind })}`);
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
    await openPlayground(page, served.address);
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
    await openPlayground(page, `${served.address}#session=${code}`);
    await page.locator('#said', { hasText: word }).waitFor();
    expect(await page.locator('#offer').isVisible()).toBe(false);
    await type(page, 'echo still here');
    expect(await screen(page)).toContain('\nstill here\n');
    expect(seen.complaints).toEqual([]);
  });

  test('what is shared opens with the same counters', async ({ page, context }) => {
    await openAndAsk(page);
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
    await openAndAsk(page);
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
    await openPlayground(page, served.address);
    await type(page, 'hostname');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('#said', { hasText: 'storage is full or forbidden' }).waitFor();
    expect(seen.complaints).toEqual([]);
  });
});

describe('wherever it is opened', () => {
  test('has no barrier, light or dark, with a task or a ladder open', async ({ page }) => {
    await openAndAsk(page);
    for (const tab of ['Counters', 'Path', 'Ladder', 'Conntrack', 'Processes']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('[role=tabpanel]:not([hidden]) .scroll > *').first().waitFor();
      expect(await barriers(page), tab).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Openings' }).click();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'The wrong door' }).click();
    await page.locator('#task:not([hidden])').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('the theme that is chosen holds for terminal, page and pictures, and for the next visit', async ({ page }) => {
    await openPlayground(page, served.address);
    const colours = () =>
      page.evaluate(
        "['body', '#terminal .xterm-scrollable-element'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)",
      );
    const light = await colours();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await page.locator('#scene rect[fill="#14171C"]').first().waitFor();
    const dark = await colours();
    expect(dark).toEqual(['rgb(20, 23, 28)', 'rgb(20, 23, 28)']);
    expect(light).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
    await page.reload();
    await untilPrompt(page);
    expect(await colours()).toEqual(dark);
  });

  test('tabs are moved along with arrows', async ({ page }) => {
    await openPlayground(page, served.address);
    await page.getByRole('tab', { name: 'Counters' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Path');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('[role=tabpanel]:visible').getAttribute('id')).toBe('processes-panel');
  });

  test('fits a phone, the terminal below the map; on a desk they stand side by side', async ({ page }) => {
    const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
    await page.setViewportSize({ width: 1300, height: 900 });
    await openAndAsk(page);
    expect((await box('.machines')).x).toBeGreaterThan((await box('.shell')).x + 400);
    await page.setViewportSize({ width: 390, height: 800 });
    expect((await box('.shell')).y).toBeGreaterThan((await box('.machines')).y);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ['Counters', 'Path', 'Ladder', 'Conntrack', 'Processes']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth'), tab).toBe(360);
    }
  });

  test('a terminal that is widened shows a whole listing of iptables', async ({ page }) => {
    await page.setViewportSize({ width: 1300, height: 900 });
    await openPlayground(page, served.address);
    await page.getByRole('button', { name: 'Widen' }).click();
    await type(page, 'systemctl start docker; iptables -nvL DOCKER-USER');
    expect(await screen(page)).toMatch(/^ pkts bytes target +prot opt in +out +source +destination$/m);
    expect(await screen(page)).toMatch(/^ +0 +0 RETURN .* 0\.0\.0\.0\/0$/m);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1300);
  });

  test('runs when its page is opened as a file', async ({ page }) => {
    const seen = watch(page);
    await openPlayground(page, pathToFileURL(join(served.folder, 'playground.html')).href);
    for (const line of FIRST_LINES) await type(page, line);
    expect(await counter(page, 'nat', 'DOCKER', '2').textContent()).toContain('60 +60');
    await page.evaluate(
      `location.hash = 'session=${encodeLink({ lines: [{ place: 'host', command: 'echo linked' }], kind: ARTICLE_KIND })}'`,
    );
    await page.getByRole('button', { name: 'Run them' }).click();
    await untilShown(page, '\nlinked\n');
    expect(await page.evaluate('location.hash')).toBe('');
    expect(seen.complaints).toEqual([]);
  });

  test('says so where there are no workers', async ({ page }) => {
    await page.addInitScript('delete window.Worker');
    await page.goto(served.address);
    await page.locator('#said', { hasText: 'This browser runs no workers' }).waitFor();
  });

  test('says what it is where there are no scripts', async ({ page }) => {
    await page.route(/playground\.js$/, (route) => route.abort());
    await page.goto(served.address);
    expect(await page.locator('.still').isVisible()).toBe(true);
    expect(await page.locator('main').isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: 'book' }).getAttribute('href')).toBe('index.html');
  });
});
