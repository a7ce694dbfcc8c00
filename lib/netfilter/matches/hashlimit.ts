/** `-m hashlimit`: so many packets in a time, for each of the ends that they have. Linux: hashlimit_mt, net/netfilter/xt_hashlimit.c. */
import type { Ipv4Packet } from '../../packet';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { destinationKeyOf, sourceKeyOf } from '../conntrack/tuple';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { JIFFY } from '../jiffies';

/** A part of a packet that has a limit of its own. */
export type HashlimitPart = 'srcip' | 'srcport' | 'dstip' | 'dstport';

/** How many packets match, and what is counted apart. */
export interface HashlimitMatch {
  readonly kind: 'hashlimit';
  readonly name: string;
  /** Packets above the limit match, rather than those below. */
  readonly above: boolean;
  /** Time from packet to packet on average, in units of 1/1,000,000 s. Linux: XT_HASHLIMIT_SCALE_v2. */
  readonly average: number;
  readonly burst: number;
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

/** Linux: XT_HASHLIMIT_SCALE_v2. */
export const HASHLIMIT_SCALE = 1_000_000;
const HZ = 1_000_000 / JIFFY;
const MILLISECOND = 1000;
/** The largest power of two that still counts a day's credits in 64 bits. Linux: CREDITS_PER_JIFFY. */
const CREDITS_PER_JIFFY = 2n ** BigInt(((2n ** 64n - 1n) / BigInt(HZ * 60 * 60 * 24)).toString(2).length - 1);
const PER_SECOND = BigInt(HZ) * CREDITS_PER_JIFFY;

/** A limit for each of the ends that packets have. */
export const HASHLIMIT_MATCH: MatchDefinition<HashlimitMatch> = {
  kind: 'hashlimit',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  // What is counted belongs to the name, and outlives the rule that is replaced by its like.
  remembersPackets: () => false,

  check({ average, burst, sourceLength, destinationLength, interval, expire }) {
    if (interval === 0 || expire === 0 || sourceLength > 32 || destinationLength > 32) return 'EINVAL';
    return creditsOf(BigInt(average) * BigInt(burst)) < creditsOf(BigInt(average)) ? 'ERANGE' : undefined;
  },

  prepare(match) {
    const { name, above, average, burst, expire } = match;
    const limit = {
      cost: creditsOf(BigInt(average)),
      capacity: creditsOf(BigInt(average) * BigInt(burst)),
      perJiffy: CREDITS_PER_JIFFY,
      expire: expire * MILLISECOND,
    };
    return ({ packet }, { host }) => host.hashlimits.get(name, limit).take(keyOf(match, packet), host.now()) !== above;
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

/** In 64 bits, as the kernel multiplies them. Linux: user2credits. */
function creditsOf(time: bigint): bigint {
  const scale = BigInt(HASHLIMIT_SCALE);
  const credits = time > (2n ** 64n - 1n) / PER_SECOND ? (time / scale) * PER_SECOND : (time * PER_SECOND) / scale;
  return BigInt.asUintN(64, credits);
}
