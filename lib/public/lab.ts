/** What `chainwalk/lab` exports. */
export * from '../lab';
