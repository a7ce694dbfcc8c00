/** What people have of a host, read. */
export * from './dumpError';
export * from './facts';
export * from './readDumps';
export { type Dump, readHost } from './readHost';
export { type RuleRow, ruleRows } from './ruleRows';
export { isBuiltinChain } from './tableDraft';
