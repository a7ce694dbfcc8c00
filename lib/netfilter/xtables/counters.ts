/** How many packets a rule or a policy saw, and their bytes. Linux: struct xt_counters, include/uapi/linux/netfilter/x_tables.h. */
import type { SkBuff } from '../skb';

/** Packets and bytes, 64 bits each. */
export interface Counters {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** What a new rule, and one that was zeroed, has counted. */
export const NO_COUNTERS: Counters = { packets: 0n, bytes: 0n };

/** Numbers are exact to twice this, and no traffic here comes near to as much. */
const KEPT_AS_NUMBER = 2n ** 52n;

/** A rule, or a chain with a policy: both count. */
export class PacketCounter {
  // Plain numbers: packets add to them all the time.
  /** Packets above those that were set too large for a number: nearly always all of them. */
  packets = 0;
  /** Their IP total lengths together, in the same way. */
  bytes = 0;
  #base: Counters = NO_COUNTERS;

  /** Adds a packet. */
  count(skb: SkBuff): void {
    this.packets += 1;
    this.bytes += skb.packet.totalLength;
  }

  /** All of it, which begins again at 0 after 2⁶⁴ − 1. */
  get counters(): Counters {
    return {
      packets: BigInt.asUintN(64, this.#base.packets + BigInt(this.packets)),
      bytes: BigInt.asUintN(64, this.#base.bytes + BigInt(this.bytes)),
    };
  }

  set counters({ packets, bytes }: Counters) {
    this.#base = { packets: baseOf(packets), bytes: baseOf(bytes) };
    this.packets = Number(packets - this.#base.packets);
    this.bytes = Number(bytes - this.#base.bytes);
  }
}

function baseOf(count: bigint): bigint {
  return count > KEPT_AS_NUMBER ? count : 0n;
}
