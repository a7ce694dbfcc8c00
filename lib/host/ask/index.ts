/** Questions about a loaded host. */
export * from './answer';
export * from './answerPictures';
export * from './answerText';
export { decidedBy } from './fateWords';
export * from './loadedHost';
export * from './loadText';
export type { Miss } from './miss';
export * from './question';
export * from './whatIf';
export * from './whatIfText';
