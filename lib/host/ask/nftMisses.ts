/** Why a rule of nf_tables did not match a packet: the first expression that failed, with what the packet had instead. */
import type { HookState, SkBuff } from '../../netfilter';
import { definitionOfKey, type Expression, type Key, type NfFamily, type NfRule } from '../../netfilter/nf';
import { formatKey } from '../../tools/nft/print/printKey';
import { formatRule } from '../../tools/nft/print/printRule';
import { LISTED_ALONE, nftRuleText } from '../../tools/nft/step';
import { formatScalar } from '../../tools/nft/values';
import { matchValue } from './matchValue';
import type { Miss } from './miss';

/** Expressions that ask and change nothing: they may be asked again. */
const ASKING: ReadonlySet<string> = new Set(['compare', 'range', 'lookup', 'vmap', 'xt match']);

/** The clause for a rule that did not match. */
export function nftMiss(rule: NfRule, number: number, family: NfFamily, skb: SkBuff, state: HookState): Miss {
  const text = nftRuleText(rule, family);
  const asking = rule.parts.filter(({ expression }) => ASKING.has(expression.kind) && !keysOf(expression).some(counts));
  const failed = asking.find(({ run }) => run(skb, state) === 'BREAK')?.expression;
  if (failed === undefined)
    return { rule: number, text, why: 'what it remembers of packets before did not let it match' };
  const asked = formatRule([{ ...failed, implied: undefined } as Expression], undefined, family, LISTED_ALONE);
  const value = failed.kind === 'xt match' ? matchValue(failed.match, skb, state) : keyValues(failed, skb, state);
  return { rule: number, text, why: `${asked}: ${value}` };
}

function keysOf(expression: Expression): readonly Key[] {
  if (expression.kind === 'compare' || expression.kind === 'range') return [expression.key];
  return expression.kind === 'lookup' || expression.kind === 'vmap' ? expression.keys : [];
}

/** Each time that it is loaded it is another. */
function counts({ kind }: Key): boolean {
  return kind === 'numgen';
}

/** `it is 8080`, `its ip saddr is 10.0.0.3, its tcp dport is 8080`, `it has no tcp dport`. */
function keyValues(expression: Expression, skb: SkBuff, state: HookState): string {
  const keys = keysOf(expression);
  const values = keys.map((key) => {
    const { load, type } = definitionOfKey(key);
    const value = load(skb, state);
    const name = formatKey(key);
    if (value === undefined) return `it has no ${name}`;
    return `${keys.length === 1 ? 'it' : `its ${name}`} is ${formatScalar(value, type, LISTED_ALONE)}`;
  });
  return values.join(', ');
}
