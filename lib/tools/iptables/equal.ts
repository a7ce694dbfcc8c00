/** Whether two rules are the same, as `-D` and `-C` ask. Userspace: iptcc_is_same and match_different compare their bytes. */
import type { RuleSpec } from '../../netfilter';

/** A rule of a chain, with a place for what it is compared by. */
export interface Comparable {
  readonly spec: RuleSpec;
  digest: number | undefined;
}

/** Digests of a chain's first rules, and perhaps of rules that are not there any more. */
interface KnownDigests {
  readonly digests: Set<number>;
  digested: number;
}

/**
 * The place of the first rule that is equal in every part, -1 if there is none; any interface (`-i +`) is the same as none.
 * With `known`, a rule that is not there is missed at once: a chain is asked for every rule that is added.
 */
export function findEqual(rules: readonly Comparable[], spec: RuleSpec, known?: KnownDigests): number {
  const text = textOf(spec);
  const digest = digestOf(text);
  if (known !== undefined) {
    for (; known.digested < rules.length; known.digested++)
      known.digests.add(ruleDigest(rules[known.digested] as Comparable));
    if (!known.digests.has(digest)) return -1;
  }
  return rules.findIndex((rule) => ruleDigest(rule) === digest && textOf(rule.spec) === text);
}

function ruleDigest(rule: Comparable): number {
  rule.digest ??= digestOf(textOf(rule.spec));
  return rule.digest;
}

function textOf(spec: RuleSpec): string {
  const { inInterface, outInterface } = spec;
  return canonical({ ...spec, inInterface: keepCondition(inInterface), outInterface: keepCondition(outInterface) });
}

/** FNV-1a over UTF-16 code units. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193);
  return digest;
}

function keepCondition(condition: RuleSpec['inInterface']): RuleSpec['inInterface'] {
  return condition?.value === '+' && !condition.invert ? undefined : condition;
}

/** JSON without what is undefined, and with the names of a value's parts in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'bigint'
      ? `${part}`
      : typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  );
}
