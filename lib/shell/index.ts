/** A person's shell at each place. */

export { isTurnOver, yieldToEvents } from './eventLoop';
export { HOME } from './home';
export { LateShell, loadShell } from './lateShell';
export { BUILTINS, TEXT_COMMANDS } from './textCommands';
export { passTime } from './turns';
export type { OutputListener } from './typedLine';
