/**
 * Statements that only compute: `i=$((i + 1))`, `[ $i -lt 10 ]`, `((i++))`, `:`. A loop of a million is made of them, and the
 * interpreter takes a dozen steps for each; here they are done at once. Whatever is out of the ordinary is left to it.
 */
import type { ExecResult, StatementNode, WordNode } from 'just-bash';
import { type ArithmeticNode, compileArithmetic, type Numbers } from './arithmetic';
import type { Context, State } from './stages';

/** Computes the exit code; undefined if the interpreter is to run it. */
type Compute = (state: State) => number | undefined;
/** A word's value, in the same way. */
type Expand = (state: State) => string | undefined;
type Part = WordNode['parts'][number];

const BUILTINS: readonly string[] = [':', 'true', 'false', '[', 'test'];
/** Variables that have no meaning of their own. */
const PLAIN_NAME = /^([a-z]\w*|[A-Z])$/;
/** What no expansion changes any more where it is not quoted. */
const PLAIN_VALUE = /^[\w.:/+%,@-]+$/;

/** Characters of a value: the interpreter counts what long ones take. */
const LONGEST = 10_000;

const compiled = new WeakMap<StatementNode, Compute | false>();

/** What comes of a statement that only computes. */
export function compute({ state, executionScope }: Context, statement: StatementNode): ExecResult | undefined {
  const found = compiled.get(statement) ?? compile(statement);
  if (found === false) return undefined;
  const { options } = state;
  if (options.xtrace || options.errexit || options.verbose || options.noexec || options.allexport) return undefined;
  if (state.signal?.aborted !== false || (state.tempEnvBindings?.length ?? 0) > 0) return undefined;
  const statuses = state.arrays?.get('PIPESTATUS')?.elements;
  if (statuses === undefined) return undefined;
  const exitCode = found(state);
  if (exitCode === undefined) return undefined;
  state.commandCount = executionScope.chargeCommand();
  state.lastExitCode = exitCode;
  state.errexitSafe = false;
  state.env.set('?', String(exitCode));
  statuses.clear();
  statuses.set('0', String(exitCode));
  return { stdout: '', stderr: '', exitCode, internalOutputAccounting: { stdout: 0, stderr: 0 } };
}

function compile(statement: StatementNode): Compute | false {
  const made = compileStatement(statement) ?? false;
  compiled.set(statement, made);
  return made;
}

function compileStatement({ pipelines, background, deferredError }: StatementNode): Compute | undefined {
  const [pipeline, ...others] = pipelines;
  const [command, ...more] = pipeline?.commands ?? [];
  if (pipeline === undefined || background || deferredError !== undefined || others.length + more.length > 0)
    return undefined;
  if (pipeline.negated || pipeline.timed || command === undefined || command.redirections.length > 0) return undefined;
  if (command.type === 'ArithmeticCommand') {
    const evaluate = compileArithmetic(command.expression.expression as ArithmeticNode);
    return evaluate && ((state) => toCode(evaluate(numbersOf(state))));
  }
  if (command.type !== 'SimpleCommand') return undefined;
  const { name, args, assignments } = command;
  const [assignment] = assignments;
  if (name === null) {
    if (assignment === undefined || assignments.length > 1 || assignment.append || assignment.array !== null)
      return undefined;
    const expand = assignment.value === null ? () => '' : compileWord(assignment.value, true);
    return expand && PLAIN_NAME.test(assignment.name)
      ? (state) => assign(state, assignment.name, expand(state))
      : undefined;
  }
  const word = nameOf(name);
  if (assignment !== undefined || word === undefined || !BUILTINS.includes(word)) return undefined;
  const expands = args.map((arg) => compileWord(arg, false));
  if (expands.some((expand) => expand === undefined)) return undefined;
  return (state) => run(state, word, expands as readonly Expand[]);
}

function nameOf({ parts }: WordNode): string | undefined {
  const [part, ...more] = parts;
  if (more.length > 0) return undefined;
  return part?.type === 'Literal' ? part.value : part?.type === 'Glob' && part.pattern === '[' ? '[' : undefined;
}

function compileWord({ parts }: WordNode, isWhole: boolean): Expand | undefined {
  const expands = parts.map((part) => compilePart(part, isWhole));
  if (expands.some((expand) => expand === undefined)) return undefined;
  const [only] = expands;
  if (expands.length === 1) return only;
  return (state) => {
    let text = '';
    for (const expand of expands) {
      const value = expand?.(state);
      if (value === undefined || text.length > LONGEST) return undefined;
      text += value;
    }
    return text;
  };
}

/** `isWhole`: neither split nor matched with files. */
function compilePart(part: Part, isWhole: boolean): Expand | undefined {
  if (part.type === 'Literal') return /[~{}]/.test(part.value) ? undefined : () => part.value;
  if (part.type === 'SingleQuoted') return () => part.value;
  if (part.type === 'DoubleQuoted') return compileWord({ type: 'Word', parts: part.parts }, true);
  if (part.type === 'ArithmeticExpansion') {
    const evaluate = compileArithmetic(part.expression.expression as ArithmeticNode);
    return evaluate && ((state) => evaluate(numbersOf(state))?.toString());
  }
  if (part.type !== 'ParameterExpansion' || part.operation !== null || !PLAIN_NAME.test(part.parameter))
    return undefined;
  const { parameter } = part;
  return (state) => {
    const value = isOrdinary(state, parameter) ? state.env.get(parameter) : undefined;
    return value !== undefined && (isWhole || PLAIN_VALUE.test(value)) ? value : undefined;
  };
}

/** Whether a variable is text and no more. */
function isOrdinary(state: State, name: string): boolean {
  return (
    state.namerefs?.has(name) !== true &&
    state.arrays?.has(name) !== true &&
    state.associativeArrays?.has(name) !== true
  );
}

function isWritable(state: State, name: string): boolean {
  const { readonlyVars, integerVars, lowercaseVars, uppercaseVars } = state;
  const special = [readonlyVars, integerVars, lowercaseVars, uppercaseVars];
  return isOrdinary(state, name) && special.every((names) => names?.has(name) !== true);
}

function numbersOf(state: State): Numbers {
  return {
    get: (name) => (PLAIN_NAME.test(name) && isOrdinary(state, name) ? state.env.get(name) : undefined),
    set: (name, value) => {
      if (!PLAIN_NAME.test(name) || !isWritable(state, name)) return false;
      state.env.set(name, String(value));
      return true;
    },
  };
}

function assign(state: State, name: string, value: string | undefined): number | undefined {
  if (value === undefined || !isWritable(state, name)) return undefined;
  state.env.set(name, value);
  state.lastArg = '';
  return 0;
}

function toCode(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value === 0 ? 1 : 0;
}

function run(state: State, name: string, expands: readonly Expand[]): number | undefined {
  if (state.functions.has(name) || state.env.has(`BASH_ALIAS_${name}`)) return undefined;
  const words: string[] = [];
  for (const expand of expands) {
    const word = expand(state);
    if (word === undefined) return undefined;
    words.push(word);
  }
  const exitCode = name === '[' || name === 'test' ? test(name, words) : name === 'false' ? 1 : 0;
  if (exitCode !== undefined) state.lastArg = words.at(-1) ?? name;
  return exitCode;
}

/** Comparisons of two words. */
function test(name: string, words: readonly string[]): number | undefined {
  if (words.length !== (name === '[' ? 4 : 3) || (name === '[' && words[3] !== ']')) return undefined;
  const [left = '', operator = '', right = ''] = words;
  if (operator === '=' || operator === '==') return left === right ? 0 : 1;
  if (operator === '!=') return left === right ? 1 : 0;
  if (!/^-?\d{1,15}$/.test(left) || !/^-?\d{1,15}$/.test(right)) return undefined;
  const difference = Number(left) - Number(right);
  const holds = COMPARISONS[operator]?.(difference);
  return holds === undefined ? undefined : holds ? 0 : 1;
}

const COMPARISONS: Readonly<Record<string, (difference: number) => boolean>> = {
  '-eq': (difference) => difference === 0,
  '-ne': (difference) => difference !== 0,
  '-lt': (difference) => difference < 0,
  '-le': (difference) => difference <= 0,
  '-gt': (difference) => difference > 0,
  '-ge': (difference) => difference >= 0,
};
