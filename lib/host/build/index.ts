/** A host's facts as machines. */
export type { Assumption } from './assumption';
export * from './hostMachines';
export type { LoadedRules } from './loadRules';
export * from './plan';
export type { UnknownRule } from './unknownRule';
