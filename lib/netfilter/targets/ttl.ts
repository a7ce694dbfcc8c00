/** TTL: changes the time to live. Linux: ttl_tg, net/netfilter/xt_HL.c. */
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

export interface TtlTarget {
  readonly kind: 'TTL';
  readonly mode: 'set' | 'increment' | 'decrement';
  /** 0 to 255. */
  readonly value: number;
}

export function prepareTtlTarget({ mode, value }: TtlTarget): TargetFunction {
  return (skb: SkBuff) => {
    const { ttl } = skb.packet;
    const wanted =
      mode === 'set' ? value : mode === 'increment' ? Math.min(255, ttl + value) : Math.max(0, ttl - value);
    if (wanted !== ttl) skb.packet = { ...skb.packet, ttl: wanted };
    return 'CONTINUE';
  };
}
