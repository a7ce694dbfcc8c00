/** The buckets of `-m hashlimit`: of packets, of bytes, and of what passes in an interval. Linux: rateinfo_init, rateinfo_recalc, net/netfilter/xt_hashlimit.c. */
import { JIFFY } from './jiffies';

/** What a rule allows of each kind of packets. */
export interface HashlimitRate {
  readonly unit: 'packets' | 'bytes';
  /** Packets: time from packet to packet on average, in µs. Bytes: what 16 of them cost, of 2³² for a second. */
  readonly average: number;
  /** Packets, or how often a bucket of bytes is filled up again. */
  readonly burst: number;
  /** Judged by what passed in so many seconds, rather than limited; absent: limited. */
  readonly interval?: number;
}

/** What is counted of one combination of ends. */
export interface HashlimitBucket {
  /** Whether a packet is within the limit; `jiffy` is now, `length` in bytes. */
  take(jiffy: number, length: number): boolean;
}

/** Linux: XT_HASHLIMIT_SCALE_v2. */
export const HASHLIMIT_SCALE = 1_000_000;
const HZ = 1_000_000 / JIFFY;
/** The largest power of two that still counts a day's credits in 64 bits. Linux: CREDITS_PER_JIFFY. */
const CREDITS_PER_JIFFY = 2n ** BigInt(((2n ** 64n - 1n) / BigInt(HZ * 60 * 60 * 24)).toString(2).length - 1);
const CREDITS_OF_A_MICROSECOND = (BigInt(HZ) * CREDITS_PER_JIFFY) / BigInt(HASHLIMIT_SCALE);
const LARGEST_COST = 2 ** 32 - 1;
/** The same for a second's credits in 32 bits. Linux: CREDITS_PER_JIFFY_BYTES. */
const BYTE_CREDITS_PER_JIFFY = 2 ** Math.floor(Math.log2(LARGEST_COST / HZ));
const BYTE_CREDITS = HZ * BYTE_CREDITS_PER_JIFFY;
/** Bytes are paid for in chunks of 16. Linux: XT_HASHLIMIT_BYTE_SHIFT. */
const CHUNK = 16;

/** In 64 bits, as the kernel multiplies them. Linux: user2credits. */
export function creditsOf(time: bigint): bigint {
  return BigInt.asUintN(64, time * CREDITS_OF_A_MICROSECOND);
}

/** Credits for a chunk of bytes. Linux: user2credits_byte. */
export function byteCreditsOf(average: number): number {
  return Number((BigInt(average) * BigInt(BYTE_CREDITS)) >> 32n);
}

/** The bytes a second that a cost stands for. Linux: user2rate_bytes; userspace: cost_to_bytes. */
export function bytesOfCost(cost: number): number {
  return ((cost === 0 ? LARGEST_COST : Math.floor(LARGEST_COST / cost)) - 1) * CHUNK;
}

/** What so many bytes a second cost; 0 if that cannot be told from none. Userspace: bytes_to_cost. */
export function costOfBytes(bytes: number): number {
  return Math.floor(LARGEST_COST / (Math.floor(bytes / CHUNK) + 1));
}

/** A bucket for packets of which the first comes now. */
export function newBucket(rate: HashlimitRate, jiffy: number): HashlimitBucket {
  if (rate.interval !== undefined) return new IntervalBucket(rate, rate.interval, jiffy);
  return rate.unit === 'bytes' ? new ByteBucket(rate, jiffy) : new PacketBucket(rate, jiffy);
}

class PacketBucket implements HashlimitBucket {
  readonly #cost: bigint;
  readonly #capacity: bigint;
  #credit: bigint;
  #jiffy: number;

  constructor({ average, burst }: HashlimitRate, jiffy: number) {
    this.#cost = creditsOf(BigInt(average));
    this.#capacity = creditsOf(BigInt(average) * BigInt(burst));
    this.#credit = this.#capacity;
    this.#jiffy = jiffy;
  }

  take(jiffy: number): boolean {
    const earned = this.#credit + BigInt(jiffy - this.#jiffy) * CREDITS_PER_JIFFY;
    this.#credit = earned > this.#capacity ? this.#capacity : earned;
    this.#jiffy = jiffy;
    if (this.#credit < this.#cost) return false;
    this.#credit -= this.#cost;
    return true;
  }
}

class ByteBucket implements HashlimitBucket {
  readonly #cost: number;
  #refills: number;
  #credit = BYTE_CREDITS;
  #jiffy: number;

  constructor({ average, burst }: HashlimitRate, jiffy: number) {
    this.#cost = byteCreditsOf(average);
    this.#refills = burst;
    this.#jiffy = jiffy;
  }

  take(jiffy: number, length: number): boolean {
    this.#credit = Math.min(this.#credit + (jiffy - this.#jiffy) * BYTE_CREDITS_PER_JIFFY, BYTE_CREDITS);
    this.#jiffy = jiffy;
    const cost = Math.min((Math.floor(length / CHUNK) + 1) * this.#cost, BYTE_CREDITS);
    if (this.#credit < cost && this.#refills > 0) {
      this.#refills -= 1;
      this.#credit = BYTE_CREDITS;
    }
    if (this.#credit < cost) return false;
    this.#credit -= cost;
    return true;
  }
}

class IntervalBucket implements HashlimitBucket {
  readonly #countsBytes: boolean;
  readonly #rate: number;
  readonly #burst: number;
  readonly #jiffies: number;
  #begin: number;
  #passed = 0;
  /** The interval before had too much. */
  #exceeded = false;

  constructor({ unit, average, burst }: HashlimitRate, interval: number, jiffy: number) {
    this.#countsBytes = unit === 'bytes';
    this.#rate = this.#countsBytes ? bytesOfCost(average) : Math.floor(HASHLIMIT_SCALE / average);
    this.#burst = this.#countsBytes ? Math.max(1, burst) * this.#rate : burst + this.#rate;
    this.#jiffies = interval * HZ;
    this.#begin = jiffy;
  }

  take(jiffy: number, length: number): boolean {
    const since = jiffy - this.#begin;
    if (since > 0 && since >= this.#jiffies) {
      this.#begin = jiffy;
      this.#exceeded = this.#passed * this.#jiffies > since * this.#rate;
      this.#passed = 0;
    }
    this.#passed += this.#countsBytes ? length : 1;
    return !this.#exceeded && this.#passed <= this.#burst;
  }
}
