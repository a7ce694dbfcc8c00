/** Counters, limits and quotas, in rules and with names of their own. Linux: nft_counter.c, nft_limit.c, nft_quota.c. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import { type Counters, NO_COUNTERS, PacketCounter } from '../xtables/counters';
import type { Used } from './chain';
import type { LimitValue, ObjectKind, QuotaValue } from './expression';

const NANOSECONDS = 1_000_000_000n;
/** Linux: NFT_LIMIT_PKT_BURST_DEFAULT. */
export const USUAL_BURST = 5;

/** A bucket that fills with time, in nanoseconds. It begins full. */
export class TokenBucket {
  readonly #most: bigint;
  readonly #costOfPacket: bigint;
  readonly #period: bigint;
  readonly #rate: bigint;
  #tokens: bigint;
  #last: bigint | undefined = undefined;

  constructor(readonly value: LimitValue) {
    const { rate, unit, per, burst } = value;
    this.#rate = BigInt(rate);
    this.#period = BigInt(per) * NANOSECONDS;
    this.#costOfPacket = unit === 'packets' ? this.#period / this.#rate : 0n;
    this.#most =
      unit === 'packets'
        ? this.#costOfPacket * BigInt(burst === 0 ? USUAL_BURST : burst)
        : (this.#period * (this.#rate + BigInt(burst))) / this.#rate;
    this.#tokens = this.#most;
  }

  /** Whether a packet of so many bytes is within the limit, at a time in µs; it takes its cost out of the bucket. */
  takes(length: number, time: number): boolean {
    const now = BigInt(Math.floor(time)) * 1000n;
    const cost = this.value.unit === 'packets' ? this.#costOfPacket : (this.#period * BigInt(length)) / this.#rate;
    let tokens = this.#tokens + now - (this.#last ?? now);
    if (tokens > this.#most) tokens = this.#most;
    this.#last = now;
    const enough = tokens >= cost;
    this.#tokens = enough ? tokens - cost : tokens;
    return enough;
  }

  /** Whether the expression matches. */
  matches({ packet }: SkBuff, { host }: HookState): boolean {
    return this.takes(packet.totalLength, host.now()) !== this.value.over;
  }
}

/** Bytes that are used up. */
export class Quota {
  #used: number;

  constructor(readonly value: QuotaValue) {
    this.#used = value.used;
  }

  /** Never more than there are. */
  get used(): number {
    return Math.min(this.#used, this.value.bytes);
  }

  reset(): void {
    this.#used = 0;
  }

  matches({ packet }: SkBuff): boolean {
    this.#used += packet.totalLength;
    return this.#used > this.value.bytes === this.value.over;
  }
}

/** An object with a name. */
export class NfObject implements Used {
  uses = 0;
  readonly counter = new PacketCounter();

  constructor(
    readonly kind: ObjectKind,
    readonly name: string,
    readonly handle: number,
    readonly comment: string | undefined,
    /** Of a quota or a limit. */
    readonly state: Quota | TokenBucket | undefined,
    counters: Counters = NO_COUNTERS,
  ) {
    this.counter.counters = counters;
  }

  /** Whether a rule with it goes on. */
  matches(skb: SkBuff, state: HookState): boolean {
    if (this.state === undefined) {
      this.counter.count(skb);
      return true;
    }
    return this.state.matches(skb, state);
  }
}
