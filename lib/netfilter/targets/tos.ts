/** TOS: changes bits of the type of service. Linux: tos_tg, net/netfilter/xt_DSCP.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** Bits that are cleared, then bits that are turned over. */
export interface TosTarget {
  readonly kind: 'TOS';
  readonly value: number;
  readonly mask: number;
}

/** Changes the type of service. */
export const TOS_TARGET: TargetDefinition<TosTarget> = {
  kind: 'TOS',
  table: 'mangle',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ value, mask }) {
    return (skb) => {
      const typeOfService = (skb.packet.typeOfService & ~mask) ^ value;
      skb.packet = { ...skb.packet, typeOfService };
      return 'CONTINUE';
    };
  },
};
