/** `-m tcpmss`: the largest segment size that a segment announces. Linux: tcpmss_mt, net/netfilter/xt_tcpmss.c. */

import { PROTOCOL_TCP } from '../../packet/ipv4';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What the announced size must lie between. */
export interface TcpmssMatch {
  readonly kind: 'tcpmss';
  /** Bytes, both ends included, 0 to 65535. */
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** The largest segment size that a segment announces. */
export const TCPMSS_MATCH: MatchDefinition<TcpmssMatch> = {
  kind: 'tcpmss',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: PROTOCOL_TCP,
  needsConntrack: () => false,
  remembersPackets: () => false,
  /** What announces none matches only if inverted. */
  prepare({ from, to, invert }) {
    return ({ packet: { transport } }) => {
      if (transport.kind !== 'tcp') return false;
      const { maximumSegmentSize: size } = transport.options;
      return (size !== undefined && size >= from && size <= to) !== invert;
    };
  },
};
