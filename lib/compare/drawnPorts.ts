/** Which ports a machine gave by itself, so that they differ from run to run. */
import type { SessionCommand } from '../lab';

/** Whether a port was drawn. */
export type IsDrawn = (port: number) => boolean;

/** The first of the ports that a socket is given. Linux: net.ipv4.ip_local_port_range. */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Below it NAT draws only in place of a port that is below it too. Linux: nf_nat_l4proto_unique_tuple. */
const FIRST_DRAWN_PORT = 1024;
/** Of iptables and of nft: the ports that NAT may give. */
const RANGES =
  /(?:--to-ports|--to-source|--to-destination|[sd]nat(?: ip)? to|masquerade to|redirect to)\s+\S*?:?(\d+)-(\d+)(?![.\d])/g;

/**
 * The ports of a session that are drawn: sockets', those of the ranges that its NAT rules give, and above 1023 all that no
 * command names, for NAT draws them where two connections would be alike.
 */
export function drawnPorts(commands: readonly Pick<SessionCommand, 'command'>[]): IsDrawn {
  const text = commands.map(({ command }) => command).join('\n');
  const named = new Set((text.match(/(?<![\d.])\d{1,5}(?![\d.])/g) ?? []).map(Number));
  const ranges = [...text.matchAll(RANGES)].map(([, first, last]) => [Number(first), Number(last)] as const);
  return (port) =>
    port >= FIRST_EPHEMERAL_PORT ||
    (port >= FIRST_DRAWN_PORT && !named.has(port)) ||
    ranges.some(([first, last]) => port >= first && port <= last);
}
