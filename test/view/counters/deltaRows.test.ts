import { expect, test } from 'vitest';
import { deltaRows } from '../../../lib/view/counters/deltaRows';

test('a rule and a policy have the words of packets’ paths, and no column hides a frame’s index', () => {
  const counted = { table: 'filter', chain: 'INPUT', packets: 2, bytes: 100 } as const;
  const rows = deltaRows([
    { ...counted, index: 1, rule: '-p tcp -j DROP' },
    { ...counted, index: 0, rule: 'policy ACCEPT' },
  ]);
  expect(rows).toEqual([
    { table: 'filter', chain: 'INPUT', rule: 'rule 1', packets: 2, bytes: 100 },
    { table: 'filter', chain: 'INPUT', rule: 'policy', packets: 2, bytes: 100 },
  ]);
});
