/**
 * How many ICMP errors a machine gets: six at once, then one a second. Linux: icmpv4_xrlim_allow, net/ipv4/icmp.c;
 * inet_peer_xrlim_allow, net/ipv4/inetpeer.c. Not modelled: the limit of all machines together (icmp_msgs_per_sec), which is drawn.
 */
import type { Ipv4Address } from '../../packet';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED } from '../../packet/icmp';
import { type Clock, MILLISECOND, type Microseconds, SECOND } from '../clock';
import type { Sysctl } from '../sysctl';

/** XRLIM_BURST_FACTOR. */
const BURST = 6;
/** Whoever is new has as much as gathers in this time. Linux: inet_getpeer. */
const SAVED: Microseconds = 60 * SECOND;

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

  constructor(clock: Clock, sysctl: Sysctl) {
    this.#clock = clock;
    this.#sysctl = sysctl;
  }

  /** Whether a message may be sent to a machine now; it is counted. */
  allows(to: Ipv4Address, type: number, code: number): boolean {
    // Path MTU discovery is not limited.
    if (type === ICMP_DESTINATION_UNREACHABLE && code === ICMP_FRAGMENTATION_NEEDED) return true;
    if (!((1 << type) & this.#sysctl.number('net.ipv4.icmp_ratemask'))) return true;
    const cost = this.#sysctl.number('net.ipv4.icmp_ratelimit') * MILLISECOND;
    if (cost === 0) return true;
    const now = this.#clock.lastTick;
    const peer = this.#peers.get(to) ?? { tokens: 0, lastAt: now - SAVED };
    const saved = Math.min(BURST * cost, peer.tokens + now - peer.lastAt);
    const allowed = saved >= cost;
    this.#peers.set(to, { tokens: allowed ? saved - cost : saved, lastAt: now });
    return allowed;
  }
}
