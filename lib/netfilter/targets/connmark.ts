/** CONNMARK: changes the connection's mark, or copies it from or to the packet's. Linux: connmark_tg_shift, net/netfilter/xt_connmark.c. Not modelled: shifts. */
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

/** `set`: the bits of `mask` are cleared, then those of `mark` are turned over; both unsigned 32-bit. */
export interface SetConnmarkTarget {
  readonly kind: 'CONNMARK';
  readonly mode: 'set';
  readonly mark: number;
  readonly mask: number;
}

/** `save`: the packet's mark to the connection; `restore`: the connection's to the packet. The masks say which bits of either. */
export interface CopyConnmarkTarget {
  readonly kind: 'CONNMARK';
  readonly mode: 'save' | 'restore';
  readonly packetMask: number;
  readonly connectionMask: number;
}

export type ConnmarkTarget = SetConnmarkTarget | CopyConnmarkTarget;

export function prepareConnmarkTarget(target: ConnmarkTarget): TargetFunction {
  return (skb: SkBuff) => {
    const entry = skb.conntrack ?? skb.template;
    if (entry === undefined) return 'CONTINUE';
    if (target.mode === 'set') entry.mark = ((entry.mark & ~target.mask) ^ target.mark) >>> 0;
    else if (target.mode === 'save')
      entry.mark = ((entry.mark & ~target.connectionMask) ^ (skb.mark & target.packetMask)) >>> 0;
    else skb.mark = ((skb.mark & ~target.packetMask) ^ (entry.mark & target.connectionMask)) >>> 0;
    return 'CONTINUE';
  };
}
