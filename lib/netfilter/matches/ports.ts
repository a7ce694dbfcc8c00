/** Port ranges of the tcp and udp matches. Linux: port_match, net/netfilter/xt_tcpudp.c. */

/** Both ends included, 0 to 65535. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

export const ANY_PORT: PortRange = { from: 0, to: 65_535, invert: false };

/** Whether the port lies in the range, or outside if inverted; an absent range matches all. */
export function matchesPort(range: PortRange | undefined, port: number): boolean {
  return range === undefined || (port >= range.from && port <= range.to) !== range.invert;
}
