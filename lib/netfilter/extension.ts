/**
 * What a match and a target are to netfilter. Each is one descriptor in one file of matches/ or targets/, as the kernel
 * keeps it. Linux: struct xt_match and struct xt_target, include/linux/netfilter/x_tables.h.
 */
import type { HookState, Verdict } from './hook';
import type { HookSet } from './hookName';
import type { SkBuff } from './skb';
import type { Family } from './xtables/family';
import type { TableName } from './xtables/tableHooks';

/** A value and whether `!` stands before it. */
export interface Negatable<T> {
  readonly value: T;
  readonly invert: boolean;
}

/** Ports from 0 to 65535, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** A match or a target as a rule has it: its kind, and what its options said. */
export interface ExtensionValue {
  readonly kind: string;
}

/** The rule and the place that an extension stands in. Linux: struct xt_mtchk_param, struct xt_tgchk_param. */
export interface EntryContext {
  readonly family: Family;
  readonly table: TableName;
  /** The hooks that lead to the rule. */
  readonly hooks: HookSet;
  /** The IP protocol that the rule asks for. */
  readonly protocol: Negatable<number> | undefined;
  /** All matches of the rule; absent for a rule of nf_tables, where nobody can see them. Linux: par->nft_compat. */
  readonly matches: readonly ExtensionValue[] | undefined;
}

/** Whether a rule asks for this IP protocol, and not for all others. */
export function asksForProtocol(asked: EntryContext['protocol'], protocol: number): boolean {
  return asked?.value === protocol && !asked.invert;
}

/** Why the kernel refuses a rule. */
export type EntryError = 'EINVAL' | 'ENOENT' | 'ERANGE';

/** What matches and targets have in common. Every fact has to be stated: the compiler asks for the one that is missing. */
export interface ExtensionDefinition<Value extends ExtensionValue> {
  readonly kind: Value['kind'];
  /** The only table that takes it. */
  readonly table: TableName | 'any';
  /** The hooks that may lead to it. */
  readonly hooks: HookSet;
  /** The IP protocol that the rule has to ask for. */
  readonly protocol: number | 'any';
  /** Whether rules with it need connection tracking. Linux: nf_ct_netns_get in checkentry. */
  needsConntrack(value: Value): boolean;
  /** Whether it remembers packets: it is then prepared anew whenever its table is replaced. Linux: what checkentry allocates. */
  remembersPackets(value: Value): boolean;
  /** What else has to hold for the kernel to take the rule; `undefined` if nothing is wrong. Linux: checkentry. */
  check?(value: Value, context: EntryContext): EntryError | undefined;
}

/** Whether a packet fulfils the condition. */
export type MatchFunction = (skb: SkBuff, state: HookState) => boolean;

/** A condition on packets. */
export interface MatchDefinition<Value extends ExtensionValue> extends ExtensionDefinition<Value> {
  /** Makes the function that is asked about packets, once for each rule; `matchesEveryPacket` is never called. */
  prepare(match: Value): MatchFunction;
}

/** The function of a match that every packet fulfils. */
export function matchesEveryPacket(): true {
  return true;
}

/** `CONTINUE`: the next rule is tried. */
export type TargetFunction = (skb: SkBuff, state: HookState) => Verdict | 'CONTINUE';

/** The same as an object: of one class where thousands of rules have such a target, each of which would need a function of its own. */
export interface TargetAction {
  run(skb: SkBuff, state: HookState): Verdict | 'CONTINUE';
}

/** What a rule does with a packet. */
export interface TargetDefinition<Value extends ExtensionValue> extends ExtensionDefinition<Value> {
  /** Makes what packets are given to, once for each rule. */
  prepare(target: Value): TargetFunction | TargetAction;
}
