/** Gives the verdicts of a table's rules and elements another chain's name. */
import type { ElementValue, Expression, SetReference, VerdictValue } from './expression';
import type { NfTable } from './table';

export function renameVerdicts(table: NfTable, from: string, to: string): void {
  const verdictOf = (verdict: VerdictValue): VerdictValue =>
    (verdict.kind === 'jump' || verdict.kind === 'goto') && verdict.chain === from
      ? { ...verdict, chain: to }
      : verdict;
  const elementOf = (value: ElementValue): ElementValue => {
    const { data } = value;
    if (data?.kind !== 'verdict') return value;
    const verdict = verdictOf(data.verdict);
    return verdict === data.verdict ? value : { ...value, data: { kind: 'verdict', verdict } };
  };
  const setOf = (set: SetReference): SetReference =>
    set.kind === 'named' ? set : { ...set, elements: set.elements.map(elementOf) };
  const expressionOf = (expression: Expression): Expression => {
    if (expression.kind === 'verdict') return { ...expression, verdict: verdictOf(expression.verdict) };
    return expression.kind === 'vmap' ? { ...expression, set: setOf(expression.set) } : expression;
  };
  for (const chain of table.chains.values()) {
    for (const rule of chain.rules)
      rule.parts = rule.parts.map((part) => ({ ...part, expression: expressionOf(part.expression) }));
    // What somebody made of the list before says other names.
    chain.rules = [...chain.rules];
  }
  for (const set of table.sets.values()) {
    for (const element of set.elements(-Infinity)) element.value = elementOf(element.value);
  }
}
