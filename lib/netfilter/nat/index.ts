export { natHooks } from './hook';
export type { ManipType, NatRange } from './setup';
