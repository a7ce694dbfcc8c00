import { describe, expect, it } from 'vitest';
import { inKernelOrder } from '../../../lib/view/counters/kernelOrder';
import { clientToNg1 } from '../fixtures';

describe('the kernel’s order', () => {
  it('is tables by priority, builtin chains by hook, user chains by name, rules before the policy', () => {
    const shuffled = [...clientToNg1.counters].reverse();
    const order = inKernelOrder(shuffled).map(({ table, chain, index }) => `${table} ${chain} ${index}`);
    expect([...new Set(order.map((name) => name.split(' ')[0]))]).toEqual(['raw', 'mangle', 'nat', 'filter']);
    expect(order.filter((name) => name.startsWith('mangle')).map((name) => name.split(' ')[1])).toEqual([
      'PREROUTING',
      'INPUT',
      'FORWARD',
      'OUTPUT',
      'POSTROUTING',
    ]);
    expect(order.filter((name) => name.startsWith('nat'))).toEqual([
      'nat PREROUTING 1',
      'nat PREROUTING 0',
      'nat INPUT 0',
      'nat OUTPUT 1',
      'nat OUTPUT 0',
      'nat POSTROUTING 1',
      'nat POSTROUTING 2',
      'nat POSTROUTING 0',
      'nat DOCKER 1',
      'nat DOCKER 2',
      'nat DOCKER 0',
    ]);
  });

  it('does not change what it was given', () => {
    const rows = Object.freeze([...clientToNg1.counters]);
    expect(inKernelOrder(rows)).toHaveLength(rows.length);
  });
});
