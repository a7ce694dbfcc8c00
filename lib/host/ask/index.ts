/** Questions about a loaded host. */
export * from './answer';
export * from './answerText';
export * from './loadedHost';
export * from './loadText';
export type { Miss } from './misses';
export * from './question';
