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

/** The same of ip6tables, in the order in which it looks for them. Linux: enum ip6t_reject_with. */
export const REJECT6_WITH = [
  'icmp6-no-route',
  'icmp6-adm-prohibited',
  'icmp6-addr-unreachable',
  'icmp6-port-unreachable',
  'tcp-reset',
  'icmp6-policy-fail',
  'icmp6-reject-route',
] as const;

/** One of these answers. */
export type Reject6With = (typeof REJECT6_WITH)[number];
