/** The five hooks of a packet's path, and the priorities there. Linux: enum nf_inet_hooks, include/uapi/linux/netfilter.h. */

/** A hook, by the name of the builtin chains that run there. */
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/**
 * In the order in which iptables lists the builtin chains (NF_INET_*).
 *
 * @example
 * ```ts
 * import { HOOKS } from 'chainwalk/netfilter';
 *
 * HOOKS; // → ["PREROUTING","INPUT","FORWARD","OUTPUT","POSTROUTING"]
 * ```
 */
export const HOOKS: readonly HookName[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

/** Where a chain stands in that order: user chains all behind. */
export function chainRank(chain: string): number {
  const rank = (HOOKS as readonly string[]).indexOf(chain);
  return rank < 0 ? HOOKS.length : rank;
}

/** Some of the hooks, a bit each. Linux: hook_mask, include/linux/netfilter/x_tables.h. */
export type HookSet = number;

/** The set of the hooks that are named. */
export function hookSet(...hooks: readonly HookName[]): HookSet {
  return hooks.reduce((set, hook) => set | (1 << HOOKS.indexOf(hook)), 0);
}

/** The set of all five. */
export const ALL_HOOKS: HookSet = hookSet(...HOOKS);

/**
 * Lower ones run first. Linux: enum nf_ip_hook_priorities, include/uapi/linux/netfilter_ipv4.h.
 *
 * @example
 * ```ts
 * import { PRIORITY } from 'chainwalk/netfilter';
 *
 * PRIORITY.RAW < PRIORITY.CONNTRACK; // → true
 * ```
 */
export const PRIORITY = {
  /** Where fragments are put together for connection tracking. */
  CONNTRACK_DEFRAGMENT: -400,
  /** The raw table. */
  RAW: -300,
  /** Where a packet gets its connection. */
  CONNTRACK: -200,
  /** The mangle table. */
  MANGLE: -150,
  /** The nat table where it rewrites destinations. */
  NAT_DESTINATION: -100,
  /** The filter table. */
  FILTER: 0,
  /** The security table. */
  SECURITY: 50,
  /** The nat table where it rewrites sources. */
  NAT_SOURCE: 100,
  /** Where a new connection is confirmed: after all others. */
  CONNTRACK_CONFIRM: Number.MAX_SAFE_INTEGER,
} as const;
