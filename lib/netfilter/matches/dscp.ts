/** `-m dscp`: the class of service, six bits of the type of service (RFC 2474, section 3). Linux: dscp_mt, net/netfilter/xt_dscp.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

/** The two bits below it are for congestion notification (RFC 3168). */
export const DSCP_SHIFT = 2;

export interface DscpMatch {
  readonly kind: 'dscp';
  /** 0 to 63. */
  readonly value: number;
  readonly invert: boolean;
}

export function prepareDscp({ value, invert }: DscpMatch): MatchFunction {
  return ({ packet }: SkBuff) => (packet.typeOfService >> DSCP_SHIFT === value) !== invert;
}
