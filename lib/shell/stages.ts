/**
 * Pipelines whose stages run at the same time, as bash's do: each has an interpreter of its own, whose state is a copy, as a
 * subshell's is. A stage that is a program reads and writes as it goes; a command of the interpreter reads all, but `head`,
 * which reads so many lines, and `read`, which reads one. Linux: fs/pipe.c; bash: execute_cmd.c (execute_pipeline).
 */
import type { CommandNode, ExecResult, PipelineNode } from 'just-bash';
import { Pipe } from '../machine';
import type { Clock } from '../network';
import { FED, linesIn } from './byLine';
import { writeTo } from './lineInput';
import { bytesOf } from './printed';
import { type StopSignal, Strand, strandOf } from './strand';
import { TEXT_COMMANDS } from './textCommands';
import { enter, leave } from './turns';

/** What the interpreter keeps of a running script; the rest is its own. */
export interface State {
  signal?: StopSignal;
  groupStdin?: string | undefined;
  groupStdinSourceFd?: number | undefined;
  lastArg: string;
  lastBackgroundPid: number;
  readonly cwd: string;
  readonly env: Map<string, string>;
  lastExitCode: number;
  errexitSafe: boolean;
  commandCount: number;
  readonly arrays?: ReadonlyMap<string, { readonly elements: Map<string, string> }>;
  readonly options: Readonly<Record<'xtrace' | 'errexit' | 'verbose' | 'noexec' | 'allexport', boolean>>;
  readonly tempEnvBindings?: readonly unknown[];
  readonly namerefs?: ReadonlySet<string>;
  readonly associativeArrays?: ReadonlySet<string>;
  readonly readonlyVars?: ReadonlySet<string>;
  readonly integerVars?: ReadonlySet<string>;
  readonly lowercaseVars?: ReadonlySet<string>;
  readonly uppercaseVars?: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, unknown>;
  readonly exportedVars?: ReadonlySet<string>;
  readonly shoptOptions: { readonly lastpipe: boolean };
  readonly loopDepth: number;
  /** What `exec` has opened, as the interpreter writes it down. */
  readonly fileDescriptors?: Map<number, unknown>;
}

/** What it runs with. */
export interface Context {
  readonly state: State;
  readonly fs: unknown;
  readonly executionScope: { chargeCommand(): number };
  readonly execFn: unknown;
}

/** The interpreter of one state. */
export type InterpreterClass = new (
  options: object,
  state: State,
) => { executeCommand(command: CommandNode, stdin: string): Promise<ExecResult> };

/** What a process that has read enough takes to print and to end, in µs; about what nc shows that has more to write meanwhile. */
const EXITING = 500;
/** 128 and SIGPIPE. */
const BROKEN_PIPE = 141;

/** Commands of the interpreter that read nothing, or hand on what they could read. */
const NON_READERS =
  'basename chmod cp dirname du echo env expr false find ln ls mkdir mv printenv printf pwd readlink rm rmdir seq sh stat touch tree true which bash'.split(
    ' ',
  );
/** Those that do; programs, and commands that are fed, read by themselves. */
const READERS = new Set([
  'mapfile',
  'read',
  'readarray',
  ...TEXT_COMMANDS.filter((name) => !NON_READERS.includes(name) && !FED.includes(name)),
]);

/** Builtins of bash that write each line by itself, as its standard output is line-buffered. */
const LINE_BUFFERED: readonly (string | undefined)[] = ['echo', 'printf'];

/** What a command has printed; of a script that ended by an exception, too. */
type Printed = Pick<ExecResult, 'stdout' | 'stderr' | 'stdoutKind' | 'stdoutEncoding' | 'internalOutputAccounting'>;

/** Starts the stages of a pipeline; undefined for what is none, or is to run otherwise. */
export function startPipeline(
  Interpreter: InterpreterClass,
  clock: Clock,
  context: Context,
  { commands, pipeStderr }: PipelineNode,
): Promise<ExecResult>[] | undefined {
  const { state } = context;
  const parent = strandOf(state.signal);
  if (parent === undefined || commands.length < 2 || state.shoptOptions.lastpipe) return undefined;
  const pipes = commands.slice(1).map(() => new Pipe());
  const last = commands.length - 1;
  const stages = commands.map((command, index) => {
    const [input, output] = [pipes[index - 1], pipes[index]];
    const joinsErrors = pipeStderr?.[index] === true;
    const errors = joinsErrors ? { errors: output } : {};
    const streams = { input: input ?? parent.source, output: output ?? parent.sink, ...errors };
    const strand = new Strand({ parent, ...streams });
    if (output === undefined) strand.captures = parent.captures;
    return { command, index, strand, input, output, joinsErrors };
  });
  let running = stages.length;
  const run = async ({ command, index, strand, input, output, joinsErrors }: (typeof stages)[number]) => {
    enter(clock);
    const own = copyState(state);
    own.signal = strand.signal;
    own.lastArg = '';
    if (index > 0) Object.assign(own, { groupStdin: undefined, groupStdinSourceFd: undefined });
    // Whatever `exec` has made of them.
    if (input !== undefined) own.fileDescriptors?.delete(0);
    if (output !== undefined) own.fileDescriptors?.delete(1);
    // In the order in which bash forks them.
    await stages[index - 1]?.strand.untilRested();
    const hand = (result: Printed) => {
      if (output === undefined) return;
      if (joinsErrors) output.writeText(result.stderr);
      output.write(bytesOf(result));
      result.stdout = '';
      if (joinsErrors) result.stderr = '';
      const accounted = result.internalOutputAccounting;
      if (accounted !== undefined)
        result.internalOutputAccounting = { stdout: 0, stderr: joinsErrors ? 0 : accounted.stderr };
    };
    try {
      const result = {
        ...(await new Interpreter({ ...context, exec: context.execFn }, own).executeCommand(command, '')),
      };
      hand(result);
      return output?.isAbandoned === true && strand.isAborted ? { ...result, exitCode: BROKEN_PIPE } : result;
    } catch (error) {
      const said = error as { stdout?: unknown; stderr?: unknown };
      if (typeof said.stdout === 'string') hand(said as Printed);
      if (output?.isAbandoned !== true || !strand.isAborted || parent.isAborted) throw error;
      return { stdout: '', stderr: '', exitCode: BROKEN_PIPE };
    } finally {
      if (index === 0) Object.assign(state, { groupStdin: own.groupStdin, groupStdinSourceFd: own.groupStdinSourceFd });
      output?.end();
      // The interpreter's own commands take no time.
      if (stages[index - 1]?.strand.allProcesses().length === 0) input?.abandon();
      else clock.schedule(EXITING, () => input?.abandon());
      strand.finish();
      running -= 1;
      // The last leaves the clock to who waits for them.
      if (running > 0) leave(clock);
    }
  };
  const results = stages.map(run);
  for (const result of results) result.catch(() => {});
  leave(clock);
  return last > 0 ? [settled(results), ...results.slice(1)] : results;
}

/** The first, when all have ended: before, the clock is not who waits for them. */
async function settled(results: readonly Promise<ExecResult>[]): Promise<ExecResult> {
  await Promise.allSettled(results);
  return results[0] as Promise<ExecResult>;
}

/** What a command is given to read when it is one of a strand that reads from a pipe; undefined if it waits for nothing. */
export function awaitInput(
  clock: Clock,
  state: State,
  name: string,
  words: readonly string[],
  stdin: string,
): Promise<string> | undefined {
  const strand = strandOf(state.signal);
  const source = strand?.source;
  if (strand === undefined || source === undefined || stdin !== '' || state.functions.has(name)) return undefined;
  const command = name.replace(/^.*\//, '');
  return READERS.has(command) ? readFor(clock, state, strand, source, command, words) : undefined;
}

async function readFor(
  clock: Clock,
  state: State,
  strand: Strand,
  source: Pipe,
  name: string,
  words: readonly string[],
): Promise<string> {
  const takesLine = isOneLine(name, words);
  let text = state.groupStdin ?? '';
  while (!takesLine || linesIn(text) === 0) {
    await strand.wait(clock, source.readable());
    const read = source.readAll();
    if (read === '') break;
    // bash reads a pipe letter by letter, and leaves the rest to others.
    const end = takesLine ? read.indexOf('\n') + 1 || read.length : read.length;
    source.putBack(read.slice(end));
    text += read.slice(0, end);
  }
  // `read` takes its line from here.
  state.groupStdin = takesLine ? text : '';
  return takesLine ? '' : text;
}

function isOneLine(name: string, words: readonly string[]): boolean {
  return name === 'read' && !words.some((word) => /^-[a-z]*[dnN]/.test(word));
}

/** Hands on what a command has printed, if its strand writes into a pipe; who writes to nobody is ended. */
export function written(
  clock: Clock,
  state: State,
  result: ExecResult,
  producer: string | undefined,
): ExecResult | Promise<ExecResult> {
  const strand = strandOf(state.signal);
  if (strand?.errors !== undefined && result.stderr !== '') {
    const { internalOutputAccounting: accounting } = result;
    strand.errors.writeText(result.stderr);
    result = { ...result, stderr: '' };
    if (accounting !== undefined) result.internalOutputAccounting = { ...accounting, stderr: 0 };
  }
  const sink = strand?.sink;
  if (strand === undefined || sink === undefined || (result.stdout === '' && !sink.isAbandoned)) return result;
  const bytes = bytesOf(result);
  const pieces = LINE_BUFFERED.includes(producer) ? bytes.split(/(?<=\n)/) : [bytes];
  const accounting = result.internalOutputAccounting;
  const rest: ExecResult = { ...result, stdout: '' };
  if (accounting !== undefined) rest.internalOutputAccounting = { ...accounting, stdout: 0 };
  const written = writeTo(clock, strand, ...pieces);
  return sink.isFull ? written.then(() => rest) : rest;
}

/** What a subshell begins with: changes of one are not seen by the other. */
export function copyState(state: State): State {
  const { signal, functions, ...rest } = state;
  return { ...(copy(rest, 4) as State), ...(signal === undefined ? {} : { signal }), functions: new Map(functions) };
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, copy(one, depth - 1)]));
  if (value instanceof Set) return new Set(value);
  if (Array.isArray(value)) return value.map((one) => copy(one, depth - 1));
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value;
  const made = Object.create(Object.getPrototypeOf(value));
  for (const [key, one] of Object.entries(value)) made[key] = copy(one, depth - 1);
  return made;
}
