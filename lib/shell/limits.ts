/** What one line may take of the interpreter, and what is said of a line that takes more. */
import type { BashOptions, ScriptNode } from 'just-bash';

/**
 * What a line may take: a step is a command of the shell's own, and what takes longer counts as more. Counted, not
 * measured, so that a line ends at the same step on every computer; a loop that does nothing takes 20 seconds.
 */
const MOST_STEPS = 2_500_000;
/** A command of a line with a loop that has no end of its own, as it is written: a tenth of the steps is enough. */
export const ENDLESS_PRICE = 10;
/** A program, besides its command. */
export const PROGRAM_PRICE = 100;
/** Of `$(…)`, `bash -c` and `source`: a script in a script copies all variables. */
export const SCRIPT_PRICE = 100;
/** Rounds in awk, sed, jq and seq, which are quick, and elements of an array. */
const MOST_ROUNDS = 1_200_000;
const DEEPEST_CALL = 1000;
const DEEPEST_SUBSTITUTION = 50;
/** Characters of a line, more than which the interpreter does not read. */
const LONGEST_LINE = 1_000_000;
/** What a line that was interrupted exits with: 128 and SIGINT. */
export const INTERRUPTED = 130;

/** Limits of the interpreter. */
export const LIMITS: NonNullable<BashOptions['executionLimits']> = {
  maxCommandCount: MOST_STEPS,
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

type Sentence = readonly [pattern: RegExp, describe: (name: string, isEndless: boolean) => string];

/** What the interpreter says last of a line that it ends, with this exit code. */
const ENDED = 126;
const OF_LINES: readonly Sentence[] = [
  [
    /^bash: too many commands executed \(>\d+\), increase executionLimits\.maxCommandCount$/,
    (_name, isEndless) =>
      `the line took more than ${count(isEndless ? MOST_STEPS / ENDLESS_PRICE : MOST_STEPS)} steps, as a loop without an end does`,
  ],
  [
    /^bash: (while|until|for) loop: too many iterations \(\d+\), increase executionLimits\.maxLoopIterations$/,
    (name) => `${name} went round more than ${count(MOST_ROUNDS)} times`,
  ],
  [
    /^bash: (.+): maximum recursion depth \(\d+\) exceeded, increase executionLimits\.maxCallDepth$/,
    (name) => `the function ${name} called itself more than ${count(DEEPEST_CALL)} deep`,
  ],
  [
    /^bash: Command substitution nesting limit exceeded \(\d+\)$/,
    () => `$(…) lies more than ${DEEPEST_SUBSTITUTION} deep in another`,
  ],
  [/^(awk): (?:awk: )?recursion depth exceeded maximum \(\d+\)$/, (name) => `${name} called itself too deep`],
  [/^(bash): .* limit exceeded(?: \(\d+(?: \w+)?\))?$/, (name) => `${name} took more room than it may`],
  [/^(bash): .*, increase executionLimits\.\w+$/, (name) => `${name} took more room than it may`],
];

/** What commands of the interpreter say of themselves; the line goes on. */
const OF_COMMANDS: readonly Sentence[] = [
  [
    /^(awk|sed): \1: .* exceeded maximum iterations \(\d+\)$/,
    (name) => `${name} went round more than ${count(MOST_ROUNDS)} times`,
  ],
  [
    /^(jq): .*: too many iterations \(\d+\)(?:, increase executionLimits\.maxJqIterations)?$/,
    (name) => `${name} went round more than ${count(MOST_ROUNDS)} times`,
  ],
  // The first where the stack of JavaScript is small, the second where it is large.
  [/^(jq): parse error: Maximum call stack size exceeded$/, (name) => `${name} called itself too deep`],
  [/^(jq): .*\bdepth limit exceeded \(\d+\)$/, (name) => `${name} called itself too deep`],
  [/^(awk|sed|jq): .* limit exceeded \(\d+(?: \w+)?\)$/, (name) => `${name} took more room than it may`],
];

/** Says that a line is too long to be read; undefined for one that is not. */
export function describeLength(line: string): string | undefined {
  if (line.length <= LONGEST_LINE) return undefined;
  return `chainwalk: the line has ${count(line.length)} characters, and no more than ${count(LONGEST_LINE)} are read\n`;
}

/** Whether a script has a loop that goes on for ever, but for what is done in it: `while true`, `for ((;;))`. */
export function hasEndlessLoop(script: ScriptNode): boolean {
  let isFound = false;
  JSON.stringify(script, (_key, node: unknown) => {
    isFound ||= isEndless(node as LoopNode | null);
    return node;
  });
  return isFound;
}

type LoopNode = { readonly type?: string; readonly condition?: unknown };

function isEndless(node: LoopNode | null): boolean {
  if (node?.type === 'CStyleFor') return node.condition === null || node.condition === undefined;
  if (node?.type !== 'While' && node?.type !== 'Until') return false;
  const [, name] =
    /"name":\{"type":"Word","parts":\[\{"type":"Literal","value":"([^"]*)"\}\]\},"args":\[\]/.exec(
      JSON.stringify(node.condition),
    ) ?? [];
  return node.type === 'While' ? name === 'true' || name === ':' : name === 'false';
}

/** Says in chainwalk's own words that a line took more than it may; undefined for what says nothing of the kind. */
export function describeOverrun(stderr: string, exitCode: number, isEndless = false): string | undefined {
  const lines = stderr.split('\n');
  const last = lines.length - 2;
  const described = lines.map((line, index) => {
    const sentences = exitCode === ENDED && index === last ? [...OF_LINES, ...OF_COMMANDS] : OF_COMMANDS;
    return describe(line, sentences, isEndless) ?? line;
  });
  return described.some((line, index) => line !== lines[index]) ? described.join('\n') : undefined;
}

function describe(line: string, sentences: readonly Sentence[], isEndless: boolean): string | undefined {
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(line);
    if (found !== null) return `chainwalk: ${say(found[1] ?? '', isEndless)}, and was interrupted`;
  }
  return undefined;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
