/** The article's tables, loaded from what iptables-save wrote on the real machine and listed as it listed them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ruleLines } from '../../../lib/lab';
import { Netfilter } from '../../../lib/netfilter';
import { iptables, iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';

const root = join(__dirname, '../../../data/article');
const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('iptables-nvL.txt'))
  .map((file) => file.replace('iptables-nvL.txt', ''))
  .sort();
const newer = { version: '1.8.9' } as const;
const older = { version: '1.4.21' } as const;

function read(folder: string, file: string): string {
  return readFileSync(join(root, folder, file), 'utf8');
}

function load(folder: string): Netfilter {
  const netfilter = new Netfilter();
  const result = iptablesRestore(netfilter, ['-c'], read(folder, 'iptables-save.txt'), newer);
  expect(result).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  return netfilter;
}

/** The capture holds each command after a `$`, and then what it printed. */
function listings(folder: string): readonly (readonly [command: string, output: string])[] {
  return read(folder, 'iptables-nvL.txt')
    .split(/^\$ iptables /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const);
}

test('there are captures to compare with', () => {
  expect(folders.length).toBeGreaterThanOrEqual(34);
});

describe.each(folders)('%s', (folder) => {
  test('lists byte for byte what iptables 1.8.9 listed', () => {
    const netfilter = load(folder);
    for (const [command, output] of listings(folder)) {
      const { stdout } = iptables(netfilter, command.split(' '), newer);
      // Between two listings the capture has an empty line.
      expect([output, output.replace(/\n$/, '')]).toContain(stdout);
    }
  });

  test('differs for iptables 1.4.21 in the protocol column only', () => {
    const netfilter = load(folder);
    const names: Record<string, string> = { '0 ': 'all', '1 ': 'icmp', '6 ': 'tcp', '17': 'udp' };
    for (const [command] of listings(folder)) {
      const numbers = iptables(netfilter, command.split(' '), newer).stdout;
      const expected = numbers.replace(/( [ !])(0 |1 |6 |17) {2}( -- {2})/g, (_, before, number, after) => {
        return before + names[number]?.padEnd(4) + after;
      });
      expect(iptables(netfilter, command.split(' '), older).stdout).toBe(expected);
    }
  });

  test('saves the text that it was loaded from', () => {
    const saved = iptablesSave(load(folder), ['-c'], newer).stdout;
    expect(ruleLines(saved)).toEqual(ruleLines(read(folder, 'iptables-save.txt')));
  });
});
