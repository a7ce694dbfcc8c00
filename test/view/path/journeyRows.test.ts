import { describe, expect, it } from 'vitest';
import { journeyRows } from '../../../lib/view/path/journeyRows';
import { clientToNg1 } from '../fixtures';

describe('chain traversals as rows', () => {
  const rows = journeyRows(clientToNg1.journeys);

  it('have one row a step, packet by packet', () => {
    expect(rows).toHaveLength(clientToNg1.journeys.reduce((sum, { steps }) => sum + steps.length, 0));
    expect(Object.keys(rows[0]!)).toEqual([
      'packet',
      'hook',
      'table',
      'chain',
      'rule',
      'verdict',
      'in',
      'out',
      'source',
      'destination',
      'length',
    ]);
  });

  it('show the SYN’s way through nat', () => {
    const nat = rows.filter(({ packet, table }) => packet === 1 && table === 'nat');
    expect(nat.map(({ hook, chain, rule, verdict }) => [hook, chain, rule, verdict])).toEqual([
      ['PREROUTING', 'PREROUTING', 'rule 1', 'DOCKER'],
      ['PREROUTING', 'DOCKER', 'rule 2', 'DNAT'],
      ['POSTROUTING', 'POSTROUTING', 'policy', 'ACCEPT'],
    ]);
  });
});
