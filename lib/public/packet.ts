/** What `chainwalk/packet` exports. */
export * from '../packet';
