/** Who reaches what on a loaded host. */
export * from './difference';
export * from './reach';
export * from './reachRows';
export * from './reachText';
export type { ReachDetail, ReachSource } from './sources';
export type { ReachTarget } from './targets';
