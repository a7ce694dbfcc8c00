/** A person's shell at each place. */
export { isTurnOver, yieldToEvents } from './eventLoop';
export { passTime } from './pump';
export { HOME, Shell } from './shell';
export { BUILTINS, TEXT_COMMANDS } from './textCommands';
export type { OutputListener } from './typedLine';
