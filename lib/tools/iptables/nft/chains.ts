/** A table's chains as iptables-nft reads them from the kernel. Userspace: iptables/nft-cache.c, nft_is_chain_compatible. */
import {
  HOOKS,
  type HookName,
  NO_COUNTERS,
  type Policy,
  type RuleSpec,
  TABLE_HOOKS,
  type TableName,
} from '../../../netfilter';
import { type BaseChain, expressionsOf, type NfChain, type NfRule, type NfTable } from '../../../netfilter/nf';
import type { Comparable } from '../equal';
import type { ListedRule } from '../ruleTable';
import { type DecodedRule, decodeRule, isCompatible } from './decode';

/** The program places the table behind that of iptables-legacy. */
const SECURITY_PRIORITY = 150;

/** The place of a builtin chain. Userspace: xtables_ipv4, iptables/nft.c. */
export function builtinPlace(table: TableName, hook: HookName): Omit<BaseChain, 'policy'> {
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'OUTPUT' ? 'route' : 'filter';
  const priority = table === 'security' ? SECURITY_PRIORITY : (TABLE_HOOKS[table][hook] ?? 0);
  return { type, hook, priority };
}

/** The hook of a builtin chain's name; `undefined` for any other. */
export function builtinHook(table: TableName, name: string): HookName | undefined {
  return HOOKS.find((hook) => hook === name && TABLE_HOOKS[table][hook] !== undefined);
}

/** A rule that the kernel has, or that is to be made. */
export interface CachedRule extends Comparable {
  /** Absent as long as the kernel does not have it. */
  readonly handle: number | undefined;
  readonly decoded: DecodedRule;
  readonly rule: NfRule | undefined;
  /** What it was read from. */
  readonly parts?: NfRule['parts'];
}

/** A chain that the kernel has, or that is to be made. */
export class CachedChain {
  policy: Policy | undefined;
  #rules: CachedRule[] | undefined;

  constructor(
    public name: string,
    policy: Policy | undefined,
    readonly chain: NfChain | undefined,
  ) {
    this.policy = policy;
    this.#rules = chain === undefined ? [] : undefined;
  }

  /** Read when they are first asked for. */
  get rules(): CachedRule[] {
    this.#rules ??= [...cachedRules(this.chain?.rules ?? [])];
    return this.#rules;
  }

  get isEmpty(): boolean {
    return (this.#rules ?? this.chain?.rules ?? []).length === 0;
  }

  /** Whether all of its rules are of kinds that iptables knows. */
  get isCompatible(): boolean {
    return this.rules.every(
      ({ rule }) => rule === undefined || isCompatible(rule.parts.map((part) => part.expression)),
    );
  }
}

/** Of lists of rules, which are replaced when they change: a chain is read for each command. */
const CACHED_LISTS = new WeakMap<readonly NfRule[], readonly CachedRule[]>();

function cachedRules(rules: readonly NfRule[]): readonly CachedRule[] {
  const known = CACHED_LISTS.get(rules);
  if (known !== undefined) return known;
  const made = rules.map(cachedRule);
  CACHED_LISTS.set(rules, made);
  return made;
}

/** A rule never changes but for what it counts. */
const CACHE = new WeakMap<NfRule, CachedRule>();

/** What a rule says to iptables. */
export function decodedRule(rule: NfRule): DecodedRule {
  return cachedRule(rule).decoded;
}

const NOTHING: RuleSpec = { matches: [], target: { kind: 'none' } };

function cachedRule(rule: NfRule): CachedRule {
  const known = CACHE.get(rule);
  // A chain that is renamed is renamed in the rules that lead to it.
  if (known !== undefined && known.parts === rule.parts) return known;
  const decoded = decodeRule(
    rule.parts.map(({ expression }) => expression),
    rule.comment,
  );
  const spec = 'unreadable' in decoded ? NOTHING : decoded;
  const made = { handle: rule.handle, decoded, spec, rule, parts: rule.parts, digest: undefined };
  CACHE.set(rule, made);
  return made;
}

/** A rule with what it counted; that of a rule without a counter is nothing. */
export function listedRule({ spec, rule }: CachedRule): ListedRule {
  const counter = rule === undefined ? undefined : expressionsOf(rule).find(({ kind }) => kind === 'counter');
  return { spec, counters: counter?.kind === 'counter' ? counter.counters : NO_COUNTERS };
}

/** The chains that iptables knows, and whether there are base chains that it does not. */
export function readChains(
  table: TableName,
  nfTable: NfTable | undefined,
): { readonly chains: CachedChain[]; readonly foreign: boolean } {
  const chains: CachedChain[] = [];
  let foreign = false;
  for (const chain of nfTable?.chains.values() ?? []) {
    if (chain.base === undefined) chains.push(new CachedChain(chain.name, undefined, chain));
    else if (isBuiltin(table, chain.name, chain.base))
      chains.push(new CachedChain(chain.name, chain.base.policy, chain));
    else foreign = true;
  }
  return { chains, foreign };
}

function isBuiltin(table: TableName, name: string, { type, hook, priority }: BaseChain): boolean {
  const builtin = builtinHook(table, name);
  if (builtin === undefined) return false;
  const place = builtinPlace(table, builtin);
  return type === place.type && hook === place.hook && priority === place.priority;
}
