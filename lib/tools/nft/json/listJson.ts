/** Tables and what is in them as JSON, with a line for each command. Userspace: do_command_list_json, src/json.c. */
import {
  expressionsOf,
  type NfChain,
  type NfObject,
  type NfRule,
  type NfSet,
  type NfTable,
  type NfTables,
  Quota,
  TokenBucket,
} from '../../../netfilter/nf';
import type { ListTarget } from '../command';
import { findChain, findObject, findSet, findTable, isMap, objectsOf, setsOf, tablesOf } from '../find';
import { elementsOf, type ListLooks } from '../print/list';
import { formatJson, type Json, oneOrAll, optional } from './json';
import { limitObjectJson, statementsJson } from './ruleJson';
import { elementsJson } from './valueJson';

const METAINFO: Json = { metainfo: { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 } };
/** Microseconds. */
const SECOND = 1_000_000;

/** What a command prints. Throws an `NftError` if what it names is not there. */
export function listJson(kernel: NfTables, target: ListTarget, looks: ListLooks): string {
  return `${formatJson({ nftables: [METAINFO, ...listed(kernel, target, looks)] })}\n`;
}

function listed(kernel: NfTables, target: ListTarget, looks: ListLooks): readonly Json[] {
  switch (target.what) {
    case 'table':
      return wholeTable(findTable(kernel, target.reference), looks);
    case 'chain': {
      const table = findTable(kernel, target.reference);
      const chain = findChain(table, target.reference);
      return [chainJson(chain, table), ...rulesJson(chain, table, looks)];
    }
    case 'set':
    case 'map': {
      const table = findTable(kernel, target.reference);
      return [setJson(findSet(table, target.what, target.reference), table, looks)];
    }
    case 'counter':
    case 'quota':
    case 'limit': {
      const table = findTable(kernel, target.reference);
      return [objectJson(findObject(table, target.what, target.reference), table)];
    }
    case 'ruleset':
      return tablesOf(kernel, target).flatMap((table) => wholeTable(table, looks));
    default:
      return tablesOf(kernel, target).flatMap((table) => partsJson(table, target.what, looks));
  }
}

function partsJson(table: NfTable, what: string, looks: ListLooks): readonly Json[] {
  switch (what) {
    case 'tables':
      return [tableJson(table)];
    case 'chains':
      return [...table.chains.values()].map((chain) => chainJson(chain, table));
    case 'sets':
    case 'maps':
      return setsOf(table, what).map((set) => setJson(set, table, looks));
    default:
      return objectsOf(table, what).map((object) => objectJson(object, table));
  }
}

/** Rules stand behind all that they may speak of. */
function wholeTable(table: NfTable, looks: ListLooks): readonly Json[] {
  const chains = [...table.chains.values()];
  return [
    tableJson(table),
    ...[...table.objects.values()].map((object) => objectJson(object, table)),
    ...[...table.sets.values()].map((set) => setJson(set, table, looks)),
    ...chains.map((chain) => chainJson(chain, table)),
    ...chains.flatMap((chain) => rulesJson(chain, table, looks)),
  ];
}

/** Comments of tables and chains are not told. Where the real program tells of flags, it writes what its memory happens to hold. */
function tableJson({ family, name, handle, dormant }: NfTable): Json {
  return { table: { family, name, handle, ...(dormant ? { flags: 'dormant' } : {}) } };
}

function chainJson({ name, handle, base }: NfChain, { family, name: table }: NfTable): Json {
  const place = base && {
    type: base.type,
    hook: base.hook.toLowerCase(),
    prio: base.priority,
    policy: base.policy.toLowerCase(),
  };
  return { chain: { family, table, name, handle, ...place } };
}

function rulesJson({ name: chain, rules }: NfChain, table: NfTable, looks: ListLooks): readonly Json[] {
  return rules.map((rule) => ruleJson(rule, chain, table, looks));
}

function ruleJson(rule: NfRule, chain: string, { family, name: table }: NfTable, looks: ListLooks): Json {
  const { handle, comment } = rule;
  const expr = statementsJson(expressionsOf(rule), family, looks);
  return { rule: { family, table, chain, handle, ...optional('comment', comment), expr } };
}

/** Whether rules may add elements, and whether spans are joined, this release does not tell. */
function setJson(set: NfSet, { family, name: table }: NfTable, looks: ListLooks): Json {
  const { name, handle, declaration } = set;
  const { types, data, comment, size, constant, interval, hasTimeout, timeout, gcInterval } = declaration;
  const flags = [
    ...(constant ? ['constant'] : []),
    ...(interval ? ['interval'] : []),
    ...(hasTimeout ? ['timeout'] : []),
  ];
  const elements = looks.terse ? [] : elementsOf(set, looks.now);
  const values = data === undefined || data === 'verdict' ? [] : data;
  return {
    [isMap(set) ? 'map' : 'set']: {
      family,
      name,
      table,
      type: oneOrAll(types),
      handle,
      ...optional('comment', comment),
      ...optional('map', typeof data === 'object' ? data.join(' . ') : data),
      ...optional('size', size),
      ...optional('flags', flags.length === 0 ? undefined : flags),
      ...optional('timeout', timeout && Math.floor(timeout / SECOND)),
      ...optional('gc-interval', gcInterval && Math.floor(gcInterval / SECOND)),
      ...(elements.length === 0 ? {} : { elem: elementsJson(elements, types, interval, values, looks) }),
      ...(declaration.counter ? { stmt: [{ counter: null }] } : {}),
    },
  };
}

/** Their state is told in every case. */
function objectJson(object: NfObject, { family, name: table }: NfTable): Json {
  const { kind, name, handle, comment } = object;
  return { [kind]: { family, name, table, handle, ...optional('comment', comment), ...stateJson(object) } };
}

function stateJson({ state, counter }: NfObject): { readonly [name: string]: Json } {
  if (state instanceof TokenBucket) return limitObjectJson(state.value);
  if (state instanceof Quota) return { bytes: state.value.bytes, used: state.used, inv: state.value.over };
  return { ...counter.counters };
}
