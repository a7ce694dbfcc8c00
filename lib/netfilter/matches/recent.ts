/** `-m recent`: addresses that were seen before, and how often in which time. Linux: recent_mt, net/netfilter/xt_recent.c. */
import type { Ipv4Address } from '../../packet';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { JIFFY } from '../jiffies';

/** What is asked of a list of addresses, and what is done to it. */
export interface RecentMatch {
  readonly kind: 'recent';
  readonly action: 'set' | 'check' | 'update' | 'remove';
  readonly name: string;
  readonly side: 'source' | 'destination';
  readonly mask: Ipv4Address;
  /** Only times that are not longer ago count; 0: all. */
  readonly seconds: number;
  /** As many times have to count; 0: one. */
  readonly hitCount: number;
  /** The oldest address is forgotten if it was seen longer ago than `seconds`. */
  readonly reap: boolean;
  /** Only with the same time to live. */
  readonly ttl: boolean;
  readonly invert: boolean;
}

const SECOND = 1_000_000;
/** Linux: XT_RECENT_MAX_NSTAMPS. */
const MOST_STAMPS = 65_536;
const USUAL_STAMPS = 32;

/** Addresses that were seen before. */
export const RECENT_MATCH: MatchDefinition<RecentMatch> = {
  kind: 'recent',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  check({ action, seconds, hitCount, name }) {
    if (action === 'set' && (seconds > 0 || hitCount > 0)) return 'EINVAL';
    if (hitCount >= MOST_STAMPS || name === '' || name.includes('/')) return 'EINVAL';
    return undefined;
  },

  prepare(match) {
    const { action, name, side, mask, seconds, hitCount, reap, invert } = match;
    const places = hitCount === 0 ? USUAL_STAMPS : 2 ** Math.ceil(Math.log2(hitCount));
    return ({ packet, notes }, { host, out }) => {
      const table = host.recent.get(name, mask);
      table.keep(places);
      const now = Math.floor(host.now() / JIFFY) * JIFFY;
      const address = ((side === 'source' ? packet.source : packet.destination) & table.mask) >>> 0;
      // As it was before forwarding took one off.
      const ttl = packet.ttl + (out !== undefined && notes.owner === undefined ? 1 : 0);
      const entry = table.find(address, match.ttl ? ttl : 0);
      if (entry === undefined) {
        if (action !== 'set') return invert;
        table.add(address, ttl, now);
        return !invert;
      }
      if (action === 'remove') {
        table.remove(entry);
        return !invert;
      }
      const since = now - seconds * SECOND;
      const counted = seconds === 0 ? entry.stamps.length : entry.stamps.filter((stamp) => stamp >= since).length;
      const matched = (action === 'set' || counted >= Math.max(1, hitCount)) !== invert;
      const updated = action === 'set' || (action === 'update' && matched);
      if (action !== 'set' && reap) table.reap(since, updated ? entry : undefined);
      if (updated) table.update(entry, ttl, now);
      return matched;
    };
  },
};
