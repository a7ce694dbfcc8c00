import { beforeAll, describe, expect, it } from 'vitest';
import { compareDeltas } from '../../../lib/view/counters/compareDeltas';
import { preload } from '../../../lib/view/figure/preload';
import { clientToNg1, clientToNg1NoProxy, ng1ToHostPort } from '../fixtures';

beforeAll(() => preload());

const before = { name: 'with docker-proxy', deltas: clientToNg1.deltas };
const after = { name: 'docker-proxy killed', deltas: clientToNg1NoProxy.deltas };
const other = { name: 'from ng1', deltas: ng1ToHostPort.deltas };

describe('the chart that compares accesses', () => {
  it('says so if nothing changed', () => {
    const chart = compareDeltas([before, after], { title: 'Killing docker-proxy changes nothing' });
    expect(chart.alt).toContain('All 17 counters moved alike.');
    expect(chart.toSvg()).not.toContain('≠');
    expect(
      chart
        .toCsv()
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .every((line) => line.endsWith('true')),
    ).toBe(true);
  });

  it('marks the rows that differ, and shows what one access did not move as 0', () => {
    const chart = compareDeltas([before, other], { title: 'From inside' });
    expect(chart.alt).toContain('21 of 26 counters moved differently.');
    expect(chart.toSvg()).toContain('≠');
    expect(chart.alt).toContain(
      'filter INPUT policy (ACCEPT), different: packets with docker-proxy +0, from ng1 +12; bytes with docker-proxy +0, from ng1 +1,575.',
    );
  });

  it('names the accesses in a legend', () => {
    expect(compareDeltas([before, after], { title: 'Legend' }).toSvg()).toMatch(/>docker-proxy killed<\/text>/);
  });

  it('takes two to four accesses', () => {
    expect(() => compareDeltas([before], { title: 'One' })).toThrow(RangeError);
    expect(() => compareDeltas([before, after, other, before, after], { title: 'Five' })).toThrow(
      '2 to 4 requests, not 5',
    );
    expect(compareDeltas([before, after, other, before], { title: 'Four' }).toText()).toContain('from ng1: bytes');
  });
});
