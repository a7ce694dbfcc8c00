/** A step on a packet's path through the tables of iptables-nft, in the words of iptables. */
import { NO_COUNTERS, type RuleSpec, TABLE_NAMES, type TableName, type TraceStep } from '../../../netfilter';
import { type Expression, NfRule } from '../../../netfilter/nf';
import { nftRuleText } from '../../nft/step';
import { IptablesError } from '../program';
import { builtinHook, decodedRule } from './chains';
import { encodeRule } from './encode';

/** What iptables-nft lists in the place of a step. */
export interface IptablesStep {
  readonly table: TableName;
  /** Absent at the end of a chain, and for a rule of which iptables would tell less than it does. */
  readonly spec: RuleSpec | undefined;
}

/** `undefined` for a step in a table, or in a base chain, that iptables does not know. */
export function iptablesStepOf({ table: title, chain, policy, rule }: TraceStep): IptablesStep | undefined {
  const table = TABLE_NAMES.find((name) => title === `ip ${name}`);
  if (table === undefined || (policy !== undefined && builtinHook(table, chain) === undefined)) return undefined;
  return { table, spec: rule instanceof NfRule ? wholeRule(rule) : undefined };
}

/** The rule as iptables reads it, if it would write the same rule again. */
function wholeRule(rule: NfRule): RuleSpec | undefined {
  const known = WHOLE.get(rule.parts);
  if (known !== undefined) return known.spec;
  const spec = readWhole(rule);
  WHOLE.set(rule.parts, { spec });
  return spec;
}

/** By a rule's parts, as the steps of nft are. */
const WHOLE = new WeakMap<NfRule['parts'], Pick<IptablesStep, 'spec'>>();

function readWhole(rule: NfRule): RuleSpec | undefined {
  const decoded = decodedRule(rule);
  if ('unreadable' in decoded) return undefined;
  return textOf(written(decoded)) === textOf(rule.parts.map(({ expression }) => expression)) ? decoded : undefined;
}

/** Nothing for what the program would refuse to write. */
function written(spec: RuleSpec): readonly Expression[] {
  try {
    return encodeRule(spec, NO_COUNTERS);
  } catch (error) {
    if (error instanceof IptablesError) return [];
    throw error;
  }
}

function textOf(expressions: readonly Expression[]): string {
  return nftRuleText({ parts: expressions.map((expression) => ({ expression })), comment: undefined }, 'ip');
}
