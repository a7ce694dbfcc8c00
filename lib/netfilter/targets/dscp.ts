/** DSCP: sets the class of service. Linux: dscp_tg, net/netfilter/xt_DSCP.c. */
import { DSCP_SHIFT } from '../matches/dscp';
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

export interface DscpTarget {
  readonly kind: 'DSCP';
  /** 0 to 63. */
  readonly value: number;
}

export function prepareDscpTarget({ value }: DscpTarget): TargetFunction {
  return (skb: SkBuff) => {
    const { packet } = skb;
    const congestion = packet.typeOfService & ((1 << DSCP_SHIFT) - 1);
    skb.packet = { ...packet, typeOfService: (value << DSCP_SHIFT) | congestion };
    return 'CONTINUE';
  };
}
