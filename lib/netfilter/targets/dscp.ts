/** DSCP: sets the class of service. Linux: dscp_tg, net/netfilter/xt_DSCP.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { DSCP_SHIFT } from '../matches/dscp';

/** The class of service to set. */
export interface DscpTarget {
  readonly kind: 'DSCP';
  /** 0 to 63. */
  readonly value: number;
}

/** Sets the class of service. */
export const DSCP_TARGET: TargetDefinition<DscpTarget> = {
  kind: 'DSCP',
  table: 'mangle',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ value }) {
    return (skb) => {
      const { packet } = skb;
      const congestion = packet.typeOfService & ((1 << DSCP_SHIFT) - 1);
      skb.packet = { ...packet, typeOfService: (value << DSCP_SHIFT) | congestion };
      return 'CONTINUE';
    };
  },
};
