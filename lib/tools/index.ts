/** The programs of the article, by name, over a place of the simulated machines. */

export { busyboxPrograms, programs } from './programs';
export * from './shared/command';
export * from './shared/result';
