/** The rule that a packet met, and what followed, in the words of `stepWords`. */
import { type RuleSpec, specOf, type TraceStep, targetName } from '../../netfilter';
import { NfRule } from '../../netfilter/nf';
import { iptablesNft } from '../../tools/lateNft';
import type { JourneyStep } from './journey';
import { END, POLICY } from './stepWords';

/** A step's verdict, and its rule as `write` writes it. */
export function ruleOf(step: TraceStep, write: (spec: RuleSpec) => string): Pick<JourneyStep, 'verdict' | 'rule'> {
  const nft = step.rule instanceof NfRule ? iptablesNft().nftStepOf(step) : undefined;
  if (nft !== undefined) return nft;
  const spec = specOf(step);
  if (spec !== undefined) return { verdict: targetName(spec.target), rule: write(spec) };
  const { policy } = step;
  return policy === undefined ? { verdict: 'RETURN', rule: END } : { verdict: policy, rule: `${POLICY}${policy}` };
}
