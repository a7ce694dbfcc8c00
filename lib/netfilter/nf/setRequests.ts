/** Sets, maps and their elements. Linux: nf_tables_newset, nft_add_set_elem, nf_tables_delsetelem, net/netfilter/nf_tables_api.c. */
import { PacketCounter } from '../xtables/counters';
import { NfError } from './error';
import type { ElementValue } from './expression';
import { type Journal, setEntry } from './journal';
import { mergeSpans } from './mergeSpans';
import type { NfRequest } from './request';
import { changeUses } from './ruleRequests';
import { Scope } from './scope';
import { buildElement, chainOf, storeOf } from './sets/build';
import { NfSet, type SetDeclaration, type SetElement } from './sets/set';
import type { NfTable } from './table';

type Of<Kind extends NfRequest['kind']> = Extract<NfRequest, { readonly kind: Kind }>;

export function addSet(journal: Journal, request: Of<'add set'>): number {
  const table = journal.table(request);
  const { name, declaration, exclusive } = request;
  const there = table.sets.get(name);
  if (there !== undefined) {
    if (exclusive || !isSame(there.declaration, declaration)) throw new NfError('EEXIST', { part: 'name' });
    return there.handle;
  }
  const set = new NfSet(name, table.takeHandle(), declaration, storeOf(declaration));
  setEntry(journal, table.sets, name, set);
  return set.handle;
}

function isSame(a: SetDeclaration, b: SetDeclaration): boolean {
  const facts = ({ types, data, interval, constant, dynamic, hasTimeout, timeout }: SetDeclaration) =>
    JSON.stringify([types, data, interval, constant, dynamic, hasTimeout, timeout]);
  return facts(a) === facts(b);
}

export function deleteSet(journal: Journal, request: Of<'delete set' | 'flush set'>): void {
  const { table, set } = findSet(journal, request);
  if (set === undefined) {
    if (request.ifExists) return;
    throw new NfError('ENOENT', { part: 'name' });
  }
  if (set.uses > 0) throw new NfError('EBUSY', { part: 'name' });
  for (const element of set.elements(-Infinity)) releaseElement(journal, element);
  setEntry(journal, table.sets, set.name, undefined);
}

export function flushSet(journal: Journal, request: Of<'delete set' | 'flush set'>): void {
  const { set } = findSet(journal, request);
  if (set === undefined) throw new NfError('ENOENT', { part: 'name' });
  for (const element of set.elements(-Infinity)) removeElement(journal, set, element);
}

function findSet(
  journal: Journal,
  request: { readonly family: NfTable['family']; readonly table: string; readonly name: string },
) {
  const table = journal.table(request);
  return { table, set: table.sets.get(request.name) };
}

export function addElements(journal: Journal, request: Of<'add elements' | 'delete elements'>): void {
  const { table, set } = findSet(journal, request);
  if (set === undefined) throw new NfError('ENOENT', { part: 'name' });
  const { declaration } = set;
  checkConflicts(set, request.elements);
  const scope = new Scope(table);
  const elements = declaration.autoMerge ? mergeInto(journal, set, request.elements) : request.elements;
  for (const [index, value] of elements.entries()) {
    if ((declaration.data !== undefined) !== (value.data !== undefined) && value.key.length > 0)
      throw new NfError('EINVAL', { part: 'element', index });
    const there = elementAt(set, value);
    if (there !== undefined && there.expiresAt > journal.now) {
      const isEqual = JSON.stringify(there.value.data) === JSON.stringify(value.data);
      if (request.exclusive || !isEqual) throw new NfError('EEXIST', { part: 'element', index });
      continue;
    }
    if (there !== undefined) removeElement(journal, set, there);
    if (declaration.size !== undefined && set.size + 1 > declaration.size)
      throw new NfError('ENFILE', { part: 'element', index });
    try {
      const element = buildElement(value, (verdict) => scope.decision(verdict));
      if (declaration.counter && element.counter === undefined) element.counter = new PacketCounter();
      const kept = value.expires ?? value.timeout ?? declaration.timeout;
      if (kept !== undefined) element.expiresAt = journal.now + kept;
      insert(journal, set, element);
    } catch (error) {
      throw error instanceof NfError ? new NfError(error.code, { part: 'element', index }) : error;
    }
  }
  journal.suspects.add(table);
}

/** Spans that share values are found before any of them is put in. */
function checkConflicts({ declaration, store }: NfSet, elements: readonly ElementValue[]): void {
  if (!declaration.interval || declaration.autoMerge) return;
  const keyed = elements.map((value, index) => ({ value, index })).filter(({ value }) => value.key.length > 0);
  const conflict = store.conflict(keyed.map(({ value }) => value));
  const found = conflict === undefined ? undefined : keyed[conflict];
  if (found === undefined) return;
  const detail = declaration.types.length === 1 ? CONFLICT : undefined;
  throw new NfError('EEXIST', { part: 'element', index: found.index }, detail);
}

/** As nft itself says it, which looks before it asks the kernel. */
const CONFLICT = 'interval overlaps with an existing one';

/** The elements that come of new ones and of those that they touch, which go. */
function mergeInto(journal: Journal, set: NfSet, elements: readonly ElementValue[]): readonly ElementValue[] {
  const { merged, gone } = mergeSpans(set.store, elements);
  for (const element of gone) removeElement(journal, set, element);
  return merged;
}

export function deleteElements(journal: Journal, request: Of<'add elements' | 'delete elements'>): void {
  const { set } = findSet(journal, request);
  if (set === undefined) throw new NfError('ENOENT', { part: 'name' });
  for (const [index, value] of request.elements.entries()) {
    const there = elementAt(set, value);
    if (there !== undefined && there.expiresAt > journal.now) removeElement(journal, set, there);
    else if (!request.ifExists) throw missing(set, index);
  }
}

function missing({ declaration }: NfSet, index: number): NfError {
  const isInterval = declaration.interval && declaration.types.length === 1;
  return new NfError('ENOENT', { part: 'element', index }, isInterval ? 'element does not exist' : undefined);
}

function elementAt(set: NfSet, value: ElementValue): SetElement | undefined {
  return value.key.length === 0 ? set.catchAll : set.store.exact(value);
}

function insert(journal: Journal, set: NfSet, element: SetElement): void {
  journal.change(
    () => {
      if (element.value.key.length === 0) set.catchAll = element;
      else set.store.add(element);
    },
    () => {
      if (element.value.key.length === 0) set.catchAll = undefined;
      else set.store.remove(element);
    },
  );
  const chain = chainOf(element);
  if (chain !== undefined) changeUses(journal, [chain], 1);
}

function removeElement(journal: Journal, set: NfSet, element: SetElement): void {
  releaseElement(journal, element);
  const isCatchAll = element.value.key.length === 0;
  journal.change(
    () => {
      if (isCatchAll) set.catchAll = undefined;
      else set.store.remove(element);
    },
    () => {
      if (isCatchAll) set.catchAll = element;
      else set.store.add(element);
    },
  );
}

function releaseElement(journal: Journal, element: SetElement): void {
  const chain = chainOf(element);
  if (chain !== undefined) changeUses(journal, [chain], -1);
}
