/** `-m connmark`: the connection's mark. Linux: connmark_mt, net/netfilter/xt_connmark.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What the connection's mark must be. */
export interface ConnmarkMatch {
  readonly kind: 'connmark';
  /** Unsigned 32-bit; a bit outside of the mask makes it match nothing. */
  readonly mark: number;
  readonly mask: number;
  readonly invert: boolean;
}

/** The mark of the packet's connection. */
export const CONNMARK_MATCH: MatchDefinition<ConnmarkMatch> = {
  kind: 'connmark',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  /** A packet without connection does not match, not even inverted. */
  prepare({ mark, mask, invert }) {
    return ({ notes: { conntrack, template } }) => {
      const entry = conntrack ?? template;
      return entry !== undefined && ((entry.mark & mask) >>> 0 === mark) !== invert;
    };
  },
};
