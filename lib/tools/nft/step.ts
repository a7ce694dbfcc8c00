/** A step on a packet's path through nf_tables, in words. */
import type { TraceStep } from '../../netfilter';
import { type Expression, type NfFamily, NfRule } from '../../netfilter/nf';
import { formatRule } from './print/printRule';

/** What a rule says, and what it did with packets as far as the rule alone tells. */
export interface NftStep {
  /** `ACCEPT`, `DROP`, `DNAT`, a chain; '' for a rule after which the next is tried. */
  readonly verdict: string;
  readonly rule: string;
}

/** How a rule is written where there is no machine to ask for its interfaces; nothing here has interfaces by number. */
export const LISTED_ALONE = {
  interfaces: { indexOf: () => undefined, nameOf: () => undefined },
  numeric: false,
  stateless: true,
} as const;

/** `undefined` for a step of iptables, or at the end of a chain. Counters are left out: they change with the packet. */
export function nftStepOf({ rule, table }: TraceStep): NftStep | undefined {
  if (!(rule instanceof NfRule)) return undefined;
  const known = STEPS.get(rule.parts);
  if (known !== undefined) return known;
  const family = table.startsWith('inet ') ? 'inet' : 'ip';
  const step = { verdict: verdictOf(rule.parts.at(-1)?.expression), rule: nftRuleText(rule, family) };
  STEPS.set(rule.parts, step);
  return step;
}

/** By a rule's parts, which are others once a chain that it leads to has another name: each packet meets some dozens of rules. */
const STEPS = new WeakMap<NfRule['parts'], NftStep>();

/** What a rule is made of. */
interface RuleContent {
  readonly parts: readonly { readonly expression: Expression }[];
  readonly comment: string | undefined;
}

/** A rule as `nft -s` lists it: what its counter counts is left out. */
export function nftRuleText({ parts, comment }: RuleContent, family: NfFamily): string {
  const expressions = parts.map(({ expression }) => expression);
  return formatRule(expressions, comment, family, LISTED_ALONE);
}

function verdictOf(last: Expression | undefined): string {
  switch (last?.kind) {
    case 'verdict':
      return 'chain' in last.verdict ? last.verdict.chain : last.verdict.kind.toUpperCase();
    case 'nat':
      return last.type.toUpperCase();
    case 'reject':
      return 'REJECT';
    case 'vmap':
      return 'vmap';
    default:
      return '';
  }
}
