/** A person's shell at each place. */
export { passTime } from './pump';
export { Shell } from './shell';
export { BUILTINS, TEXT_COMMANDS } from './textCommands';
