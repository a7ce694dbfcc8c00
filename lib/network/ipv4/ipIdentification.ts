/** Identification fields. Linux: __ip_select_ident, net/ipv4/route.c: counters that start at random places, shared by hash. */
import type { Ipv4Address } from '../../packet';
import type { Random } from '../random';

/** As many counters as Linux has at least (ip_rt_init). */
const COUNTERS = 2048;

/** The counters of one namespace. */
export class IpIdentifications {
  readonly #counters = new Map<number, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The first of a connection, which counts by itself. */
  start(): number {
    return this.#random.below(0x10000);
  }

  /** The next for packets that no connection counts. */
  next(source: Ipv4Address, destination: Ipv4Address, protocol: number): number {
    const bucket = (Math.imul(source ^ Math.imul(destination, 0x9e3779b1), 0x85ebca6b) + protocol) & (COUNTERS - 1);
    const next = this.#counters.get(bucket) ?? this.start();
    this.#counters.set(bucket, (next + 1) & 0xffff);
    return next;
  }
}
