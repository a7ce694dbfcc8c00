/** A host of one's own: its dumps read, its machines built, and questions answered. */
export * from './ask';
export * from './audit';
export type { Assumption, BuiltContainer, HostPlan, UnknownRule } from './build';
export { HostMachines } from './build';
export { collectScript } from './collect';
export * from './learn';
export * from './reach';
export * from './read';
