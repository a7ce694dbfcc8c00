/** Changes of a table that dockerd makes with nft, and can take back. libnetwork: internal/nftables (Modifier, Obj). */

/** The name of dockerd's tables. */
export const DOCKER_TABLE = 'docker-bridges';

/** Where a base chain is called. */
export interface BasePlace {
  readonly type: 'filter' | 'nat';
  readonly hook: 'prerouting' | 'forward' | 'output' | 'postrouting';
  readonly priority: number;
}

/** Something that is made, or taken away again. */
export type NftChange =
  | { readonly kind: 'chain'; readonly name: string; readonly base?: BasePlace }
  /** A verdict map, from an interface to a chain. */
  | { readonly kind: 'map'; readonly name: string }
  | { readonly kind: 'element'; readonly map: string; readonly key: string; readonly verdict: string }
  | NftRuleChange;

export interface NftRuleChange {
  readonly kind: 'rule';
  readonly chain: string;
  /** Rules stand by their groups, and in a group in the order in which they came. nftables knows nothing of groups. */
  readonly group: number;
  readonly rule: string;
  /** It may be there already: another port may have needed it. */
  readonly isShared?: true;
  /** The line of dockerd's source that adds it, which errors name. */
  readonly from?: string;
}

/** A rule of a chain, in a group. */
export function rule(
  chain: string,
  group: number,
  text: string,
  extras: Pick<NftRuleChange, 'isShared' | 'from'> = {},
): NftRuleChange {
  return { kind: 'rule', chain, group, rule: text, ...extras };
}
