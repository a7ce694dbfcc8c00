/** Tables and what is in them, as nft lists them. Userspace: table_print, chain_print, set_print, obj_print, src/rule.c. */
import {
  type ElementValue,
  expressionsOf,
  type NfChain,
  type NfObject,
  type NfRule,
  type NfSet,
  type NfTable,
  Quota,
  TokenBucket,
} from '../../../netfilter/nf';
import { formatPriority } from '../priorities';
import { formatTime } from '../time';
import { type ElementLooks, formatElement, joinElements, sortElements } from './printElements';
import { formatLimit, formatQuota } from './printLimit';
import { formatRule } from './printRule';

/** How a listing looks. */
export interface ListLooks extends ElementLooks {
  readonly handles: boolean;
  /** As JSON, rather than as text. */
  readonly json: boolean;
  /** Priorities as numbers. */
  readonly numericPriority: boolean;
  /** Sets without their elements. */
  readonly terse: boolean;
  /** The machine's clock, in µs. */
  readonly now: number;
  /** Told of remarks that are no part of the listing. */
  readonly warn?: (text: string) => void;
}

/** A whole table, or only some of its parts. */
export function listTable(table: NfTable, looks: ListLooks): string {
  const { dormant, comment } = table;
  warnOfIptables(table, looks);
  const head = [
    ...(dormant ? ['\tflags dormant\n'] : []),
    ...(comment === undefined ? [] : [`\tcomment "${comment}"\n`]),
  ];
  const blocks = [
    ...[...table.objects.values()].map((object) => listObject(object, looks)),
    ...[...table.sets.values()].map((set) => listSet(set, looks)),
    ...[...table.chains.values()].map((chain) => listChain(chain, table, looks)),
  ];
  // A comment alone is followed by no empty line.
  const gap = dormant && blocks.length > 0 ? '\n' : '';
  return enclose(table, head.join('') + gap + blocks.join('\n'), looks.handles);
}

/** A table with rules that only iptables-nft brings is its. */
export function warnOfIptables(table: NfTable, { warn }: ListLooks): void {
  if (warn === undefined) return;
  for (const [, { parts }] of table.rules()) {
    if (!parts.some(({ expression: { kind } }) => kind === 'xt match' || kind === 'xt target')) continue;
    warn(`# Warning: table ${table.family} ${table.name} is managed by iptables-nft, do not touch!\n`);
    return;
  }
}

/** Parts of a table between its braces. */
export function enclose({ family, name, handle }: NfTable, body: string, handles = false): string {
  return `table ${family} ${name} {${handles ? ` # handle ${handle}` : ''}\n${body}}\n`;
}

export function listChain(chain: NfChain, table: NfTable, looks: ListLooks, withRules = true): string {
  const { name, handle, base, comment, rules } = chain;
  const lines: string[] = [];
  if (comment !== undefined) lines.push(`comment "${comment}"`);
  if (base !== undefined) {
    const priority = formatPriority(base.priority, base.hook, looks.numericPriority);
    lines.push(
      `type ${base.type} hook ${base.hook.toLowerCase()} priority ${priority}; policy ${base.policy.toLowerCase()};`,
    );
  }
  if (withRules) for (const rule of rules) lines.push(listRule(rule, table, looks));
  return block('chain', name, handle, lines, looks);
}

export function listRule(rule: NfRule, { family }: NfTable, looks: ListLooks): string {
  const text = formatRule(expressionsOf(rule), rule.comment, family, looks);
  return looks.handles ? `${text} # handle ${rule.handle}` : text;
}

export function listSet(set: NfSet, looks: ListLooks, only?: readonly ElementValue[]): string {
  const { name, handle, declaration } = set;
  const { types, data, size, counter, timeout, gcInterval, comment } = declaration;
  const isMap = data !== undefined;
  const lines = [typeLine(set)];
  if (size !== undefined) lines.push(`size ${size}`);
  if (counter) lines.push('counter');
  const flags = flagsOf(set);
  if (flags.length > 0 && !(flags.length === 1 && flags[0] === 'timeout' && timeout !== undefined))
    lines.push(`flags ${flags.join(',')}`);
  if (declaration.autoMerge) lines.push('auto-merge');
  if (timeout !== undefined) lines.push(`timeout ${formatTime(timeout, looks.numeric)}`);
  if (gcInterval !== undefined) lines.push(`gc-interval ${formatTime(gcInterval, looks.numeric)}`);
  if (comment !== undefined) lines.push(`comment "${comment}"`);
  const elements = only ?? (looks.terse ? [] : elementsOf(set, looks.now));
  if (elements.length > 0) {
    const values = data === undefined || data === 'verdict' ? [] : data;
    const texts = sortElements(elements, types, declaration.interval).map((element) =>
      formatElement(element, types, values, looks),
    );
    lines.push(`elements = { ${joinElements(texts, types)} }`);
  }
  return block(isMap ? 'map' : 'set', name, handle, lines, looks);
}

function typeLine({ declaration }: NfSet): string {
  const { types, data } = declaration;
  const word = declaration.typeof === undefined ? 'type' : 'typeof';
  const key = declaration.typeof?.key ?? types.join(' . ');
  if (data === undefined) return `${word} ${key}`;
  const value = declaration.typeof?.data ?? (data === 'verdict' ? data : data.join(' . '));
  return `${word} ${key} : ${value}`;
}

function flagsOf({ declaration }: NfSet): readonly string[] {
  const { constant, dynamic, interval, hasTimeout } = declaration;
  return [
    ...(constant ? ['constant'] : []),
    ...(dynamic ? ['dynamic'] : []),
    ...(interval ? ['interval'] : []),
    ...(hasTimeout ? ['timeout'] : []),
  ];
}

/** The elements as they are now: what they counted, and what is left of their time. */
export function elementsOf(set: NfSet, now: number): readonly ElementValue[] {
  return set.elements(now).map(({ value, counter, expiresAt }) => ({
    ...value,
    counter: counter?.counters,
    expires: Number.isFinite(expiresAt) ? expiresAt - now : undefined,
  }));
}

export function listObject(object: NfObject, looks: ListLooks): string {
  const { kind, name, handle, comment } = object;
  const lines = comment === undefined ? [] : [`comment "${comment}"`];
  const state = formatObject(object, looks.stateless);
  if (state !== '') lines.push(state);
  return block(kind, name, handle, lines, looks);
}

function formatObject({ state, counter }: NfObject, stateless: boolean): string {
  if (state instanceof TokenBucket) return formatLimit(state.value);
  if (state instanceof Quota) return formatQuota({ ...state.value, used: state.used }, stateless);
  const { packets, bytes } = counter.counters;
  return stateless ? '' : `packets ${packets} bytes ${bytes}`;
}

function block(word: string, name: string, handle: number, lines: readonly string[], { handles }: ListLooks): string {
  const body = lines.map((line) => `\t\t${line}\n`).join('');
  return `\t${word} ${name} {${handles ? ` # handle ${handle}` : ''}\n${body}\t}\n`;
}
