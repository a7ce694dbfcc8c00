/** Whether two rules are the same, as `-D` and `-C` ask. Userspace: iptcc_is_same and match_different compare their bytes. */
import type { Rule, RuleSpec } from '../../netfilter';

/** The place of the first rule that is equal in every part, -1 if there is none; any interface (`-i +`) is the same as none. */
export function findEqual(rules: readonly Rule[], spec: RuleSpec): number {
  const text = textOf(spec);
  return rules.findIndex((rule) => textOf(rule.spec) === text);
}

/** What rules are compared by. Made once for each: a chain is searched for every rule that is added. */
const texts = new WeakMap<RuleSpec, string>();

function textOf(spec: RuleSpec): string {
  let text = texts.get(spec);
  if (text === undefined) {
    const { inInterface, outInterface } = spec;
    text = canonical({ ...spec, inInterface: wanted(inInterface), outInterface: wanted(outInterface) });
    texts.set(spec, text);
  }
  return text;
}

function wanted(condition: RuleSpec['inInterface']): RuleSpec['inInterface'] {
  return condition?.value === '+' && !condition.invert ? undefined : condition;
}

/** JSON without what is undefined, and with the names of a value's parts in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
