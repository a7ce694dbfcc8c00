/** Names of priorities. Userspace: std_prios, src/rule.c. */
import type { HookName } from '../../netfilter';
import type { NfFamily } from '../../netfilter/nf';

/** Each with the hooks where it may be used; the nearest one is printed. */
const PRIORITIES: readonly (readonly [name: string, priority: number, hooks?: readonly HookName[]])[] = [
  ['raw', -300],
  ['mangle', -150],
  ['dstnat', -100, ['PREROUTING']],
  ['filter', 0],
  ['security', 50],
  ['srcnat', 100, ['POSTROUTING']],
];

/** Later releases than 1.0.6 know more, which Docker and podman use. */
const TOLERATED: Readonly<Record<string, readonly HookName[]>> = { dstnat: ['OUTPUT'] };

/** How far a priority may be from a name to be printed by it. */
const NEAR = 10;

/** The priority of a name; `undefined` if it has none at that hook. */
export function priorityOf(name: string, _family: NfFamily, hook: HookName): number | undefined {
  const found = PRIORITIES.find(
    ([one, , hooks]) =>
      one === name && (hooks === undefined || hooks.includes(hook) || TOLERATED[name]?.includes(hook)),
  );
  return found?.[1];
}

/** `filter`, `srcnat - 1`, or a number. */
export function formatPriority(priority: number, hook: HookName, numeric: boolean): string {
  if (numeric) return String(priority);
  for (const [name, base, hooks] of PRIORITIES) {
    if (hooks !== undefined && !hooks.includes(hook)) continue;
    const distance = priority - base;
    if (distance === 0) return name;
    if (Math.abs(distance) <= NEAR) return `${name} ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}`;
  }
  return String(priority);
}
