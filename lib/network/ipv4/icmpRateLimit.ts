/**
 * How many ICMP errors a machine gets: six at once, then one a second; and how many all get together. Linux: icmpv4_global_allow,
 * icmpv4_xrlim_allow, net/ipv4/icmp.c; inet_peer_xrlim_allow, net/ipv4/inetpeer.c.
 */
import type { Ipv4Address } from '../../packet';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED } from '../../packet/icmp';
import { type Clock, MILLISECOND, type Microseconds, SECOND } from '../clock';
import { Random } from '../random';
import type { Sysctl } from '../sysctl';

/** XRLIM_BURST_FACTOR. */
const BURST = 6;
/** ip_rt_error_burst, in refusals of a second each (ip_rt_error_cost). */
const REFUSAL_BURST = 5;
/** Whoever is new has as much as gathers in this time. Linux: inet_getpeer. */
const SAVED: Microseconds = 60 * SECOND;

/** The limit of all machines together is looked at anew once in this time, and gathers for no longer than a second. */
const REFILL_INTERVAL: Microseconds = SECOND / 50;
/** A message costs none, one or two of what all machines get. Linux: icmp_global_consume. */
const COSTS = 3;

/** What may be sent to one machine: time that it has saved. */
interface Peer {
  tokens: Microseconds;
  lastAt: Microseconds;
}

/** The limits of one namespace. */
export class IcmpRateLimit {
  readonly #peers = new Map<Ipv4Address, Peer>();
  readonly #clock: Clock;
  readonly #sysctl: Sysctl;
  /** Costs are drawn, so that nobody can count what others are sent. */
  readonly #random = new Random(COSTS);
  #credit = 0;
  #filledAt: Microseconds = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, sysctl: Sysctl) {
    this.#clock = clock;
    this.#sysctl = sysctl;
  }

  /** Whether a message may be sent to a machine now; it is counted. */
  allows(to: Ipv4Address, type: number, code: number): boolean {
    // Path MTU discovery is not limited.
    if (type === ICMP_DESTINATION_UNREACHABLE && code === ICMP_FRAGMENTATION_NEEDED) return true;
    if (!((1 << type) & this.#sysctl.number('net.ipv4.icmp_ratemask'))) return true;
    const now = this.#clock.lastTick;
    if (!this.#allowsAll(now)) return false;
    const allowed = this.#allowsPeer(to, now);
    if (allowed) this.#credit -= this.#random.below(COSTS);
    return allowed;
  }

  /** Whether a machine may be told that there is no route for its packet: that costs what a message costs, before it is made. Linux: ip_error. */
  allowsRefusal(to: Ipv4Address): boolean {
    return this.#takeFrom(to, this.#clock.lastTick, SECOND, REFUSAL_BURST);
  }

  /** Linux: icmp_global_allow. */
  #allowsAll(now: Microseconds): boolean {
    if (this.#credit > 0) return true;
    const elapsed = Math.min(now - this.#filledAt, SECOND);
    if (elapsed < REFILL_INTERVAL) return false;
    const gained = Math.floor((this.#sysctl.number('net.ipv4.icmp_msgs_per_sec') * elapsed) / SECOND);
    if (gained === 0) return false;
    this.#filledAt = now;
    this.#credit = Math.min(this.#credit + gained, this.#sysctl.number('net.ipv4.icmp_msgs_burst'));
    return true;
  }

  /** Linux: inet_peer_xrlim_allow. */
  #allowsPeer(to: Ipv4Address, now: Microseconds): boolean {
    const cost = this.#sysctl.number('net.ipv4.icmp_ratelimit') * MILLISECOND;
    return cost === 0 || this.#takeFrom(to, now, cost, BURST);
  }

  #takeFrom(to: Ipv4Address, now: Microseconds, cost: Microseconds, burst: number): boolean {
    const peer = this.#peers.get(to) ?? { tokens: 0, lastAt: now - SAVED };
    const saved = Math.min(burst * cost, peer.tokens + now - peer.lastAt);
    const allowed = saved >= cost;
    this.#peers.set(to, { tokens: allowed ? saved - cost : saved, lastAt: now });
    return allowed;
  }
}
