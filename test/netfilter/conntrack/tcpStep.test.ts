/** Steps of the state table are made once, and each says truly where it leads from. */
import { expect, test } from 'vitest';
import { TCP_CONNTRACK_STATES, tcpStep, tcpTransition } from '../../../lib/netfilter/conntrack/tcp';

const KINDS = ['syn', 'synack', 'fin', 'ack', 'rst', 'none'] as const;

test.each(['original', 'reply'] as const)(
  'each state has a step of its own for each kind of segment: %s',
  (direction) => {
    for (const kind of KINDS)
      for (const from of TCP_CONNTRACK_STATES) {
        const step = tcpStep(kind, direction, from);
        expect(step).toEqual({ from, to: tcpTransition(kind, direction, from), inWindow: true });
        expect(tcpStep(kind, direction, from)).toBe(step);
      }
  },
);
