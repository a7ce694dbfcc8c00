/** What `chainwalk/view` exports. */
export * from '../view';
