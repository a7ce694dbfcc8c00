/** Identification fields. Linux: __ip_select_ident, net/ipv4/route.c: counters that start at random places. */
import type { Ipv4Address } from '../packet';
import type { Random } from './random';

export class IpIdentifications {
  readonly #counters = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next of a socket: a connected one counts by itself. */
  start(): number {
    return this.#random.below(0x10000);
  }

  /** The next for packets that no connection counts. */
  next(source: Ipv4Address, destination: Ipv4Address, protocol: number): number {
    const key = `${source} ${destination} ${protocol}`;
    const next = this.#counters.get(key) ?? this.start();
    this.#counters.set(key, (next + 1) & 0xffff);
    return next;
  }
}
