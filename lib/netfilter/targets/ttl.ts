/** TTL: changes the time to live. Linux: ttl_tg, net/netfilter/xt_HL.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** How the time to live is changed. */
export interface TtlTarget {
  readonly kind: 'TTL';
  readonly mode: 'set' | 'increment' | 'decrement';
  /** 0 to 255. */
  readonly value: number;
}

/** Changes the time to live. */
export const TTL_TARGET: TargetDefinition<TtlTarget> = {
  kind: 'TTL',
  table: 'mangle',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ mode, value }) {
    return (skb) => {
      const { ttl } = skb.packet;
      const wanted =
        mode === 'set' ? value : mode === 'increment' ? Math.min(255, ttl + value) : Math.max(0, ttl - value);
      if (wanted !== ttl) skb.packet = { ...skb.packet, ttl: wanted };
      return 'CONTINUE';
    };
  },
};
