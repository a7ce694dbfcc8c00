/** Runs a program of a place as a command of the interpreter. */
import type { CommandContext } from 'just-bash';
import { type Place, Process, type Program } from '../machine';
import { type CommandResult, failure } from '../tools/common/result';
import { afterInput, readsAll } from '../tools/common/standardInput';
import { idle } from './idle';
import { pump } from './pump';
import { decode } from './standardInput';
import { type StopSignal, strandOf } from './strand';
import { waitForEnd } from './turns';
import { interruptProcess, lineOf, TypedLine } from './typedLine';

interface ProgramRun {
  readonly place: Place;
  readonly argv: readonly string[];
  readonly program: Program;
  /** The process of the shell. */
  readonly person: () => Process;
  /** Whether the shell drives the clock. */
  readonly foreground: boolean;
  /** Other commands of its pipeline, as `ps` sees them: those of the interpreter have no process. */
  readonly companions: readonly (readonly string[])[];
}

/** Runs it to its end. */
export async function runProgram(
  { place, argv, program, person, foreground, companions }: ProgramRun,
  context: CommandContext,
): Promise<CommandResult> {
  const { cwd } = context;
  const strand = strandOf(context.signal as StopSignal | undefined) ?? new TypedLine();
  const line = lineOf(strand);
  const environment = Object.fromEntries(context.env);
  const stdin = decode(context.stdin);
  const source = stdin === '' ? strand.source : undefined;
  const process = new Process({
    ...{ place, argv, parent: strand.process ?? person(), stdin, cwd, environment },
    program: source !== undefined && readsAll(argv) ? afterInput(program) : program,
    ...(source === undefined ? {} : { input: source }),
    ...(strand.sink === undefined ? {} : { output: strand.sink }),
    ...(strand.errors === undefined ? {} : { errors: strand.errors }),
  });
  strand.first ??= process;
  strand.processes.add(process);
  const others = companions.map((words) => new Process({ place, argv: words, program: idle, parent: person() }));
  line?.start();
  // Ended by what its line has taken, or by its strand's end.
  if (strand.isAborted) interruptProcess(process);
  strand.rest();
  const complaint = await (foreground && line !== undefined ? pump(process, line) : waitForEnd(process));
  strand.processes.delete(process);
  for (const other of others) other.exit(0);
  return { stdout: process.stdout, stderr: process.stderr + (complaint ?? ''), exitCode: process.exitCode ?? 0 };
}

/** Loads a program, and those that it may run itself, as `docker exec NAME ping` does; the clock stands still meanwhile. */
export async function loadProgram(
  programs: ReadonlyMap<string, Program>,
  argv: readonly string[],
  program: Program,
): Promise<CommandResult | undefined> {
  const named = argv.slice(1).map((word) => programs.get(word.replace(/^.*\//, '')));
  try {
    await Promise.all([program, ...named].map((one) => one?.load?.(argv)));
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(`bash: ${argv[0]}: a part of chainwalk cannot be loaded: ${why}\n`, 126);
  }
}
