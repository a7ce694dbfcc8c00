/** Port ranges of the tcp and udp matches. Linux: port_match, net/netfilter/xt_tcpudp.c. */

import type { PortRange } from '../extension';

/** The range that holds every port. */
export const ANY_PORT: PortRange = { from: 0, to: 65_535, invert: false };

/** Whether the port lies in the range, or outside if inverted; an absent range matches all. */
export function matchesPort(range: PortRange | undefined, port: number): boolean {
  return range === undefined || (port >= range.from && port <= range.to) !== range.invert;
}
