/** What iptables-nft does to rules of a table. Userspace: nft_cmd_rule_append and its like, iptables/nft-cmd.c; nft_rule_append …, nft.c. */
import { type Counters, NO_COUNTERS, type RuleSpec } from '../../../netfilter';
import type { NfErrno } from '../../../netfilter/nf';
import { findEqual } from '../equal';
import { kernelError } from '../program';
import type { RequestName } from './batch';
import { type CachedChain, type CachedRule, listedRule } from './chains';
import { decodeRule } from './decode';
import { encodeRule } from './encode';
import type { NftTable } from './table';

const NO_RULE = 'Bad rule (does a matching rule exist in that chain?).';

/** `confirm` is told as soon as the program is done with what it can find wrong before the chain is looked for. */
export function appendRule(
  table: NftTable,
  name: string,
  spec: RuleSpec,
  counters: Counters = NO_COUNTERS,
  confirm?: () => void,
): void {
  table.need(name);
  confirm?.();
  addRule(table, 'RULE_APPEND', table.get(name), spec, counters, undefined);
}

/** `number` counts from 1; one above the last appends. */
export function insertRule(
  table: NftTable,
  name: string,
  number: number,
  spec: RuleSpec,
  counters: Counters = NO_COUNTERS,
): void {
  table.need(name);
  const chain = table.get(name);
  const { length } = chain.rules;
  if (number !== 1 && number > length + 1) throw kernelError('Index of insertion too big.');
  if (number !== 1 && number === length + 1) addRule(table, 'RULE_APPEND', chain, spec, counters, undefined);
  else addRule(table, 'RULE_INSERT', chain, spec, counters, number - 1);
}

export function replaceRule(
  table: NftTable,
  name: string,
  number: number,
  spec: RuleSpec,
  counters: Counters = NO_COUNTERS,
): void {
  const chain = table.get(name);
  const old = chain.rules[number - 1];
  if (old === undefined) throw kernelError('Index of replacement too big.');
  const expressions = encodeRule(spec, counters);
  const place = { ...table.place, chain: name, ...placeOf(old, number - 1) };
  table.push('RULE_REPLACE', { kind: 'replace rule', ...place, expressions, comment: undefined }, faultOf(spec));
  chain.rules[number - 1] = newRule(spec, old.handle);
}

export function deleteRuleNumber(table: NftTable, name: string, number: number): void {
  const chain = table.get(name);
  if (number > chain.rules.length) throw kernelError('Index of deletion too big.');
  deleteAt(table, chain, number - 1);
}

/** Deletes the first rule that is equal. */
export function deleteRule(table: NftTable, name: string, spec: RuleSpec): void {
  const chain = table.find(name);
  deleteAt(table, chain, indexOf(chain, spec));
}

/** Fails if there is no equal rule. */
export function checkRule(table: NftTable, name: string, spec: RuleSpec): void {
  indexOf(table.find(name), spec);
}

/** Of all rules, and of the policy: from then on it counts, if the chain has one. */
export function zeroChain(table: NftTable, name: string): void {
  const chain = table.get(name);
  if (chain.policy !== undefined) table.updateChain('CHAIN_ZERO', chain, chain.policy, NO_COUNTERS);
  for (const [index, rule] of chain.rules.entries()) if (hasCounted(rule)) zeroRule(table, name, rule, index);
}

/** Of a rule that is not there nothing is said. */
export function zeroRuleNumber(table: NftTable, name: string, number: number): void {
  const chain = table.find(name);
  if (chain === undefined) throw kernelError(NO_RULE);
  const rule = chain.rules[number - 1];
  if (rule !== undefined) zeroRule(table, name, rule, number - 1);
}

function addRule(
  table: NftTable,
  name: RequestName,
  chain: CachedChain,
  spec: RuleSpec,
  counters: Counters,
  before: number | undefined,
): void {
  const expressions = encodeRule(spec, counters);
  const kind = before === undefined ? 'add rule' : 'insert rule';
  const place = before === undefined || before === 0 ? undefined : ({ at: 'index', value: before } as const);
  const rule = { ...table.place, chain: chain.name, place, expressions, comment: undefined };
  table.push(name, { kind, ...rule }, faultOf(spec));
  chain.rules.splice(before ?? chain.rules.length, 0, newRule(spec, undefined));
}

function indexOf(chain: CachedChain | undefined, spec: RuleSpec): number {
  const index = chain === undefined ? -1 : findEqual(chain.rules, normalized(spec));
  if (index < 0) throw kernelError(NO_RULE);
  return index;
}

function deleteAt(table: NftTable, chain: CachedChain | undefined, index: number): void {
  const rule = chain?.rules[index];
  if (chain === undefined || rule === undefined) return;
  const place = { ...table.place, chain: chain.name, ...placeOf(rule, index) };
  table.push('RULE_DELETE', { kind: 'delete rule', ...place, ifExists: false });
  chain.rules.splice(index, 1);
}

function zeroRule(table: NftTable, chain: string, rule: CachedRule, index: number): void {
  const expressions = (rule.rule?.parts ?? []).map(({ expression }) =>
    expression.kind === 'counter' ? { kind: 'counter' as const, counters: NO_COUNTERS } : expression,
  );
  const place = { ...table.place, chain, ...placeOf(rule, index) };
  table.push('RULE_REPLACE', { kind: 'replace rule', ...place, expressions, comment: rule.rule?.comment });
}

function placeOf({ handle }: CachedRule, index: number): { readonly handle: number; readonly index?: number } {
  return handle === undefined ? { handle: 0, index } : { handle };
}

/** A rule as it will be read back. */
function normalized(spec: RuleSpec): RuleSpec {
  const decoded = decodeRule(encodeRule(spec, NO_COUNTERS), undefined);
  return 'unreadable' in decoded ? spec : decoded;
}

function newRule(spec: RuleSpec, handle: number | undefined): CachedRule {
  const made = normalized(spec);
  return { handle, decoded: made, spec: made, rule: undefined, digest: undefined };
}

function hasCounted(rule: CachedRule): boolean {
  const { packets, bytes } = listedRule(rule).counters;
  return packets > 0n || bytes > 0n;
}

/** No address at all (`! -s 0/0`) is a comparison of no bytes. */
function faultOf({ source, destination }: RuleSpec): NfErrno | undefined {
  const compareNothing = [source, destination].some((one) => one?.invert === true && one.value.mask === 0);
  return compareNothing ? 'EINVAL' : undefined;
}
