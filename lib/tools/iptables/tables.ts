/** The tables of iptables as they are, read without a program: nothing is touched. */
import { type Netfilter, TABLE_NAMES, type TableName } from '../../netfilter';
import { iptablesNft } from '../lateNft';
import type { IptablesVariant } from './program';
import type { ListedChain } from './ruleTable';

/** The tables that there are, in the order in which packets meet them, and the chains of each. */
export function readTables(
  netfilter: Netfilter,
  variant: IptablesVariant,
): readonly { readonly table: TableName; readonly chains: readonly ListedChain[] }[] {
  return TABLE_NAMES.flatMap((table) => {
    const chains =
      variant === 'nft' ? nftChains(netfilter, table) : [...(netfilter.tables.get(table)?.chains.values() ?? [])];
    return chains.length === 0 ? [] : [{ table, chains }];
  });
}

function nftChains(netfilter: Netfilter, table: TableName): readonly ListedChain[] {
  const isThere = netfilter.nf.tables.some(({ title }) => title === `ip ${table}`);
  return isThere ? new (iptablesNft().NftTable)(netfilter, table).chains() : [];
}
