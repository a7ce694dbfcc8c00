/** `-m tcpmss`: the largest segment size that a segment announces. Linux: tcpmss_mt, net/netfilter/xt_tcpmss.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export interface TcpmssMatch {
  readonly kind: 'tcpmss';
  /** Bytes, both ends included, 0 to 65535. */
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** What announces none matches only if inverted. */
export function prepareTcpmss({ from, to, invert }: TcpmssMatch): MatchFunction {
  return ({ packet: { transport } }: SkBuff) => {
    if (transport.kind !== 'tcp') return false;
    const { maximumSegmentSize: size } = transport.options;
    return (size !== undefined && size >= from && size <= to) !== invert;
  };
}
