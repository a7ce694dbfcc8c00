/** The tables, and the hooks and priorities that each declares. Linux: iptable_*.c, net/ipv4/netfilter. */
import { HOOKS, type HookName, PRIORITY } from '../hookName';

/** A table, as `-t` names it. */
export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';

/**
 * The tables, in the order in which the kernel calls them at one hook.
 *
 * @example
 * ```ts
 * import { TABLE_NAMES } from 'chainwalk/netfilter';
 *
 * TABLE_NAMES; // → ["raw","mangle","nat","filter","security"]
 * ```
 */
export const TABLE_NAMES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter', 'security'];

/** Each table declares the hooks it is called at, with its priority there. */
export const TABLE_HOOKS: Readonly<Record<TableName, Readonly<Partial<Record<HookName, number>>>>> = {
  raw: { PREROUTING: PRIORITY.RAW, OUTPUT: PRIORITY.RAW },
  mangle: {
    PREROUTING: PRIORITY.MANGLE,
    INPUT: PRIORITY.MANGLE,
    FORWARD: PRIORITY.MANGLE,
    OUTPUT: PRIORITY.MANGLE,
    POSTROUTING: PRIORITY.MANGLE,
  },
  nat: {
    PREROUTING: PRIORITY.NAT_DESTINATION,
    INPUT: PRIORITY.NAT_SOURCE,
    OUTPUT: PRIORITY.NAT_DESTINATION,
    POSTROUTING: PRIORITY.NAT_SOURCE,
  },
  filter: { INPUT: PRIORITY.FILTER, FORWARD: PRIORITY.FILTER, OUTPUT: PRIORITY.FILTER },
  security: { INPUT: PRIORITY.SECURITY, FORWARD: PRIORITY.SECURITY, OUTPUT: PRIORITY.SECURITY },
};

/** The builtin chains of a table, in the order in which iptables lists them. */
export function builtinChains(table: TableName): readonly HookName[] {
  return HOOKS.filter((hook) => TABLE_HOOKS[table][hook] !== undefined);
}

/**
 * The tables called at each hook, in the order of their priorities there.
 *
 * @example
 * ```ts
 * import { hookTables } from 'chainwalk/netfilter';
 *
 * hookTables.FORWARD; // → ["mangle","filter","security"]
 * hookTables.INPUT; // → ["mangle","filter","security","nat"]
 * ```
 */
export const hookTables = Object.fromEntries(
  HOOKS.map((hook) => [
    hook,
    TABLE_NAMES.filter((table) => TABLE_HOOKS[table][hook] !== undefined).sort(
      (a, b) => (TABLE_HOOKS[a][hook] ?? 0) - (TABLE_HOOKS[b][hook] ?? 0),
    ),
  ]),
) as unknown as Readonly<Record<HookName, readonly TableName[]>>;

/** Whether a table's name is one of iptables; nf_tables' have a family in front. */
export function isOfIptables(table: string): table is TableName {
  return (TABLE_NAMES as readonly string[]).includes(table);
}

/** The tables that hosts without SELinux have a use for. */
export type UsualTable = Exclude<TableName, 'security'>;

/** Whether a table is one of these; nf_tables' have a family in front. */
export function isUsualTable(table: string): table is UsualTable {
  return isOfIptables(table) && table !== 'security';
}

/** These tables. */
export const USUAL_TABLES: readonly UsualTable[] = TABLE_NAMES.filter(isUsualTable);
