/** The programs of the article, by name, over a place of the simulated machines. */

export * from './common/command';
export * from './common/result';
export { busyboxPrograms, programs } from './programs';
export { UNMODELLED_APPLETS, UNMODELLED_PROGRAMS } from './unmodelled';
