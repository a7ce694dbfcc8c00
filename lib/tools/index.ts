/** The programs of the article, by name, over a place of the simulated machines. */
export * from './command';
export { busyboxPrograms, programs } from './programs';
export * from './result';
