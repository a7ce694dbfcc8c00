/** What `chainwalk/tools` exports. */
export * from '../tools';
