/** A person's shell at each place. */

export { isTurnOver, yieldToEvents } from './eventLoop';
export { HOME } from './home';
export { LateShell, loadShell } from './lateShell';
export type { OutputListener } from './outputListener';
export { BUILTINS, TEXT_COMMANDS } from './textCommands';
export { passTime } from './turns';
