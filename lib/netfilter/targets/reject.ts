/** REJECT: drops a packet and tells its sender. Linux: net/ipv4/netfilter/ipt_REJECT.c. */

import { PROTOCOL_TCP } from '../../packet/ipv4';
import { asksForProtocol, type TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import type { Reject6With, RejectWith } from '../rejectWith';

/** What the sender is told. */
export interface RejectTarget {
  readonly kind: 'REJECT';
  readonly with: RejectWith;
  /** What it is in ip6tables, where `with` is the one of these that comes nearest. */
  readonly with6?: Reject6With;
}

/** Drops a packet and tells its sender. */
export const REJECT_TARGET: TargetDefinition<RejectTarget> = {
  kind: 'REJECT',
  table: 'filter',
  hooks: hookSet('INPUT', 'FORWARD', 'OUTPUT'),
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  /** Linux: reject_tg_check. */
  check(target, { protocol }) {
    return target.with !== 'tcp-reset' || asksForProtocol(protocol, PROTOCOL_TCP) ? undefined : 'EINVAL';
  },

  prepare(target) {
    return (skb, state) => {
      state.host.sendReject(skb, target.with);
      return 'DROP';
    };
  },
};
