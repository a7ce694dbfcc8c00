/** Scenarios on the simulated machines, held against the same on a real kernel (record.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Recording, replay, type Scenario } from './replay';

const RECORDED = join(__dirname, '../../data/kernel/scenarios.json');
const scenarios: Readonly<Record<string, Scenario>> = JSON.parse(readFileSync(RECORDED, 'utf8')).scenarios;

/** Pure acknowledgements in a summary. */
const ACKNOWLEDGEMENT = / tcp .* \. 52\/0 /;

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  const { recorded, summary } = scenario;
  const simulated = replay(scenario);

  test('programs fare as on the real kernel', () => {
    expect(simulated.outcomes).toEqual(recorded.outcomes);
  });

  test('every interface of the router carries the same packets', () => {
    expect(packetsOf(simulated, summary)).toEqual(packetsOf(recorded, summary));
  });

  test('conntrack knows the same connections', () => {
    expect(simulated.connections).toEqual(recorded.connections);
  });

  test('IP sets have the same members', () => {
    expect(simulated.members).toEqual(recorded.members);
  });

  test('the kernel log is told the same', () => {
    expect(simulated.log).toEqual(recorded.log);
  });

  if (summary) {
    test('there are as many acknowledgements, or nearly', () => {
      const [ours, real] = [acknowledgements(simulated), acknowledgements(recorded)];
      expect(ours).toBeGreaterThan(real / 2);
      expect(ours).toBeLessThan(real * 2);
    });
  } else {
    test('rules and policies count the same', () => {
      expect(simulated.counters).toEqual(recorded.counters);
    });
  }
});

/** In a summary acknowledgements are left out: how many there are depends on when a program runs. */
function packetsOf({ packets }: Recording, summary = false): Recording['packets'] {
  if (!summary) return packets;
  const rows = Object.entries(packets).map(([name, seen]) => [name, seen.filter((row) => !ACKNOWLEDGEMENT.test(row))]);
  return Object.fromEntries(rows);
}

function acknowledgements({ packets }: Recording): number {
  return Object.values(packets)
    .flat()
    .filter((row) => ACKNOWLEDGEMENT.test(row))
    .reduce((sum, row) => sum + Number.parseInt(row, 10), 0);
}
