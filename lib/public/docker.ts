/** What `chainwalk/docker` exports. */
export * from '../docker';
