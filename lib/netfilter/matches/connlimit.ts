/** `-m connlimit`: how many connections a client or a network has at once. Linux: connlimit_mt, net/netfilter/xt_connlimit.c; nf_conncount.c. */
import type { ConntrackTable } from '../conntrack/table';
import { equalTuples, type Tuple, tupleOf } from '../conntrack/tuple';
import { DEFAULT_ZONE, type Zone } from '../conntrack/zone';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { JIFFY } from '../jiffies';

/** How many connections match. */
export interface ConnlimitMatch {
  readonly kind: 'connlimit';
  readonly limit: number;
  /** More than the limit, rather than up to it. */
  readonly above: boolean;
  /** The length of the prefix whose connections count together. */
  readonly length: number;
  readonly side: 'source' | 'destination';
}

/** A connection that was counted, and when, in µs. */
interface Counted {
  readonly tuple: Tuple;
  readonly zone: Zone;
  readonly at: number;
}

/** Zones count apart. */
const ADDRESSES = 2 ** 32;

/** So many connections at once. */
export const CONNLIMIT_MATCH: MatchDefinition<ConnlimitMatch> = {
  kind: 'connlimit',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => true,
  prepare({ limit, above, length, side }) {
    const mask = length === 0 ? 0 : -1 << (32 - length);
    const lists = new Map<number, readonly Counted[]>();
    return ({ packet, notes: { conntrack } }, { host, conntrack: table }) => {
      const tuple = conntrack?.original.tuple ?? tupleOf(packet);
      const zone = conntrack?.zone ?? DEFAULT_ZONE;
      const key = ((side === 'source' ? packet.source : packet.destination) & mask) + zone.id * ADDRESSES;
      const now = host.now();
      const left = (lists.get(key) ?? []).filter((one) => equalTuples(one.tuple, tuple) || isOpen(one, table, now));
      const list = left.some((one) => equalTuples(one.tuple, tuple)) ? left : [...left, { tuple, zone, at: now }];
      lists.set(key, list);
      return list.length > limit === above;
    };
  },
};

/** Whether it still counts: neither forgotten nor closed; what is not confirmed yet gets two jiffies. Linux: find_or_evict, already_closed. */
function isOpen({ tuple, zone, at }: Counted, table: ConntrackTable, now: number): boolean {
  const node = table.find(tuple, now, zone);
  if (node === undefined) return now - at <= 2 * JIFFY;
  const state = node.entry.tcp?.state;
  return state !== 'TIME_WAIT' && state !== 'CLOSE';
}
