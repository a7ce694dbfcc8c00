/** `-m multiport`: one of a list of ports and ranges. Linux: multiport_mt, net/netfilter/xt_multiport.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** Ports and ranges; a range takes two of the places. Linux: XT_MULTI_PORTS. */
export const MULTIPORT_LIMIT = 15;

/** Which ports match. */
export interface MultiportMatch {
  readonly kind: 'multiport';
  /** Which port is looked at; `either`: one of the two suffices. */
  readonly which: 'source' | 'destination' | 'either';
  /** Both ends included. */
  readonly ports: readonly { readonly from: number; readonly to: number }[];
  readonly invert: boolean;
}

/** One of a list of ports and ranges. */
export const MULTIPORT_MATCH: MatchDefinition<MultiportMatch> = {
  kind: 'multiport',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  check: (_match, { protocol }) => (protocol?.invert === false ? undefined : 'EINVAL'),

  prepare({ which, ports, invert }) {
    const listed = (port: number) => ports.some(({ from, to }) => port >= from && port <= to);
    return (skb) => {
      const { transport } = skb.packet;
      if (transport.kind !== 'tcp' && transport.kind !== 'udp') return false;
      const found =
        (which !== 'destination' && listed(transport.sourcePort)) ||
        (which !== 'source' && listed(transport.destinationPort));
      return found !== invert;
    };
  },
};
