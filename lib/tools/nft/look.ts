/** Commands that look: `list`, `get`, `reset`. */

import { type Netfilter, NO_COUNTERS } from '../../netfilter';
import type { NfTable, NfTables, ObjectKind } from '../../netfilter/nf';
import { Quota } from '../../netfilter/nf';
import type { Command, ListTarget, NameReference } from './command';
import type { Context } from './evaluate/context';
import { evaluateElements } from './evaluate/evaluateSet';
import { findChain, findObject, findSet, findTable, missing, objectsOf, setsOf, tablesOf } from './find';
import { listJson } from './json/listJson';
import {
  elementsOf,
  enclose,
  type ListLooks,
  listChain,
  listObject,
  listSet,
  listTable,
  warnOfIptables,
} from './print/list';
import { NftError } from './source';

/** What a command prints. Throws an `NftError` if what it names is not there. */
export function list(kernel: NfTables, target: ListTarget, looks: ListLooks): string {
  return looks.json ? listJson(kernel, target, looks) : listText(kernel, target, looks);
}

function listText(kernel: NfTables, target: ListTarget, looks: ListLooks): string {
  switch (target.what) {
    case 'table':
      return listTable(findTable(kernel, target.reference), looks);
    case 'chain':
    case 'set':
    case 'map':
    case 'counter':
    case 'quota':
    case 'limit':
      return listOne(kernel, target.what, target.reference, looks);
    case 'tables':
      return tablesOf(kernel, target)
        .map(({ family, name }) => `table ${family} ${name}\n`)
        .join('');
    case 'ruleset':
      return tablesOf(kernel, target)
        .map((table) => listTable(table, looks))
        .join('');
    default:
      return listParts(kernel, target, looks);
  }
}

/** Parts of one kind in each table. */
function listParts(
  kernel: NfTables,
  target: Extract<ListTarget, { readonly family: unknown }>,
  looks: ListLooks,
): string {
  return tablesOf(kernel, target)
    .map((table) => {
      const parts = partsOf(table, target.what, looks);
      // Tables that have no object at all are not shown where objects are asked for.
      const isObject = ['counters', 'quotas', 'limits'].includes(target.what);
      return isObject && table.objects.size === 0 ? '' : enclose(table, parts);
    })
    .join('');
}

function partsOf(table: NfTable, what: string, looks: ListLooks): string {
  switch (what) {
    case 'chains':
      return [...table.chains.values()].map((chain) => listChain(chain, table, looks, false)).join('');
    case 'sets':
    case 'maps':
      return setsOf(table, what)
        .map((set) => listSet(set, looks))
        .join('');
    default:
      return objectsOf(table, what)
        .map((object) => listObject(object, looks))
        .join('');
  }
}

function listOne(
  kernel: NfTables,
  what: 'chain' | 'set' | 'map' | ObjectKind,
  reference: NameReference,
  looks: ListLooks,
): string {
  const table = findTable(kernel, reference);
  if (what === 'chain') {
    const chain = findChain(table, reference);
    warnOfIptables(table, looks);
    return enclose(table, listChain(chain, table, looks));
  }
  if (what === 'set' || what === 'map') return enclose(table, listSet(findSet(table, what, reference), looks));
  return enclose(table, listObject(findObject(table, what, reference), looks));
}

/** Lists counters and quotas as they were, and sets them to 0. */
export function reset(kernel: NfTables, target: ListTarget, looks: ListLooks): string {
  const text = list(kernel, target, looks);
  const kind = target.what.replace(/s$/, '');
  const name = 'reference' in target && 'name' in target.reference ? target.reference.name : undefined;
  const tables = 'reference' in target ? [findTable(kernel, target.reference)] : tablesOf(kernel, target);
  for (const { objects } of tables) {
    for (const object of objects.values()) {
      if (object.kind !== kind || (name !== undefined && object.name !== name)) continue;
      object.counter.counters = NO_COUNTERS;
      if (object.state instanceof Quota) object.state.reset();
    }
  }
  return text;
}

/** Elements of a set that are there. */
export function getElements(
  netfilter: Netfilter,
  { reference, elements: node, at }: Extract<Command, { readonly kind: 'elements' }>,
  context: Context,
  looks: ListLooks,
): string {
  const table = findTable(netfilter.nf, reference);
  const set = table.sets.get(reference.name) ?? missing(reference);
  const wanted = evaluateElements(node, { ...set.declaration, interval: true }, context);
  const there = elementsOf(set, looks.now);
  const found = wanted.map(({ key }) => {
    const element = set.lookup(
      key.map(({ from }) => from),
      looks.now,
    );
    if (element === undefined) throw new NftError('Could not process rule: No such file or directory', at);
    return there.find((one) => one.key === element.value.key) ?? element.value;
  });
  return enclose(table, listSet(set, looks, found));
}
