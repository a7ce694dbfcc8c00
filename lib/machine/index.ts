/** Machines, places and processes. */
export * from './echo';
export * from './files';
export * from './machine';
export * from './pids';
export * from './pipe';
export * from './place';
export * from './process';
export * from './syscalls';
export * from './unit';
export * from './user';
