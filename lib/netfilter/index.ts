/** Hooks, tables, connection tracking and NAT. */

export * from './conntrack';
export * from './extension';
export type { HashlimitTables } from './hashlimitTables';
export * from './hook';
export * from './hookName';
export * from './host';
export type { LogFlags } from './log';
export * from './matches';
export * from './nat';
export * from './netfilter';
export * from './observer';
export type { RecentTables } from './recentTables';
export * from './rejectWith';
export * from './sets';
export * from './skb';
export * from './targets';
export * from './xtables/chain';
export * from './xtables/chainDraft';
export * from './xtables/counters';
export type { Family } from './xtables/family';
export * from './xtables/rule';
export * from './xtables/ruleSpec';
export * from './xtables/table';
export * from './xtables/tableHooks';
export type { TableStore } from './xtables/tableStore';
export { specOf, traverseTable } from './xtables/traverse';
export * from './xtables/validate';
