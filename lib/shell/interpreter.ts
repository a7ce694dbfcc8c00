/** The interpreter of every shell, just-bash: it takes longer to load than most commands to run. */

import type {
  Bash,
  CommandContext,
  defineCommand,
  ExecOptions,
  ExecResult,
  PipelineNode,
  ScriptNode,
  StatementNode,
} from 'just-bash';
import type { Hooks } from '#just-bash';
import type { Machine } from '../machine';
import { isMachine } from '../machine/isMachine';
import { denialOf } from '../machine/permissions';
import { compute } from './computed';
import { umaskOf } from './creationMask';
import { type Spoken, speak } from './dialect';
import { asWritten, type Division, sayDivision, sayLet } from './division';
import { isTurnOver, yieldToEvents } from './eventLoop';
import { type Printer, readOn } from './feeding';
import { ShellFileSystem } from './fileSystem';
import { parentPidOf, pidOf } from './innerShell';
import { ENDLESS_PRICE, PROGRAM_PRICE, SCRIPT_PRICE } from './limits';
import { dateOf, intlInUtc, ownMath, randomOf, variableOf } from './machineTime';
import { remember } from './memory';
import { expressionComplaint, type Syntax, translateExpression } from './regularExpression';
import { captured, redirected } from './routes';
import { prepareSed } from './sedScript';
import { awaitInput, type Context, type InterpreterClass, type State, startPipeline, written } from './stages';
import { joinSignals, type StopSignal, strandOf } from './strand';
import { lineOf, TypedLine } from './typedLine';

/** Parses a script. Throws what is wrong with it. */
export type Parse = (text: string) => ScriptNode;

/** Prints a script. */
export type Print = (script: ScriptNode) => string;

/** Commands of the interpreter that print what they are given, or what follows from it. */
const BRIEF: ReadonlySet<string> = new Set(['basename', 'dirname', 'echo', 'expr', 'printf']);

/** Statements between two looks at whether others should have their turn. */
const LOOK_EVERY = 64;

interface Interpreter {
  readonly Bash: typeof Bash;
  readonly defineCommand: typeof defineCommand;
  readonly parse: Parse;
  /** A script as text again. */
  readonly print: Print;
  /** Commands that this build of it lacks. */
  readonly missing: readonly string[];
}

/** One for each machine, whose clock and chance it has. */
const interpreters = new WeakMap<Machine, Promise<Interpreter>>();

/** Starts loading it in the background. A failure is reported by the call that needs it. */
export function loadInterpreter(): void {
  import('#just-bash').catch(() => {});
}

/** The interpreter of all shells of a machine and its containers. */
export function interpreterOf(machine: Machine): Promise<Interpreter> {
  const found = interpreters.get(machine) ?? createFor(machine);
  interpreters.set(machine, found);
  return found;
}

async function createFor(machine: Machine): Promise<Interpreter> {
  const { createInterpreter } = await import('#just-bash');
  const { clock } = machine;
  const hooks = {
    scriptPrice: SCRIPT_PRICE,
    programPrice: PROGRAM_PRICE,
    now: () => clock.now / 1000,
    statementPrice: ({ signal }: State) => (lineOf(strandOf(signal))?.isEndless === true ? ENDLESS_PRICE : 1),
    Interpreter: undefined as InterpreterClass | undefined,
    takeTurn: letOthersHaveTurns(),
    startPipeline: (context: Context, pipeline: PipelineNode) =>
      hooks.Interpreter && startPipeline(hooks.Interpreter, clock, context, pipeline),
    startJob: ({ state }: Context, statement: StatementNode) =>
      lineOf(strandOf(state.signal))?.jobs?.start(state, statement),
    ExitError: undefined as (new (exitCode: number, stdout: string, stderr: string) => Error) | undefined,
    ended: (context: Context, name: string, words: readonly string[], result: ExecResult) => {
      const isAsh = isAshAt(context);
      if (result.exitCode === 0 && !isAsh) return result;
      if (result.exitCode === 126 && isDirectoryAt(context, name))
        return said(result, { stderr: `bash: ${name}: Is a directory\n`, exitCode: 126 });
      const { ends = false, ...spoken } = speak(isAsh, name, words, result);
      if (ends && hooks.ExitError !== undefined)
        throw new hooks.ExitError(spoken.exitCode, result.stdout, spoken.stderr);
      return spoken.stderr === result.stderr && spoken.exitCode === result.exitCode ? result : said(result, spoken);
    },
    compute,
    piped: (state: State) => {
      const strand = strandOf(state.signal);
      if (strand instanceof TypedLine && strand.captures === 0) strand.state = state;
    },
    isBrief: (name: string) => BRIEF.has(name),
    awaitInput: (state: State, name: string, words: readonly string[], stdin: string) =>
      awaitInput(clock, state, name, words, stdin),
    readOn: async ({ signal }: CommandContext, program: readonly unknown[], lines: string[], printer: Printer) => {
      const reader = strandOf(signal as Signal)?.reader;
      return reader !== undefined && readOn(reader, program, lines, printer);
    },
    written: (state: State, result: ExecResult, producer: string | undefined) =>
      written(clock, state, result, producer),
    takeTrap: ({ state, fs }: Context) => {
      if (fs instanceof ShellFileSystem) fs.umask = umaskOf(state);
      return lineOf(strandOf(state.signal))?.takeTrap();
    },
    begin: (state: State) => {
      const strand = strandOf(state.signal);
      if (strand !== undefined && strand.root === undefined) {
        strand.root = state;
        if (strand.memory !== undefined) remember(state, strand.memory);
      }
      return state;
    },
    expression: (source: string, syntax: Syntax) => translateExpression(source, syntax, 'grep'),
    expressionComplaint,
    prepareSed,
    redirected,
    captured,
    join: joinSignals,
    asWritten,
    division: undefined as Division | undefined,
    sayDivision: () => sayDivision(hooks.division),
    sayLet,
    mayAccess,
    pid: pidOf,
    parentPid: parentPidOf,
    lastJob: ({ signal, lastBackgroundPid }: State) => {
      const pid = lastBackgroundPid || (lineOf(strandOf(signal))?.jobs?.lastPid ?? 0);
      return pid === 0 ? '' : String(pid);
    },
    random: () => randomOf(machine),
    variable: (name: Parameters<typeof variableOf>[1]) => variableOf(machine, name),
  };
  // What it calls its own is not in its types.
  const { Bash, defineCommand, missing } = createInterpreter(
    dateOf(machine),
    ownMath(),
    intlInUtc(),
    hooks as unknown as Hooks,
  );
  // Its build for browsers exports no parser, but a bash without plugins hands out what it parsed.
  const parser = new Bash({ defenseInDepth: false });
  // The same of what prints a script.
  let printed: ScriptNode | undefined;
  const printer = new Bash({ defenseInDepth: false });
  printer.registerTransformPlugin({ name: 'given', transform: ({ ast }) => ({ ast: printed ?? ast }) });
  const print = (script: ScriptNode) => {
    printed = script;
    return printer.transform(':').script;
  };
  return { Bash, defineCommand, missing, parse: (text) => parser.transform(text).ast, print };
}

/** Linux: faccessat(2), fs/open.c; root may execute what anybody may. */
function mayAccess({ fs }: Context, operator: string, path: string): boolean {
  if (!(fs instanceof ShellFileSystem)) return false;
  const node = fs.place.files.find(path);
  if (node === undefined) return fs.isSpecial(path) && operator !== '-x';
  if (operator !== '-x') {
    const denial = denialOf(fs.place, path, operator === '-r' ? 'read' : 'write');
    // ash looks at the mode alone. busybox: coreutils/test.c (test_eaccess).
    return denial === undefined || (denial === 'EROFS' && !isMachine(fs.place));
  }
  const mode = node.kind === 'file' ? (node.mode ?? 0o644) : 0o777;
  return (mode & 0o111) !== 0 && denialOf(fs.place, path, 'search') === undefined;
}

/** Whether a container's shell runs. */
function isAshAt({ fs }: Context): boolean {
  return fs instanceof ShellFileSystem && !isMachine(fs.place);
}

/** bash says so of a directory that is to be run; ash does not. */
function isDirectoryAt(context: Context, name: string): boolean {
  const { fs, state } = context;
  if (!(fs instanceof ShellFileSystem) || isAshAt(context) || !name.includes('/')) return false;
  return fs.obstacleOf(fs.resolvePath(state.cwd, name)) === 'Is a directory';
}

/** A result with other words. */
function said(result: ExecResult, { stderr, exitCode, stdout = result.stdout }: Spoken): ExecResult {
  const accounting = result.internalOutputAccounting;
  const changed: ExecResult = { ...result, stdout, stderr, exitCode };
  if (accounting !== undefined)
    changed.internalOutputAccounting = { stdout: stdout === '' ? 0 : accounting.stdout, stderr: stderr.length };
  return changed;
}

type Signal = StopSignal | undefined;

/** The options of a run that ends with `signal`. */
export function stoppedBy(signal: StopSignal): Pick<ExecOptions, 'signal'> {
  return { signal } as unknown as Pick<ExecOptions, 'signal'>;
}

/** What runs statement after statement, known by its signal, while others have their turn. */
const spinning = new WeakSet<NonNullable<Signal>>();

/** Whether what runs with this signal waits for no program. */
export function isSpinning(signal: Signal): boolean {
  return signal !== undefined && spinning.has(signal);
}

/** For the statements of a loop: now and then, others have their turn. */
function letOthersHaveTurns(): (signal: Signal) => Promise<void> | undefined {
  let statements = 0;
  return (signal) => {
    statements += 1;
    return statements % LOOK_EVERY === 0 && isTurnOver() ? giveTurn(signal) : undefined;
  };
}

async function giveTurn(signal: Signal): Promise<void> {
  if (signal !== undefined) spinning.add(signal);
  await yieldToEvents();
  if (signal !== undefined) spinning.delete(signal);
}
