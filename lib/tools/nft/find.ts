/** What commands that look ask for, in the kernel's tables. */
import type { NfChain, NfObject, NfSet, NfTable, NfTables, ObjectKind } from '../../netfilter/nf';
import type { ListTarget, NameReference, TableReference } from './command';
import { NftError } from './source';

/** Throws an `NftError` if it is not there, as all of these do. */
export function findTable(kernel: NfTables, { family, table, tableAt }: TableReference): NfTable {
  const found = kernel.tables.find((one) => one.family === family && one.name === table);
  if (found === undefined) throw new NftError('No such file or directory', tableAt);
  return found;
}

export function findChain(table: NfTable, reference: NameReference): NfChain {
  return table.chains.get(reference.name) ?? missing(reference);
}

/** A set is no map, and a map is no set. */
export function findSet(table: NfTable, what: 'set' | 'map', reference: NameReference): NfSet {
  const set = table.sets.get(reference.name);
  return set !== undefined && isMap(set) === (what === 'map') ? set : missing(reference);
}

export function findObject(table: NfTable, kind: ObjectKind, reference: NameReference): NfObject {
  return table.object(kind, reference.name) ?? missing(reference);
}

export function missing({ nameAt }: NameReference): never {
  throw new NftError('No such file or directory', nameAt);
}

/** The tables of a listing of parts: one, those of a family, or all. */
export function tablesOf(
  kernel: NfTables,
  { family, table }: Extract<ListTarget, { readonly family: unknown }>,
): readonly NfTable[] {
  if (table !== undefined) return [findTable(kernel, table)];
  return kernel.tables.filter((one) => family === undefined || one.family === family);
}

export function isMap({ declaration }: NfSet): boolean {
  return declaration.data !== undefined;
}

export function setsOf(table: NfTable, what: 'sets' | 'maps'): readonly NfSet[] {
  return [...table.sets.values()].filter((set) => isMap(set) === (what === 'maps'));
}

/** `what`: the plural of a kind. */
export function objectsOf(table: NfTable, what: string): readonly NfObject[] {
  return [...table.objects.values()].filter(({ kind }) => `${kind}s` === what);
}
