/** A person's shell at each place. */

export { HOME } from './environment';
export { isTurnOver, yieldToEvents } from './eventLoop';
export { passTime } from './pump';
export { Shell } from './shell';
export { BUILTINS, TEXT_COMMANDS } from './textCommands';
export type { OutputListener } from './typedLine';
