/** A person's shell at each place. */
export { pump } from './pump';
export { Shell } from './shell';
