/** `-m dscp`: the class of service, six bits of the type of service (RFC 2474, section 3). Linux: dscp_mt, net/netfilter/xt_dscp.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** The two bits below it are for congestion notification (RFC 3168). */
export const DSCP_SHIFT = 2;

/** What the class of service must be. */
export interface DscpMatch {
  readonly kind: 'dscp';
  /** 0 to 63. */
  readonly value: number;
  readonly invert: boolean;
}

/** The class of service. */
export const DSCP_MATCH: MatchDefinition<DscpMatch> = {
  kind: 'dscp',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ value, invert }) {
    return ({ packet }) => (packet.typeOfService >> DSCP_SHIFT === value) !== invert;
  },
};
