/** Text that is damaged, or too much of it: one complaint that names the place, and nothing half done. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import type { Machine } from '../../../lib/machine';
import { nft } from '../../../lib/tools/nft';

const BEGIN = `table ip t {
  set small { type ipv4_addr; size 2; elements = { 10.0.0.1 }; }
  chain a { }
  chain b { jump a; }
  chain in { type filter hook input priority 0; tcp dport 22 accept; jump b; }
}
`;
let host: Machine;
beforeEach(() => {
  host = new Lab().host;
  expect(nft(host, ['-f', '-'], BEGIN).stderr).toBe('');
});
const list = () => nft(host, ['-a', 'list', 'ruleset'], '').stdout;

/** Refused, in words that name what was wrong; all is as it was. */
function refused(text: string, complaint: string | RegExp): void {
  const before = list();
  const { stdout, stderr, exitCode } = nft(host, ['-f', '-'], text);
  expect(stderr).toMatch(complaint);
  expect(stderr).not.toMatch(/\n +at |undefined|NaN/);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(list()).toBe(before);
}

describe('a damaged text', () => {
  test.each([
    [
      'a brace that is not closed',
      'add table ip z\ntable ip z {\n chain c {\n',
      'syntax error, unexpected end of file',
    ],
    [
      'letters that are none of the language',
      'add table ip z\nadd rule ip t in \u0000\u0007 accept\n',
      '^/dev/stdin:2:',
    ],
    ['an unclosed quote', 'add table ip z\nadd rule ip t in log prefix "x\n', '^/dev/stdin:2:'],
    [
      'a number out of range',
      'add table ip z\nadd rule ip t in tcp dport 99999 accept\n',
      '^/dev/stdin:2:28-32: Error: Service out of range',
    ],
    [
      'a chain that is not there',
      'add table ip z\nadd rule ip t in jump nowhere\n',
      '^/dev/stdin:2:23-29: Error: Could not process rule: No such file or directory',
    ],
  ])('%s', (_what, text, complaint) => refused(text, new RegExp(complaint)));

  test('a ruleset that was cut anywhere is refused, or is one that means less', () => {
    const whole = `flush ruleset\n${nft(host, ['list', 'ruleset'], '').stdout}`;
    for (let end = 1; end < whole.length; end += 7) {
      const before = list();
      const { exitCode, stderr } = nft(host, ['-f', '-'], whole.slice(0, end));
      if (exitCode === 0) expect(nft(host, ['-f', '-'], `flush ruleset\n${BEGIN}`).exitCode).toBe(0);
      else {
        expect(stderr).toContain('Error: ');
        expect(list()).toBe(before);
      }
    }
  });
});

describe('much of it', () => {
  test('1 MB on one line that is wrong at its end', () => {
    const addresses = Array.from(
      { length: 80_000 },
      (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    );
    const line = `add set ip t big { type ipv4_addr; }; add element ip t big { ${addresses.join(', ')} }; nonsense`;
    expect(line.length).toBeGreaterThan(1_000_000);
    refused(line, /^\/dev\/stdin:1:\d{7}-\d{7}: Error: syntax error/);
  });

  test('100,000 elements are taken, found, and gone again with the one that is refused', () => {
    const addresses = Array.from(
      { length: 100_000 },
      (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    );
    expect(
      nft(host, ['-f', '-'], `add set ip t big { type ipv4_addr; }\nadd element ip t big { ${addresses.join(', ')} }\n`)
        .stderr,
    ).toBe('');
    expect(nft(host, ['get', 'element', 'ip', 't', 'big', '{ 10.1.134.159 }'], '').stdout).toContain('10.1.134.159');
    const more = addresses.map((address) => address.replace('10.', '11.')).join(', ');
    const { stderr, exitCode } = nft(
      host,
      ['-f', '-'],
      `add element ip t big { ${more} }\nadd element ip t missing { 1.1.1.1 }\n`,
    );
    expect([exitCode, stderr.split('\n')[0]]).toEqual([1, '/dev/stdin:2:18-24: Error: No such file or directory']);
    expect(nft(host, ['get', 'element', 'ip', 't', 'big', '{ 11.0.0.1 }'], '').exitCode).toBe(1);
  });
});

describe('what the kernel refuses', () => {
  test('one element more than a set holds', () =>
    refused('add table ip z\nadd element ip t small { 10.0.0.2, 10.0.0.3 }\n', 'Too many open files in system'));

  test('chains that jump in a circle, once packets can come to them', () => {
    const unseen = 'add table ip y; add chain ip y a; add chain ip y b; add rule ip y a jump b; add rule ip y b jump a';
    expect(nft(host, ['-f', '-'], `${unseen}\n`).stderr).toBe('');
    refused('add table ip z\nadd rule ip t a jump b\n', 'Too many links');
    refused('add table ip z\nadd rule ip t a ip saddr vmap { 10.0.0.1 : goto b }\n', 'Too many links');
    refused(
      'add map ip t m { type ipv4_addr : verdict; }\nadd rule ip t a ip saddr vmap @m\nadd element ip t m { 10.0.0.1 : jump b }\n',
      'Too many links',
    );
  });

  test('and each says which rule it was', () =>
    refused('add rule ip t a jump b\n', '/dev/stdin:1:1-23: Error: Could not process rule: Too many links\n'));

  test('a file that includes itself', () => {
    host.files.set('/etc/loop.nft', { content: 'add table ip z\ninclude "/etc/loop.nft"\n', modifiedAt: 0 });
    const before = list();
    const { stderr, exitCode } = nft(host, ['-f', '/etc/loop.nft'], '');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^In file included from \/etc\/loop\.nft:2:1-\d+:\n/);
    expect(stderr).toContain('Include nested too deeply');
    expect(list()).toBe(before);
  });
});

test('what nft takes as JSON, and what it does with JSON besides listing, is refused by name', () => {
  const asked = (argv: readonly string[], stdin = '') => {
    const { stdout, stderr, exitCode } = nft(host, argv, stdin);
    return [exitCode, stdout, stderr.split('\n')[0]];
  };
  const before = list();
  const command = '{"nftables": [{"add": {"table": {"family": "ip", "name": "z"}}}]}';
  const unknown = 'nft: commands in JSON are not modelled by chainwalk';
  expect(asked(['-j', command])).toEqual([2, '', unknown]);
  expect(asked(['-j', '-f', '-'], 'add table ip z')).toEqual([
    2,
    '',
    'nft: option -j with commands from standard input is not modelled by chainwalk',
  ]);
  expect(asked(['-j', 'monitor', 'trace'])).toEqual([2, '', 'Error: monitor with -j is not modelled by chainwalk']);
  expect(asked(['-e', 'add', 'table', 'ip', 'z'])).toEqual([2, '', 'nft: option -e is not modelled by chainwalk']);
  expect(list()).toBe(before);
  host.files.set('/rules', { content: command, modifiedAt: 0 });
  expect(asked(['-j', '-f', '/rules'])).toEqual([2, '', unknown]);
  expect(asked([command]).slice(0, 2)).toEqual([1, '']);
});
