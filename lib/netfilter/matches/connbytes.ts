/** `-m connbytes`: what a connection has carried. Linux: connbytes_mt, net/netfilter/xt_connbytes.c. */
import type { ConnectionCounters } from '../conntrack/entry';
import type { Direction } from '../conntrack/tuple';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** How much a connection must have carried. */
export interface ConnbytesMatch {
  readonly kind: 'connbytes';
  /** Both ends included, 64 bits. */
  readonly from: bigint;
  readonly to: bigint;
  /** `avgpkt`: bytes of a packet on average. */
  readonly mode: 'packets' | 'bytes' | 'avgpkt';
  readonly direction: Direction | 'both';
  readonly invert: boolean;
}

/** How much a connection has carried; one that began before such a rule was there is not counted, and does not match. */
export const CONNBYTES_MATCH: MatchDefinition<ConnbytesMatch> = {
  kind: 'connbytes',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare(match) {
    const { from, to, invert } = match;
    return ({ notes: { conntrack } }) => {
      if (conntrack?.counters === undefined) return false;
      const amount = BigInt(amountOf(match, conntrack.counters));
      return (amount >= from && amount <= to) !== invert;
    };
  },
};

function amountOf({ mode, direction }: ConnbytesMatch, { packets, bytes }: ConnectionCounters): number {
  const sum = (of: ConnectionCounters['packets']) => (direction === 'both' ? of.original + of.reply : of[direction]);
  if (mode === 'packets') return sum(packets);
  if (mode === 'bytes') return sum(bytes);
  return sum(packets) === 0 ? 0 : Math.floor(sum(bytes) / sum(packets));
}
