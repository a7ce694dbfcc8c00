/** Where packets go: pure lookups, nothing moves. */
export * from './fib';
export * from './interface';
export * from './policyRule';
export * from './route';
