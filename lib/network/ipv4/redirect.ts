/**
 * Tells a sender of a shorter path: a packet leaves by the interface that it came in by, so the next hop is a neighbour
 * of the sender too. Linux: __mkroute_input and ip_rt_send_redirect, net/ipv4/route.c.
 */
import type { SkBuff } from '../../netfilter';
import type { Ipv4Address } from '../../packet';
import { ICMP_REDIRECT, ICMP_REDIRECT_FOR_HOST } from '../../packet/icmp';
import type { Route } from '../../routing';
import { MILLISECOND, type Microseconds } from '../clock';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';

/** ip_rt_redirect_load, ip_rt_redirect_number, ip_rt_redirect_silence. */
const LOAD: Microseconds = 20 * MILLISECOND;
const MOST = 9;
const SILENCE: Microseconds = LOAD * 2 ** 10;

/** How many redirects a sender was sent, and when it last gave reason for one. Linux: struct inet_peer. */
interface Redirected {
  sent: number;
  lastAt: Microseconds;
}

/** Of one machine. */
export class Redirects {
  readonly #bySource = new Map<Ipv4Address, Redirected>();
  readonly #namespace: IpHost;

  constructor(namespace: IpHost) {
    this.#namespace = namespace;
  }

  /** Sends a redirect if the packet gives reason for one: each twice as late as the one before, and nine at most. */
  send(skb: SkBuff, from: NetDevice, route: Route): void {
    if (route.device !== from || !this.#mayAdvise(skb.packet.source, from)) return;
    const { now } = this.#namespace.clock;
    const peer = this.#bySource.get(skb.packet.source) ?? { sent: 0, lastAt: now };
    this.#bySource.set(skb.packet.source, peer);
    if (now > peer.lastAt + SILENCE) peer.sent = 0;
    if (peer.sent >= MOST) peer.lastAt = now;
    else if (peer.sent === 0 || now > peer.lastAt + LOAD * 2 ** peer.sent) {
      const gateway = route.gateway ?? skb.packet.destination;
      this.#namespace.sendIcmpError(skb, ICMP_REDIRECT, ICMP_REDIRECT_FOR_HOST, gateway);
      peer.lastAt = now;
      peer.sent += 1;
    }
  }

  /** The sender must be on the link, and redirects be allowed. */
  #mayAdvise(source: Ipv4Address, device: NetDevice): boolean {
    const { sysctl, fib } = this.#namespace;
    const allowed = device.settings.send_redirects !== 0 || sysctl.all.send_redirects !== 0;
    const back = fib.lookup(source);
    return allowed && back?.device === device && back.gateway === undefined;
  }
}
