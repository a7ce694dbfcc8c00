/** The five hooks of a packet's path, and the priorities there. Linux: enum nf_inet_hooks, include/uapi/linux/netfilter.h. */

/** A hook, by the name of the builtin chains that run there. */
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** In the order in which iptables lists the builtin chains (NF_INET_*). */
export const HOOKS: readonly HookName[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

/** Some of the hooks, a bit each. Linux: hook_mask, include/linux/netfilter/x_tables.h. */
export type HookSet = number;

/** The set of the hooks that are named. */
export function hookSet(...hooks: readonly HookName[]): HookSet {
  return hooks.reduce((set, hook) => set | (1 << HOOKS.indexOf(hook)), 0);
}

/** The set of all five. */
export const ALL_HOOKS: HookSet = hookSet(...HOOKS);

/** Lower ones run first. Linux: enum nf_ip_hook_priorities, include/uapi/linux/netfilter_ipv4.h. */
export const PRIORITY = {
  RAW: -300,
  CONNTRACK: -200,
  MANGLE: -150,
  NAT_DESTINATION: -100,
  FILTER: 0,
  NAT_SOURCE: 100,
  CONNTRACK_CONFIRM: Number.MAX_SAFE_INTEGER,
} as const;
