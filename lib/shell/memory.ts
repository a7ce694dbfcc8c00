/** What a shell keeps from line to line besides its variables: functions, arrays, options, and what `exec` has opened. bash: variables.c, flags.c. */
import type { State } from './stages';

/** What of the interpreter's state is kept; its variables and its directory are told with each line. */
const KEPT = [
  ...['functions', 'arrays', 'associativeArrays', 'namerefs', 'boundNamerefs', 'invalidNamerefs', 'readonlyVars'],
  ...['integerVars', 'lowercaseVars', 'uppercaseVars', 'exportedVars', 'declaredVars', 'options', 'shoptOptions'],
  ...['fileDescriptors', 'inputFds', 'fdAliases', 'closedStandardFds', 'nextFd', 'directoryStack', 'hashTable'],
] as const;

/** Part of a state. */
export type Memory = Readonly<Record<string, unknown>>;

/** What is kept of a state. */
export function memoryOf(state: State): Memory {
  const all = state as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(KEPT.map((name) => [name, all[name]]));
}

/** Gives a state what was kept. A shell that a person types at does not heed `set -n`. */
export function remember(state: State, memory: Memory): void {
  Object.assign(state, memory, { options: { ...(memory.options as object), noexec: false } });
}
