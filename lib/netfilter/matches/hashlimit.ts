/** `-m hashlimit`: so many packets or bytes in a time, for each of the ends that they have. Linux: hashlimit_mt, net/netfilter/xt_hashlimit.c. */
import type { Ipv4Packet } from '../../packet';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { destinationKeyOf, sourceKeyOf } from '../conntrack/tuple';
import type { MatchDefinition } from '../extension';
import { byteCreditsOf, creditsOf, type HashlimitRate } from '../hashlimitBuckets';
import { ALL_HOOKS } from '../hookName';

/** A part of a packet that has a limit of its own. */
export type HashlimitPart = 'srcip' | 'srcport' | 'dstip' | 'dstport';

/** How many packets match, and what is counted apart. */
export interface HashlimitMatch {
  readonly kind: 'hashlimit';
  readonly name: string;
  /** Packets above the limit match, rather than those below. */
  readonly above: boolean;
  readonly unit: HashlimitRate['unit'];
  /** As `HashlimitRate` has them. */
  readonly average: number;
  readonly burst: number;
  /** What passes is judged by the interval, but not limited. */
  readonly rateMatch: boolean;
  /** Seconds; 0 unless given. */
  readonly rateInterval: number;
  readonly parts: readonly HashlimitPart[];
  readonly sourceLength: number;
  readonly destinationLength: number;
  /** Buckets, entries, and the time between two looks for old ones in ms: kept for listings. */
  readonly size: number;
  readonly max: number;
  readonly interval: number;
  /** How long what was not seen is remembered, in ms. */
  readonly expire: number;
}

const MILLISECOND = 1000;
const LARGEST_AVERAGE = 2 ** 32 - 1;

/** A limit for each of the ends that packets have. */
export const HASHLIMIT_MATCH: MatchDefinition<HashlimitMatch> = {
  kind: 'hashlimit',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  // What is counted belongs to the name, and outlives the rule that is replaced by its like.
  remembersPackets: () => false,

  check({ unit, average, burst, rateMatch, rateInterval, sourceLength, destinationLength, interval, expire }) {
    if (interval === 0 || expire === 0 || sourceLength > 32 || destinationLength > 32) return 'EINVAL';
    if (rateMatch && (average === 0 || average > LARGEST_AVERAGE)) return 'ERANGE';
    if (rateMatch) return rateInterval === 0 ? 'EINVAL' : undefined;
    if (unit === 'bytes') return byteCreditsOf(average) === 0 ? 'EINVAL' : undefined;
    return creditsOf(BigInt(average) * BigInt(burst)) < creditsOf(BigInt(average)) ? 'ERANGE' : undefined;
  },

  prepare(match) {
    const { name, above, unit, average, burst, rateMatch, rateInterval, expire } = match;
    const rate = { unit, average, burst, ...(rateMatch && { interval: rateInterval }) };
    return ({ packet }, { host }) => {
      const table = host.hashlimits.get(name, rate, expire * MILLISECOND);
      return table.take(keyOf(match, packet), host.now(), packet.totalLength) !== above;
    };
  },
};

/** Linux: hashlimit_init_dst. */
function keyOf({ parts, sourceLength, destinationLength }: HashlimitMatch, packet: Ipv4Packet): string {
  const hasPorts = packet.protocol === PROTOCOL_TCP || packet.protocol === PROTOCOL_UDP;
  const values = parts.map((part) => {
    if (part === 'srcip') return cut(packet.source, sourceLength);
    if (part === 'dstip') return cut(packet.destination, destinationLength);
    if (!hasPorts) return 0;
    return part === 'srcport' ? sourceKeyOf(packet) : destinationKeyOf(packet);
  });
  return values.join();
}

function cut(address: number, length: number): number {
  return length === 0 ? 0 : address & (-1 << (32 - length));
}
