/** `-m tcp`: ports and flags. Linux: tcp_mt, net/netfilter/xt_tcpudp.c. Not modelled: --tcp-option. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';
import { matchesPort, type PortRange } from './ports';

export interface TcpMatch {
  readonly kind: 'tcp';
  readonly sourcePorts?: PortRange;
  readonly destinationPorts?: PortRange;
  /** Of the flags in `mask`, just those in `compare` are set; bits as in the TCP header. */
  readonly flags?: { readonly mask: number; readonly compare: number; readonly invert: boolean };
}

export function prepareTcp({ sourcePorts, destinationPorts, flags }: TcpMatch): MatchFunction {
  return (skb: SkBuff) => {
    const { transport } = skb.packet;
    if (transport.kind !== 'tcp') return false;
    if (!matchesPort(sourcePorts, transport.sourcePort)) return false;
    if (!matchesPort(destinationPorts, transport.destinationPort)) return false;
    return flags === undefined || ((transport.flags & flags.mask) === flags.compare) !== flags.invert;
  };
}
