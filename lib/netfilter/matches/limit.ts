/** `-m limit`: so many packets in a time, after a first burst. Linux: limit_mt and user2credits, net/netfilter/xt_limit.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { JIFFY } from '../jiffies';

/** How many packets match. */
export interface LimitMatch {
  readonly kind: 'limit';
  /** Time from packet to packet on average, in units of 1/10,000 s: 10,000 for `1/second`. Linux: XT_LIMIT_SCALE. */
  readonly average: number;
  /** Packets that may come at once. */
  readonly burst: number;
}

/** Linux: XT_LIMIT_SCALE. */
export const LIMIT_SCALE = 10_000;
const HZ = 1_000_000 / JIFFY;
const LARGEST = 0xffff_ffff;
/** The largest power of two that still counts a day's credits in 32 bits. Linux: CREDITS_PER_JIFFY. */
const CREDITS_PER_JIFFY = 2 ** Math.floor(Math.log2(LARGEST / (HZ * 60 * 60 * 24)));

/** So many packets in a time. */
export const LIMIT_MATCH: MatchDefinition<LimitMatch> = {
  kind: 'limit',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => true,

  check: (match) => (isCountable(match) ? undefined : 'ERANGE'),

  /** A bucket of credits fills as time passes, and each packet that matches takes its cost out of it. It begins full. */
  prepare(match) {
    const cost = creditsOf(match.average);
    const capacity = creditsOf(burstCost(match));
    let credit = capacity;
    let previous: number | undefined;
    return (_skb, { host }) => {
      const now = Math.floor(host.now() / JIFFY);
      credit = Math.min((credit + Math.imul(now - (previous ?? now), CREDITS_PER_JIFFY)) >>> 0, capacity);
      previous = now;
      if (credit < cost) return false;
      credit -= cost;
      return true;
    };
  },
};

/** Whether the kernel can count the burst: it takes no rule whose credits run over. Linux: limit_mt_check. */
function isCountable(match: LimitMatch): boolean {
  return match.burst !== 0 && creditsOf(burstCost(match)) >= creditsOf(match.average);
}

/** In 32 bits, as the kernel multiplies them. */
function burstCost({ average, burst }: LimitMatch): number {
  return Math.imul(average, burst) >>> 0;
}

function creditsOf(time: number): number {
  const perTime = HZ * CREDITS_PER_JIFFY;
  return time > LARGEST / perTime
    ? Math.imul(Math.floor(time / LIMIT_SCALE), perTime) >>> 0
    : Math.floor((time * perTime) / LIMIT_SCALE);
}
