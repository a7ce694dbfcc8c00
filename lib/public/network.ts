/** What `chainwalk/network` exports. */
export * from '../network';
