/** `-m tos`: bits of the type of service, those for congestion notification among them. Linux: tos_mt, net/netfilter/xt_dscp.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What bits of the type of service must be. */
export interface TosMatch {
  readonly kind: 'tos';
  /** 0 to 255; a bit outside of the mask makes it match nothing. */
  readonly value: number;
  readonly mask: number;
  readonly invert: boolean;
}

/** The type of service. */
export const TOS_MATCH: MatchDefinition<TosMatch> = {
  kind: 'tos',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ value, mask, invert }) {
    return ({ packet }) => ((packet.typeOfService & mask) === value) !== invert;
  },
};
