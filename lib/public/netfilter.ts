/** What `chainwalk/netfilter` exports. */
export * from '../netfilter';
