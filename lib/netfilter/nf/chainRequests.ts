/** Chains come, go, and get other names. Linux: nf_tables_newchain, nf_tables_delchain, net/netfilter/nf_tables_api.c. */
import { PacketCounter } from '../xtables/counters';
import { NfChain } from './chain';
import { NfError } from './error';
import { isPlaceOf } from './family';
import { type Journal, setEntry } from './journal';
import { renameVerdicts } from './rename';
import type { NfRequest } from './request';
import { removeAllRules } from './ruleRequests';

type Of<Kind extends NfRequest['kind']> = Extract<NfRequest, { readonly kind: Kind }>;

export function addChain(journal: Journal, request: Of<'add chain'>): number {
  const table = journal.table(request);
  const { chain: name, exclusive, base, comment } = request;
  const place = base && { ...base, policy: base.policy ?? 'ACCEPT' };
  if (place !== undefined && !isPlaceOf(place)) throw new NfError('EOPNOTSUPP');
  const there = table.chains.get(name);
  if (there !== undefined) {
    if (exclusive) throw new NfError('EEXIST', { part: 'chain' });
    changeChain(journal, there, request);
    return there.handle;
  }
  const chain = new NfChain(name, table.takeHandle(), place, comment);
  chain.counter = counterOf(request);
  setEntry(journal, table.chains, name, chain);
  if (chain.base !== undefined) {
    journal.registered.push([table, chain]);
    journal.suspects.add(table);
  }
  return chain.handle;
}

/** A chain that is there can get another policy, but no other place. Linux: nf_tables_updchain. */
function changeChain(journal: Journal, chain: NfChain, request: Of<'add chain'>): void {
  const { base, policy } = request;
  const before = chain.base;
  if (base !== undefined) {
    const isSame = before?.type === base.type && before.hook === base.hook && before.priority === base.priority;
    if (!isSame) throw new NfError('EEXIST', { part: 'chain' });
  }
  const { counter } = chain;
  const counts = counterOf(request);
  if (counts !== undefined) {
    journal.change(
      () => (chain.counter = counts),
      () => (chain.counter = counter),
    );
  }
  const wanted = base?.policy ?? policy;
  if (wanted === undefined) return;
  if (before === undefined) throw new NfError('EOPNOTSUPP', { part: 'chain' });
  journal.change(
    () => (chain.base = { ...before, policy: wanted }),
    () => (chain.base = before),
  );
}

function counterOf({ counters }: Of<'add chain'>): PacketCounter | undefined {
  if (counters === undefined) return undefined;
  const counter = new PacketCounter();
  counter.counters = counters;
  return counter;
}

/** Its own rules go with it; others must not lead to it. */
export function deleteChain(journal: Journal, request: Of<'delete chain'>): void {
  const table = request.ifExists ? journal.find(request) : journal.table(request);
  const chain = table?.chains.get(request.chain);
  if (table === undefined || chain === undefined) {
    if (request.ifExists) return;
    throw new NfError('ENOENT', { part: 'chain' });
  }
  if (request.onlyEmpty && chain.rules.length > 0) throw new NfError('EBUSY', { part: 'chain' });
  removeAllRules(journal, chain);
  if (chain.uses > 0) throw new NfError('EBUSY', { part: 'chain' });
  setEntry(journal, table.chains, chain.name, undefined);
  if (chain.base !== undefined) journal.unregistered.push(chain);
}

export function flushChain(journal: Journal, request: Of<'flush chain'>): void {
  removeAllRules(journal, journal.chain(journal.table(request), request.chain));
}

/** Rules and elements that lead to the chain follow it. */
export function renameChain(journal: Journal, request: Of<'rename chain'>): void {
  const table = journal.table(request);
  const { newName, chain: oldName } = request;
  const chain = journal.chain(table, oldName);
  if (table.chains.has(newName)) throw new NfError('EEXIST');
  const rename = (from: string, to: string) => {
    chain.name = to;
    const chains = [...table.chains.values()];
    table.chains.clear();
    for (const one of chains) table.chains.set(one.name, one);
    renameVerdicts(table, from, to);
  };
  journal.change(
    () => rename(oldName, newName),
    () => rename(newName, oldName),
  );
}
