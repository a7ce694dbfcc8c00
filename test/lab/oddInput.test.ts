/** Input that is big, or not what a person meant: it is answered as iptables and the kernel answer, in bounded time and memory. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab, parseSession } from '../../lib/lab';
import { encodeLatin1 } from '../../lib/packet';
import { loadPrograms } from '../tools/loaded';

beforeAll(loadPrograms);

const HEAD = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n';
const RULES = `${HEAD}-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n`;

/** Restores what a file of bytes says, one character a byte; what is said, the exit code, and how many rules there are. */
async function restore(bytes: string, lab = new Lab({ iptablesVersion: '1.8.9' })): Promise<[string, number, number]> {
  lab.host.files.set('/root/r', { content: '', bytes: encodeLatin1(bytes), modifiedAt: 0 });
  const { stdout, stderr, exitCode } = await lab.run('host', 'iptables-restore < r');
  const { stdout: rules } = await lab.run('host', 'iptables -S | grep -c -- -A');
  return [stdout + stderr, exitCode, Number(rules)];
}

const HINT = "Try `iptables-restore -h' or 'iptables-restore --help' for more information.\n";
const TOO_LONG = 'iptables-restore v1.8.9 (legacy): Parameter too long!\n';

/** As iptables-legacy-restore 1.8.9 answers. */
describe('a file of rules', () => {
  test.each([
    [
      'with line ends of Windows',
      RULES.replaceAll('\n', '\r\n'),
      `iptables-restore v1.8.9 (legacy): iptables-restore: unable to initialize table 'filter\r'\nError occurred at line: 1\n${HINT}`,
      2,
      0,
    ],
    [
      'with one of them',
      RULES.replace('COMMIT\n', 'COMMIT\r\n'),
      `Bad argument \`COMMIT\r'\nError occurred at line: 6\n${HINT}`,
      2,
      0,
    ],
    ['with a byte order mark', `\xef\xbb\xbf${RULES}`, 'iptables-restore: line 1 failed\n', 1, 0],
    ['with a NUL', RULES.replace('-A INPUT', '-A IN\0PUT'), 'iptables-restore: line 5 failed\n', 1, 0],
    ['with NULs at its end', `${RULES}\0\0`, 'iptables-restore: line 7 failed\n', 1, 1],
    [
      'without a newline at its end',
      RULES.slice(0, -1),
      `Bad argument \`COMMIT'\nError occurred at line: 6\n${HINT}`,
      2,
      0,
    ],
    ['with damaged UTF-8', RULES.replace('--dport 80', '--dport 80 -m comment --comment "a\xff\xfeb"'), '', 0, 1],
    [
      'with a comment of 10 MB',
      RULES.replace('COMMIT', `#${'x'.repeat(10_000_000)}\nCOMMIT`),
      `${TOO_LONG}Error occurred at line: 7\n${HINT}`,
      2,
      0,
    ],
    [
      'with a word of 20,000 characters',
      RULES.replace('--dport 80', `--dport 80 -m comment --comment "${'x'.repeat(20_000)}"`),
      `${TOO_LONG}Error occurred at line: 5\n${HINT}`,
      2,
      0,
    ],
    ['that ends before COMMIT', RULES.replace('COMMIT\n', ''), 'iptables-restore: COMMIT expected at line 6\n', 1, 0],
    ['that is empty', '', '', 0, 0],
  ])('%s', async (_name, bytes, said, exitCode, rules) => {
    expect(await restore(bytes)).toEqual([said, exitCode, rules]);
  });

  test('of 100,000 rules', async () => {
    const rules = Array.from(
      { length: 100_000 },
      (_, index) => `-A INPUT -s 10.${index >> 16}.${(index >> 8) & 255}.${index & 255}/32 -j DROP\n`,
    );
    const lab = new Lab();
    expect(await restore(`${HEAD}${rules.join('')}COMMIT\n`, lab)).toEqual(['', 0, 100_000]);
    expect((await lab.run('host', 'ping -c 1 -W 1 127.0.0.1')).exitCode).toBe(0);
  });

  test('with chains that lie 20,000 deep: the kernel takes them, and walks them to their end', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `C${index}`);
    const jumps = names.slice(1).map((name, index) => `-A C${index} -j ${name}\n`);
    const chains = names.map((name) => `:${name} - [0:0]\n`);
    const lab = new Lab();
    const text = `${HEAD}${chains.join('')}-A OUTPUT -j C0\n${jumps.join('')}COMMIT\n`;
    expect(await restore(text, lab)).toEqual(['', 0, 20_000]);
    expect((await lab.run('host', 'ping -c 1 -W 1 127.0.0.1')).exitCode).toBe(0);
    const { stdout } = await lab.run('host', 'iptables-save -c | grep -c "^.2:168"');
    expect(stdout).toBe('20000\n');
    expect((await lab.run('host', 'iptables -A C19999 -j C0')).stderr).toContain('Too many levels of symbolic links');
  });
});

describe('a session', () => {
  test('with line ends of Windows, and none at its end', () => {
    const lines = parseSession('host# echo a\r\n\r\n# note\r\nclient# echo b', 'windows.session');
    expect(lines.map(({ place, command }) => [place, command])).toEqual([
      ['host', 'echo a'],
      ['client', 'echo b'],
    ]);
  });

  test('whose line has 10 MB is not run', async () => {
    const lab = new Lab();
    const { stdout, stderr, exitCode } = await lab.run('host', `echo ${'x'.repeat(10_000_000)}`);
    expect([stdout, stderr, exitCode]).toEqual([
      '',
      'chainwalk: the line has 10,000,005 characters, and no more than 1,000,000 are read\n',
      2,
    ]);
    expect((await lab.run('host', 'echo on')).stdout).toBe('on\n');
  });
});

test('100 MB go from a server to a file', { timeout: 120_000 }, async () => {
  const lab = new Lab();
  lab.client.files.set('/usr/share/nginx/html/big', {
    content: '',
    bytes: new Uint8Array(100_000_000),
    modifiedAt: 0,
  });
  await lab.run('client', 'nginx');
  const { stdout } = await lab.run(
    'host',
    "curl -s -o /tmp/big -w '%{size_download}\\n' http://192.168.70.1/big; wc -c < /tmp/big",
  );
  expect(stdout).toBe('100000000\n100000000\n');
});
