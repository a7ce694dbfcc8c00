/** What iptables-nft does to chains of a table. Userspace: nft_chain_user_add, nft_chain_del, nft_chain_set …, iptables/nft.c. */
import { builtinChains, type Counters, NO_COUNTERS } from '../../../netfilter';
import { kernelError } from '../program';
import type { CachedChain } from './chains';
import type { NftTable } from './table';

/** Of a chain that is named, or of all that there are. */
export function flushChain(table: NftTable, name: string): void {
  table.need(name);
  const chain = table.get(name);
  table.push('RULE_FLUSH', { kind: 'flush chain', ...table.place, chain: name });
  chain.rules.length = 0;
}

/** The names of the chains that a command without a chain is about; with `-v` all builtin chains are made for it. */
export function chainsToFlush(table: NftTable, verbose: boolean): readonly string[] {
  if (verbose) for (const hook of builtinChains(table.table)) table.need(hook);
  return table.existing().map(({ name }) => name);
}

/** The chains that are there, or the one that is named; those that were `listed` count as there. */
export function chainsToZero(table: NftTable, name: string | undefined, listed: boolean): readonly string[] {
  if (listed) {
    for (const hook of builtinChains(table.table)) if (table.find(hook) === undefined) table.add(hook, 'ACCEPT');
  }
  if (name !== undefined) return [table.get(name).name];
  return table.existing().map((chain) => chain.name);
}

export function createChain(table: NftTable, name: string): void {
  table.needTable();
  if (table.isChain(name)) throw kernelError('Chain already exists.');
  addUserChain(table, name);
}

/** What a file's line for a user chain asks for: an empty chain, whether or not there was one. */
export function restoreChain(table: NftTable, name: string): void {
  table.needTable();
  if (table.find(name) === undefined) addUserChain(table, name);
  else flushChain(table, name);
}

function addUserChain(table: NftTable, name: string): void {
  table.push('CHAIN_USER_ADD', { kind: 'add chain', ...table.place, chain: name, exclusive: true, base: undefined });
  table.add(name, undefined);
}

export function deleteChain(table: NftTable, name: string): void {
  const chain = table.get(name);
  if (chain.policy === 'DROP') throw kernelError('Directory not empty.');
  drop(table, chain);
}

/** The user chains that there are. */
export function chainsToDelete(table: NftTable): readonly string[] {
  return table.userChains().map(({ name }) => name);
}

/** Builtin chains that say nothing go as well, when all chains are to. */
export function deleteIdleChains(table: NftTable): void {
  for (const chain of table.existing()) if (chain.policy === 'ACCEPT' && chain.isEmpty) drop(table, chain);
}

function drop(table: NftTable, chain: CachedChain): void {
  const place = { ...table.place, chain: chain.name };
  table.push('CHAIN_DEL', { kind: 'delete chain', ...place, ifExists: false, onlyEmpty: true });
  table.remove(chain);
}

/** Any chain that is there: a builtin one then stays at its hook under a name that iptables does not know. */
export function renameChain(table: NftTable, name: string, newName: string): void {
  if (table.isChain(newName)) throw kernelError('File exists.');
  const chain = table.get(name);
  table.push('CHAIN_RENAME', { kind: 'rename chain', ...table.place, chain: name, newName });
  chain.name = newName;
}

/** Its counters begin at 0, or at what is given. */
export function setPolicy(table: NftTable, name: string, policy: string, counters: Counters = NO_COUNTERS): void {
  if (policy !== 'ACCEPT' && policy !== 'DROP') throw kernelError("Bad policy name. Run `dmesg' for more information.");
  if (!table.isBuiltin(name)) throw kernelError('Bad built-in chain name.');
  table.need(name);
  table.updateChain('CHAIN_UPDATE', table.get(name), policy, counters);
}
