/** Hooks, tables, connection tracking and NAT. */
export * from './chainDraft';
export * from './conntrack';
export * from './hook';
export * from './host';
export * from './matches';
export * from './nat';
export * from './netfilter';
export * from './observer';
export * from './rule';
export * from './skb';
export * from './table';
export * from './targets';
export { traverseTable } from './traverse';
export * from './validate';
