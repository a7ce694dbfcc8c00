/** Chains and their rules. Linux: struct nft_chain, nft_rule. */
import type { HookEntry, HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { ChainIndex } from '../xtables/chainIndex';
import type { Counters, PacketCounter } from '../xtables/counters';
import type { Expression } from './expression';
import type { BaseChain } from './family';
import type { PartPlace } from './place';

/** What a rule decided. `CONTINUE`: the next rule is tried. */
export type Decision =
  | { readonly code: 'ACCEPT' | 'DROP' | 'STOLEN' | 'CONTINUE' | 'RETURN' }
  | { readonly code: 'JUMP' | 'GOTO'; readonly chain: NfChain };

/** `BREAK`: the rule does not match; `undefined`: the next expression is tried. */
export type Outcome = 'BREAK' | Decision | undefined;

/** What an expression does with a packet. */
export type ExpressionFunction = (skb: SkBuff, state: HookState) => Outcome;

/** What is counted by whom it is used, and cannot be deleted meanwhile. */
export interface Used {
  uses: number;
}

/** An expression of a rule, ready for packets. */
export interface Part {
  readonly expression: Expression;
  readonly run: ExpressionFunction;
  /** Where it may stand; absent: anywhere. */
  readonly place?: PartPlace | undefined;
  readonly needsConntrack: boolean;
  /** Chains that it may lead to, as they are now: a map's elements come and go. */
  readonly targets?: (() => Iterable<NfChain>) | undefined;
  /** What it uses. */
  readonly references: readonly Used[];
  /** What it remembers, as a value that a listing can show. */
  readonly state?: (() => Expression) | undefined;
  /** The elements of a set of its own, with the chains that they use. */
  readonly release?: (() => void) | undefined;
  readonly acquire?: (() => void) | undefined;
}

/** A rule of a chain. */
export class NfRule {
  /** The parts that may not stand everywhere, or that lead to other chains: of thousands of rules few have any. */
  readonly checked: readonly Part[];
  /** What its parts do, one after the other. */
  readonly runs: readonly ExpressionFunction[];

  constructor(
    readonly handle: number,
    public parts: readonly Part[],
    readonly comment: string | undefined,
  ) {
    this.runs = parts.map(({ run }) => run);
    const checked = parts.filter(({ place, targets }) => place !== undefined || targets !== undefined);
    this.checked = checked.length === 0 ? NOTHING_TO_CHECK : checked;
  }
}

const NOTHING_TO_CHECK: readonly Part[] = [];

/** The expressions of a rule, with what they counted. */
export function expressionsOf(rule: NfRule): readonly Expression[] {
  return rule.parts.map(({ expression, state }) => state?.() ?? expression);
}

/** What a rule's counter counted; `undefined` for a rule without one. */
export function countersOf(rule: NfRule): Counters | undefined {
  for (const expression of expressionsOf(rule)) if (expression.kind === 'counter') return expression.counters;
  return undefined;
}

/** A chain of a table. */
export class NfChain implements Used {
  /** Replaced when it changes: a packet that is on its way goes on in the list that it began with. */
  rules: readonly NfRule[] = [];
  /** Finds rules of a long list; made for a list when a packet first comes to it. */
  indexed: { readonly rules: readonly NfRule[]; readonly index: ChainIndex } | undefined = undefined;
  /** Rules and elements that lead here. */
  uses = 0;
  /** What is registered at its hook, of a base chain. */
  entry: HookEntry | undefined = undefined;
  /** Counts what the policy decides, of a base chain that was asked to. Linux: struct nft_base_chain, stats. */
  counter: PacketCounter | undefined = undefined;

  constructor(
    public name: string,
    readonly handle: number,
    public base: BaseChain | undefined,
    readonly comment: string | undefined,
  ) {}
}
