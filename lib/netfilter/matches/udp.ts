/** `-m udp`: ports. Linux: udp_mt, net/netfilter/xt_tcpudp.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';
import { matchesPort, type PortRange } from './ports';

export interface UdpMatch {
  readonly kind: 'udp';
  readonly sourcePorts?: PortRange;
  readonly destinationPorts?: PortRange;
}

export function prepareUdp({ sourcePorts, destinationPorts }: UdpMatch): MatchFunction {
  return (skb: SkBuff) => {
    const { transport } = skb.packet;
    return (
      transport.kind === 'udp' &&
      matchesPort(sourcePorts, transport.sourcePort) &&
      matchesPort(destinationPorts, transport.destinationPort)
    );
  };
}
