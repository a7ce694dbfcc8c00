/** The rule that a packet met, its table, and what followed, in the words of `stepWords`. */
import { isOfIptables, type RuleSpec, specOf, type TraceStep, targetName } from '../../netfilter';
import { NfRule } from '../../netfilter/nf';
import type { IptablesVariant } from '../../tools/iptables';
import { iptablesNft } from '../../tools/lateNft';
import type { JourneyStep } from './journey';
import { END, POLICY } from './stepWords';

/** A step's table and verdict, and its rule as `write` writes it: as the machine's `iptables` lists it, if that knows the rule. */
export function ruleOf(
  step: TraceStep,
  write: (spec: RuleSpec) => string,
  variant: IptablesVariant,
): Pick<JourneyStep, 'table' | 'verdict' | 'rule'> {
  const known = variant === 'nft' ? iptablesNft().iptablesStepOf(step) : undefined;
  const table =
    known?.table ?? (variant === 'nft' && isOfIptables(step.table) ? (`legacy ${step.table}` as const) : step.table);
  const spec = known?.spec ?? specOf(step);
  if (spec !== undefined) return { table, verdict: targetName(spec.target), rule: write(spec) };
  const nft = step.rule instanceof NfRule ? iptablesNft().nftStepOf(step) : undefined;
  if (nft !== undefined) return { table, ...nft };
  const { policy } = step;
  return policy === undefined
    ? { table, verdict: 'RETURN', rule: END }
    : { table, verdict: policy, rule: `${POLICY}${policy}` };
}
