/** Rules of chains. Linux: nf_tables_newrule, nf_tables_delrule, net/netfilter/nf_tables_api.c. */
import { type NfChain, NfRule, type Used } from './chain';
import { NfError } from './error';
import type { Expression } from './expression';
import { makePart, setsOf } from './expressions';
import type { Journal } from './journal';
import type { NfRequest } from './request';
import { Scope } from './scope';
import type { NfTable } from './table';

type Of<Kind extends NfRequest['kind']> = Extract<NfRequest, { readonly kind: Kind }>;

export function addRule(journal: Journal, request: Of<'add rule' | 'insert rule'>): number {
  const table = journal.table(request);
  const chain = journal.chain(table, request.chain);
  const { place, kind } = request;
  const { rules } = chain;
  const beside = place === undefined ? undefined : placeOf(rules, place);
  if (beside !== undefined && (beside < 0 || beside >= rules.length)) throw new NfError('ENOENT', { part: 'position' });
  const rule = makeRule(journal, table, chain, request);
  const index = kind === 'add rule' ? (beside ?? rules.length - 1) + 1 : (beside ?? 0);
  if (index === rules.length) append(journal, chain, rule);
  else setRules(journal, chain, [...rules.slice(0, index), rule, ...rules.slice(index)]);
  return rule.handle;
}

function placeOf(
  rules: readonly NfRule[],
  { at, value }: { readonly at: 'handle' | 'index'; readonly value: number },
): number {
  return at === 'index' ? value : rules.findIndex(({ handle }) => handle === value);
}

/** Files add thousands of rules one after the other: the list is not copied for each. */
function append(journal: Journal, chain: NfChain, rule: NfRule): void {
  const rules = journal.ownRules(chain);
  journal.change(
    () => void rules.push(rule),
    () => void rules.pop(),
  );
}

export function replaceRule(journal: Journal, request: Of<'replace rule'>): number {
  const table = journal.table(request);
  const chain = journal.chain(table, request.chain);
  const old = ruleOf(chain, request);
  const rule = makeRule(journal, table, chain, request, old.handle);
  release(journal, old);
  setRules(
    journal,
    chain,
    chain.rules.map((one) => (one === old ? rule : one)),
  );
  return rule.handle;
}

export function deleteRule(journal: Journal, request: Of<'delete rule'>): void {
  const chain = journal.chain(journal.table(request), request.chain);
  if (request.ifExists && !chain.rules.some(({ handle }) => handle === request.handle)) return;
  const old = ruleOf(chain, request);
  release(journal, old);
  setRules(
    journal,
    chain,
    chain.rules.filter((one) => one !== old),
  );
}

export function removeAllRules(journal: Journal, chain: NfChain): void {
  for (const rule of chain.rules) release(journal, rule);
  setRules(journal, chain, []);
}

/** The rule that a request is about. */
function ruleOf({ rules }: NfChain, { handle, index }: Of<'replace rule' | 'delete rule'>): NfRule {
  const rule = index === undefined ? rules.find((one) => one.handle === handle) : rules[index];
  if (rule === undefined) throw new NfError('ENOENT', { part: 'handle' });
  return rule;
}

/** The handle is taken even if an expression is refused; a rule that takes another's place has its handle. */
function makeRule(
  journal: Journal,
  table: NfTable,
  chain: NfChain,
  { expressions, comment }: { readonly expressions: readonly Expression[]; readonly comment: string | undefined },
  wanted?: number,
): NfRule {
  // Sets of the rule's own are made before it, and take handles as well.
  for (let sets = expressions.filter(bringsSet).length; sets > 0; sets--) table.takeHandle();
  const handle = wanted ?? table.takeHandle();
  const scope = new Scope(table, chain);
  const parts = expressions.map((expression, index) => {
    scope.index = index;
    return makePart(expression, scope);
  });
  const rule = new NfRule(handle, parts, comment);
  if (rule.checked.length > 0) journal.suspects.add(table);
  changeUses(journal, usedBy(rule), 1);
  return rule;
}

function bringsSet(expression: Expression): boolean {
  return setsOf(expression).some(({ kind }) => kind === 'anonymous');
}

function release(journal: Journal, rule: NfRule): void {
  changeUses(journal, usedBy(rule), -1);
}

const NOTHING: readonly Used[] = [];

function usedBy({ parts }: NfRule): readonly Used[] {
  let used: Used[] | undefined;
  for (const { references } of parts) if (references.length > 0) used = [...(used ?? []), ...references];
  return used ?? NOTHING;
}

/** Counts uses, so that it can be undone. */
export function changeUses(journal: Journal, used: readonly Used[], by: 1 | -1): void {
  if (used.length === 0) return;
  const change = (amount: number) => () => {
    for (const one of used) one.uses += amount;
  };
  journal.change(change(by), change(-by));
}

function setRules(journal: Journal, chain: NfChain, rules: readonly NfRule[]): void {
  const before = chain.rules;
  journal.change(
    () => (chain.rules = rules),
    () => (chain.rules = before),
  );
}
