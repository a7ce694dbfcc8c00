/** Families of tables, and what a base chain says of its place. Linux: include/uapi/linux/netfilter.h, nft_chain_filter.c, nft_chain_nat.c, nft_chain_route.c. */
import type { HookName } from '../hookName';

/** Families that tables may have here. IPv6 packets never reach a hook, so that rules of `ip6` are kept and listed, and count nothing. */
export type NfFamily = 'ip' | 'ip6' | 'inet';

export const NF_FAMILIES: readonly NfFamily[] = ['ip', 'ip6', 'inet'];

/** Families that the kernel knows besides. */
export const OTHER_FAMILIES: readonly string[] = ['arp', 'bridge', 'netdev'];

/** A table, as traces and listings name it. */
export type NfTableName = `${NfFamily} ${string}`;

/** What a base chain may do to packets. */
export type ChainType = 'filter' | 'nat' | 'route';

/** Where a base chain is called, and what it does with a packet that no rule decided about. */
export interface BaseChain {
  readonly type: ChainType;
  readonly hook: HookName;
  readonly priority: number;
  readonly policy: 'ACCEPT' | 'DROP';
}

const HOOKS_OF_TYPE: Readonly<Record<ChainType, readonly HookName[]>> = {
  filter: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  route: ['OUTPUT'],
};

/** Connections are looked up at this priority: translations make no sense before. Linux: NF_IP_PRI_CONNTRACK. */
const CONNTRACK_PRIORITY = -200;

/** Whether the kernel takes a chain of this type there. Linux: nft_chain_parse_hook. */
export function isPlaceOf({ type, hook, priority }: BaseChain): boolean {
  return HOOKS_OF_TYPE[type].includes(hook) && (type !== 'nat' || priority > CONNTRACK_PRIORITY);
}

/** Whether packets of IPv4 meet the chains of a family. */
export function seesIpv4(family: NfFamily): boolean {
  return family !== 'ip6';
}
