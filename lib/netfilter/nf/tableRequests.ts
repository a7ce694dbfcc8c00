/** Tables come and go. Linux: nf_tables_newtable, nf_tables_deltable, net/netfilter/nf_tables_api.c. */
import { NfError } from './error';
import { type Journal, setEntry } from './journal';
import type { NfRequest } from './request';
import { removeAllRules } from './ruleRequests';
import { NfTable } from './table';

type Of<Kind extends NfRequest['kind']> = Extract<NfRequest, { readonly kind: Kind }>;

export function addTable(journal: Journal, request: Of<'add table'>): number {
  const { family, table: name, exclusive, dormant, comment } = request;
  const there = journal.find(request);
  if (there !== undefined && exclusive) throw new NfError('EEXIST', { part: 'table' });
  const table = there ?? new NfTable(family, name, journal.takeTableHandle(), comment);
  if (there === undefined) setEntry(journal, journal.tables, table.title, table);
  if (dormant !== undefined && dormant !== table.dormant) {
    journal.change(
      () => (table.dormant = dormant),
      () => (table.dormant = !dormant),
    );
    for (const chain of table.chains.values()) {
      if (chain.base === undefined) continue;
      if (dormant) journal.unregistered.push(chain);
      else journal.registered.push([table, chain]);
    }
  }
  return table.handle;
}

/** All that is in the table goes with it. */
export function deleteTable(journal: Journal, request: Of<'delete table'>): void {
  const table = journal.find(request);
  if (table === undefined && request.ifExists) return;
  if (table === undefined) throw new NfError('ENOENT', { part: 'table' });
  removeTable(journal, table);
}

function removeTable(journal: Journal, table: NfTable): void {
  for (const chain of table.chains.values()) if (chain.base !== undefined) journal.unregistered.push(chain);
  setEntry(journal, journal.tables, table.title, undefined);
}

export function flushTable(journal: Journal, request: Of<'flush table'>): void {
  const table = journal.table(request);
  for (const chain of table.chains.values()) removeAllRules(journal, chain);
}

export function flushRuleset(journal: Journal, { family }: Of<'flush ruleset'>): void {
  for (const table of [...journal.tables.values()]) {
    if (family === undefined || table.family === family) removeTable(journal, table);
  }
}
