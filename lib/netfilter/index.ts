/** Hooks, tables, connection tracking and NAT. */

export * from './conntrack';
export * from './hook';
export * from './host';
export * from './matches';
export * from './nat';
export * from './netfilter';
export * from './observer';
export * from './skb';
export * from './targets';
export * from './xtables/chainDraft';
export * from './xtables/rule';
export * from './xtables/table';
export { traverseTable } from './xtables/traverse';
export * from './xtables/validate';
