/** What build.mjs writes: just-bash in a function. */
import type { Bash, defineCommand, ExecOptions } from 'just-bash';

/** What just-bash has no option for; hooks.mjs says where it asks. */
export interface Hooks {
  /** What a script in a script counts as, such as that of `$(…)`, in commands and besides those in it. */
  readonly scriptPrice: number;
  /** What a command that is a program counts as, besides itself. */
  readonly programPrice: number;
  /** Asked before each statement of what runs with this signal; what it promises is waited for. */
  takeTurn(signal: ExecOptions['signal']): Promise<void> | undefined;
  /** A number from 0 to 1, without 1, for a script: `$RANDOM`, awk's `rand()`. */
  random(): number;
  /** A variable that the shell itself computes. */
  variable(name: 'EPOCHSECONDS' | 'EPOCHREALTIME' | 'SRANDOM'): string;
}

/** An interpreter of its own. All that it takes from the clock, from chance and from the time zone comes from these. */
export function createInterpreter(
  date: DateConstructor,
  math: typeof Math,
  intl: typeof Intl,
  hooks: Hooks,
): {
  readonly Bash: typeof Bash;
  readonly defineCommand: typeof defineCommand;
  /** Commands that its build for browsers lacks. */
  readonly missing: readonly string[];
};
