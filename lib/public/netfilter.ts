/**
 * Hooks and tables, in the order in which a packet meets them.
 *
 * @module chainwalk/netfilter
 */
export { HOOKS, type HookName, PRIORITY } from '../netfilter/hookName';
export type { Netfilter } from '../netfilter/netfilter';
export { hookTables, TABLE_NAMES, type TableName } from '../netfilter/xtables/tableHooks';
