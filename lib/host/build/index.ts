/** A host's facts as machines. */
export type { Assumption } from './assumption';
export * from './hostMachines';
export type { LoadedRules, UnknownRule } from './loadRules';
export * from './plan';
