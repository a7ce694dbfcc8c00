/** What one line may take of the interpreter, and what is said of a line that takes more. */
import type { BashOptions } from 'just-bash';

/** A loop of a million rounds with two commands in each ends by itself. */
const MOST_COMMANDS = 2_500_000;
const MOST_ROUNDS = 1_200_000;
const DEEPEST_CALL = 1000;
const DEEPEST_SUBSTITUTION = 50;
/** What a line that was interrupted exits with: 128 and SIGINT. */
export const INTERRUPTED = 130;

/** Limits of the interpreter. */
export const LIMITS: NonNullable<BashOptions['executionLimits']> = {
  maxCommandCount: MOST_COMMANDS,
  maxLoopIterations: MOST_ROUNDS,
  maxAwkIterations: MOST_ROUNDS,
  maxSedIterations: MOST_ROUNDS,
  maxJqIterations: MOST_ROUNDS,
  maxWorkUnits: 1_000_000_000,
  maxArrayElements: MOST_ROUNDS,
  maxCallDepth: DEEPEST_CALL,
  maxSubstitutionDepth: DEEPEST_SUBSTITUTION,
  // It would be counted by the machine's clock, by which a person may sleep for days.
  maxExecutionTimeMs: Number.POSITIVE_INFINITY,
};

/** The interpreter's own sentences, and what is said instead. */
const SENTENCES: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [/too many commands executed/, () => `the line ran more than ${MOST_COMMANDS.toLocaleString('en')} commands`],
  [/(?:for|while|until) loop: too many iterations/, () => `a loop went round more than ${rounds()} times`],
  [
    /([^\s:]+|:): maximum recursion depth/,
    ([, name]) => `the function ${name} called itself more than ${DEEPEST_CALL.toLocaleString('en')} deep`,
  ],
  [/Command substitution nesting limit/, () => `$(…) lies more than ${DEEPEST_SUBSTITUTION} deep in another`],
  [
    /^(awk|sed|jq).*(?:maximum iterations|too many iterations)/,
    ([, name]) => `${name} went round more than ${rounds()} times`,
  ],
  [/^([^\s:]+):.*Maximum call stack size exceeded/, ([, name]) => `${name} called itself too deep`],
  [
    /^([^\s:]+):.*(?:limit exceeded|size exceeded|increase executionLimits)/,
    ([, name]) => `${name} took more room than it may`,
  ],
];

/** Says in chainwalk's own words that a line took more than it may; undefined for what says nothing of the kind. */
export function describeOverrun(stderr: string): string | undefined {
  let isOverrun = false;
  const lines = stderr.split('\n').map((line) => {
    for (const [pattern, describe] of SENTENCES) {
      const found = pattern.exec(line);
      if (found === null) continue;
      isOverrun = true;
      return `chainwalk: ${describe(found)}, and was interrupted`;
    }
    return line;
  });
  return isOverrun ? lines.join('\n') : undefined;
}

function rounds(): string {
  return MOST_ROUNDS.toLocaleString('en');
}
