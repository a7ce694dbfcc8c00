/** REJECT: drops a packet and tells its sender. Linux: net/ipv4/netfilter/ipt_REJECT.c. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

/** As `--reject-with` spells them. */
export const REJECT_WITH = [
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-proto-unreachable',
  'icmp-port-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
  'tcp-reset',
] as const;

export type RejectWith = (typeof REJECT_WITH)[number];

export interface RejectTarget {
  readonly kind: 'REJECT';
  readonly with: RejectWith;
}

export function prepareReject(target: RejectTarget): TargetFunction {
  return (skb: SkBuff, state: HookState) => {
    state.host.sendReject(skb, state.hook, target.with);
    return 'DROP';
  };
}
