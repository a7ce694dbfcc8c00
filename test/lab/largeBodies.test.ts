/**
 * Bodies of 100 kB and 1 MB: how many acknowledgements and marks for pushing they take is a matter of microseconds on the real kernel.
 * What all of its runs have in common is equal here; what they do not lies within what was seen.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

/** Of 1 MB the real kernel cut one piece more than once, in each run at another place; where, is not known. */
const DIFFERS = ['1 MB', '-A PREROUTING -i docker0 -p tcp -m length --length 53:1499'] as const;

interface Recording {
  readonly session: readonly string[];
  readonly runs: readonly Readonly<Record<string, readonly string[]>>[];
}

const { session, runs }: Recording = JSON.parse(
  readFileSync(join(__dirname, '../../data/kernel/large-bodies.json'), 'utf8'),
);
const SIZES = Object.keys(runs[0] ?? {});

describe('large bodies from a container, without a proxy', () => {
  let listings: readonly (readonly string[])[] = [];
  beforeAll(async () => {
    listings = await replay();
  });

  describe.each(SIZES.map((size, index) => [size, index] as const))('%s', (size, index) => {
    const rows = runs.map((run) => run[size] ?? []);
    const known = (rows[0] ?? []).map((row, at) => [ruleOf(row), at] as const);
    const isKnown = ([rule]: readonly [string, number]) => size === DIFFERS[0] && rule === DIFFERS[1];
    test.each(known.filter((row) => !isKnown(row)))('%s', (rule, at) => {
      const seen = rows.map((run) => run[at] ?? '');
      const ours = listings[index]?.[at] ?? '';
      expect(ruleOf(ours)).toBe(rule);
      if (new Set(seen).size === 1) return expect(ours).toBe(seen[0]);
      const packets = seen.map(packetsOf);
      expect(packetsOf(ours)).toBeGreaterThanOrEqual(Math.min(...packets));
      expect(packetsOf(ours)).toBeLessThanOrEqual(Math.max(...packets));
    });

    test.fails.each(known.filter(isKnown))('%s, which differs', (_, at) => {
      const least = Math.min(...rows.map((run) => packetsOf(run[at] ?? '')));
      expect(packetsOf(listings[index]?.[at] ?? '')).toBeGreaterThanOrEqual(least);
    });
  });
});

/** The rules that count, as each listing has them. */
async function replay(): Promise<readonly (readonly string[])[]> {
  const lab = new Lab({ cablesTakeTime: false, iptablesVersion: '1.8.9' });
  const found: (readonly string[])[] = [];
  for (const line of session) {
    const { stdout, stderr, exitCode } = await lab.sh(line);
    if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
    if (line.includes('iptables-save')) found.push(stdout.split('\n').filter((row) => row.startsWith('[')));
    await lab.settle();
  }
  return found;
}

function ruleOf(row: string): string {
  return row.replace(/^\[\d+:\d+\] /, '');
}

function packetsOf(row: string): number {
  return Number(/^\[(\d+)/.exec(row)?.[1] ?? Number.NaN);
}
