/** What build.mjs writes: just-bash in a function. */
import type { Bash, defineCommand } from 'just-bash';

/** An interpreter of its own. All that it takes from the clock, from chance and from the time zone comes from these. */
export function createInterpreter(
  date: DateConstructor,
  math: typeof Math,
  intl: typeof Intl,
): { readonly Bash: typeof Bash; readonly defineCommand: typeof defineCommand };
