export { NatCore } from './core';
export type { ManipType, NatRange } from './translation';
