/** CONNMARK: changes the connection's mark, or copies it from or to the packet's. Linux: connmark_tg_shift, net/netfilter/xt_connmark.c. Not modelled: shifts. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

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

/** How a mark is changed. */
export type ConnmarkTarget = SetConnmarkTarget | CopyConnmarkTarget;

/** Changes the connection's mark, or copies it from or to the packet's. */
export const CONNMARK_TARGET: TargetDefinition<ConnmarkTarget> = {
  kind: 'CONNMARK',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare(target) {
    return (skb) => {
      const entry = skb.notes.conntrack ?? skb.notes.template;
      if (entry === undefined) return 'CONTINUE';
      if (target.mode === 'set') entry.mark = ((entry.mark & ~target.mask) ^ target.mark) >>> 0;
      else if (target.mode === 'save')
        entry.mark = ((entry.mark & ~target.connectionMask) ^ (skb.notes.mark & target.packetMask)) >>> 0;
      else skb.notes.mark = ((skb.notes.mark & ~target.packetMask) ^ (entry.mark & target.connectionMask)) >>> 0;
      return 'CONTINUE';
    };
  },
};
