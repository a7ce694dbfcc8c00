/** `-m length`: the packet's total length. Linux: length_mt, net/netfilter/xt_length.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export interface LengthMatch {
  readonly kind: 'length';
  /** Bytes, both ends included, 0 to 65535. */
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

export function prepareLength({ from, to, invert }: LengthMatch): MatchFunction {
  return ({ packet: { totalLength } }: SkBuff) => (totalLength >= from && totalLength <= to) !== invert;
}
