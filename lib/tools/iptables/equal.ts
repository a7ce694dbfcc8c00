/** Whether two rules are the same, as `-D` and `-C` ask. Userspace: iptcc_is_same and match_different compare their bytes. */
import type { RuleSpec } from '../../netfilter';

/** Equal in every part; any interface (`-i +`) is the same as none. */
export function equalSpecs(a: RuleSpec, b: RuleSpec): boolean {
  return (
    equalValues(wanted(a.inInterface), wanted(b.inInterface)) &&
    equalValues(wanted(a.outInterface), wanted(b.outInterface)) &&
    equalValues(
      { ...a, inInterface: undefined, outInterface: undefined },
      { ...b, inInterface: undefined, outInterface: undefined },
    )
  );
}

function wanted(condition: RuleSpec['inInterface']): RuleSpec['inInterface'] {
  return condition?.value === '+' && !condition.invert ? undefined : condition;
}

function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = definedEntries(a);
  const right = new Map(definedEntries(b));
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && equalValues(value, right.get(key)))
  );
}

function definedEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, part]) => part !== undefined);
}
