/** The answers that REJECT can send. Linux: enum ipt_reject_with, include/uapi/linux/netfilter_ipv4/ipt_REJECT.h. */

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

/** One of these answers. */
export type RejectWith = (typeof REJECT_WITH)[number];
