/** nf_tables: tables, chains, rules of expressions, sets and maps. */

export { countersOf, expressionsOf, type NfChain, NfRule } from './chain';
export type { Decision } from './decision';
export { type NfErrno, NfError, type NfSubject } from './error';
export type * from './expression';
export { keysOf } from './expressions';
export * from './family';
export * from './fields';
export { joinSpans } from './mergeSpans';
export { type BatchOptions, type BatchResult, NfTables, type Refusal } from './nfTables';
export { type NfObject, Quota, TokenBucket, USUAL_BURST } from './objects';
export type * from './request';
export type { NfSet, SetDeclaration, SetElement } from './sets/set';
export type { NfTable } from './table';
export type { NfTraceEvent, NfTracer } from './trace';
export * from './value';
