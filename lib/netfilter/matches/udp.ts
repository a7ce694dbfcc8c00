/** `-m udp`: ports. Linux: udp_mt, net/netfilter/xt_tcpudp.c. */

import { PROTOCOL_UDP } from '../../packet/ipv4';
import type { MatchDefinition, PortRange } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { matchesPort } from './ports';

/** What the ports must be; what is absent is not looked at. */
export interface UdpMatch {
  readonly kind: 'udp';
  readonly sourcePorts?: PortRange;
  readonly destinationPorts?: PortRange;
}

/** Ports of a UDP datagram. */
export const UDP_MATCH: MatchDefinition<UdpMatch> = {
  kind: 'udp',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: PROTOCOL_UDP,
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ sourcePorts, destinationPorts }) {
    return (skb) => {
      const { transport } = skb.packet;
      return (
        transport.kind === 'udp' &&
        matchesPort(sourcePorts, transport.sourcePort) &&
        matchesPort(destinationPorts, transport.destinationPort)
      );
    };
  },
};
