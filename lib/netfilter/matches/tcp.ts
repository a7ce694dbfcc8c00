/** `-m tcp`: ports, flags and options. Linux: tcp_mt, net/netfilter/xt_tcpudp.c. */

import type { TcpOptions } from '../../packet';
import { PROTOCOL_TCP } from '../../packet/ipv4';
import { SYN } from '../../packet/tcp';
import { encodeTcpOptions } from '../../packet/tcpOptions';
import type { ExtensionValue, MatchDefinition, PortRange } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { ANY_PORT, matchesPort } from './ports';

/** What the segment must be like; what is absent is not looked at. */
export interface TcpMatch {
  readonly kind: 'tcp';
  readonly sourcePorts?: PortRange;
  readonly destinationPorts?: PortRange;
  /** Of the flags in `mask`, just those in `compare` are set; bits as in the TCP header. */
  readonly flags?: { readonly mask: number; readonly compare: number; readonly invert: boolean };
  /** The segment has an option of this kind, 1 to 255. */
  readonly option?: { readonly value: number; readonly invert: boolean };
}

/** Ports, flags and options of a TCP segment. */
export const TCP_MATCH: MatchDefinition<TcpMatch> = {
  kind: 'tcp',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: PROTOCOL_TCP,
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ sourcePorts, destinationPorts, flags, option }) {
    // Numbers of its own: there may be thousands of such rules, and each object more that is looked at leaves the cache.
    const { from, to, invert } = destinationPorts ?? ANY_PORT;
    return (skb) => {
      const { transport } = skb.packet;
      if (transport.kind !== 'tcp') return false;
      if (!matchesPort(sourcePorts, transport.sourcePort)) return false;
      const port = transport.destinationPort;
      if ((port >= from && port <= to) === invert) return false;
      if (flags !== undefined && ((transport.flags & flags.mask) === flags.compare) === flags.invert) return false;
      return option === undefined || hasOption(transport.options, option.value) !== option.invert;
    };
  },
};

/** Whether a match is one for segments with SYN. Linux: find_syn_match, net/netfilter/xt_TCPMSS.c. */
export function asksForSyn(match: ExtensionValue): boolean {
  if (!isTcpMatch(match) || match.flags === undefined) return false;
  return !match.flags.invert && (match.flags.compare & SYN) !== 0;
}

function isTcpMatch(match: ExtensionValue): match is TcpMatch {
  return match.kind === 'tcp';
}

/** Padding (0 and 1) is one byte long, any other option as long as it says. Linux: tcp_find_option. */
function hasOption(options: TcpOptions, wanted: number): boolean {
  const bytes = encodeTcpOptions(options);
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] as number;
    if (kind === wanted) return true;
    at += kind < 2 ? 1 : bytes[at + 1] || 1;
  }
  return false;
}
