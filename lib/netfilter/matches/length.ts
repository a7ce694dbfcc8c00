/** `-m length`: the packet's total length. Linux: length_mt, net/netfilter/xt_length.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What the length must lie between. */
export interface LengthMatch {
  readonly kind: 'length';
  /** Bytes, both ends included, 0 to 65535. */
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** The packet's total length. */
export const LENGTH_MATCH: MatchDefinition<LengthMatch> = {
  kind: 'length',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ from, to, invert }) {
    return ({ packet: { totalLength } }) => (totalLength >= from && totalLength <= to) !== invert;
  },
};
