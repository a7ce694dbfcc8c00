/** A shell that a shell runs: `sh -c`, `sh FILE`, and `sh` that reads what it is to do from a pipe, line by line. bash: shell.c, input.c; dash: input.c. */
import type { CommandContext, ExecOptions, ExecResult } from 'just-bash';
import { type Pipe, type Place, Process } from '../machine';
import { isMachine } from '../machine/isMachine';
import { idle } from './idle';
import type { Parse } from './interpreter';
import { memoryOf } from './memory';
import type { State } from './stages';
import { type StopSignal, Strand, strandOf } from './strand';
import { speakOfEnd } from './syntaxErrors';
import { lineOf } from './typedLine';
import { isWhole } from './wholeCommand';

/** The hidden command behind each one that comes by a pipe: it says that none of them was `exit`. */
export const GOES_ON = '.goes-on';

/** What it runs. */
export interface InnerScript {
  readonly name: string;
  /** Undefined if it comes by its standard input. */
  readonly text?: string;
  /** `$0`, `$1` and those that follow. */
  readonly words: readonly string[];
}

/** What an inner shell's commands run in; it has a process as soon as it is asked for its number. */
class InnerStrand extends Strand {
  readonly #place: Place;
  readonly #argv: readonly string[];
  #process: Process | undefined;
  goesOn = false;

  constructor(place: Place, argv: readonly string[], parent: Strand) {
    super({ parent, input: parent.source, output: parent.sink, errors: parent.errors });
    this.#place = place;
    this.#argv = argv;
    this.captures = parent.captures;
  }

  /** `$$` */
  get pid(): number {
    return this.#place.pids.pidOf(this.#running()) ?? 0;
  }

  #running(): Process {
    if (this.#process !== undefined) return this.#process;
    const { process: parent } = this;
    const made = { place: this.#place, argv: this.#argv, program: idle };
    this.#process = new Process(parent === undefined ? made : { ...made, parent });
    this.#process.onExit(() => this.abort((process) => process.kill('SIGTERM')));
    return this.#process;
  }

  end(exitCode: number): number {
    const killedWith = this.#process?.exitCode ?? undefined;
    this.finish();
    if (killedWith === undefined) this.#process?.exit(exitCode);
    return killedWith ?? exitCode;
  }
}

type Numbered = State & { readonly virtualPid?: number; readonly virtualPpid?: number };

/** `$$`: the innermost shell's number. */
export function pidOf(state: Numbered): number {
  const strand = strandOf(state.signal);
  return innermost(strand)?.pid ?? numberOf(lineOf(strand)?.process) ?? state.virtualPid ?? 1;
}

/** `$PPID`: that of the shell around it, or of what has started the outermost. */
export function parentPidOf(state: Numbered): number {
  const strand = strandOf(state.signal);
  const inner = innermost(strand);
  const { process, shell } = lineOf(strand) ?? {};
  if (inner === undefined)
    return parentNumberOf(process ?? shell) ?? (process === undefined ? (state.virtualPpid ?? 1) : 0);
  return innermost(inner.parent)?.pid ?? numberOf(process ?? shell) ?? state.virtualPid ?? 1;
}

function innermost(strand: Strand | undefined): InnerStrand | undefined {
  for (let one = strand; one !== undefined; one = one.parent) if (one instanceof InnerStrand) return one;
  return undefined;
}

function parentNumberOf(process: Process | undefined): number | undefined {
  return process?.parent === undefined ? undefined : process.place.pids.pidOf(process.parent);
}

function numberOf(process: Process | undefined): number | undefined {
  return process?.place.pids.pidOf(process);
}

/** The hidden command's work. */
export function goesOn({ signal, env }: CommandContext): ExecResult {
  const strand = strandOf(signal as StopSignal | undefined);
  if (strand instanceof InnerStrand) strand.goesOn = true;
  return { stdout: '', stderr: '', exitCode: Number(env.get('?') ?? 0), env: {} };
}

/** Runs it to its end. */
export async function runInnerShell(
  place: Place,
  script: InnerScript,
  context: CommandContext,
  parse: Parse,
): Promise<ExecResult | undefined> {
  const parent = strandOf(context.signal as StopSignal | undefined);
  if (parent === undefined || context.exec === undefined) return undefined;
  const strand = new InnerStrand(place, [script.name, ...script.words.slice(1)], parent);
  const run =
    script.text === undefined ? runInput(place, strand, script, context, parse) : runText(strand, script, context);
  const result = await run;
  const { stderr } = strand.isAborted ? { stderr: result.stderr.replace(/^bash: execution aborted\n/m, '') } : result;
  return { ...result, stderr, exitCode: strand.end(result.exitCode) };
}

function variablesOf({ words }: InnerScript, { exportedEnv = {} }: CommandContext): Record<string, string> {
  const [zero = '', ...more] = words;
  const numbered = Object.fromEntries(more.map((word, index) => [String(index + 1), word]));
  return { ...exportedEnv, 0: zero, '#': String(more.length), '@': more.join(' '), '*': more.join(' '), ...numbered };
}

async function runText(strand: InnerStrand, script: InnerScript, context: CommandContext): Promise<ExecResult> {
  const { exec, execWithInheritedStdin, cwd, stdin } = context;
  const text = (script.text ?? '').replace(/^#!.*(?:\n|$)/, '');
  const options = { env: variablesOf(script, context), cwd, ...signalOf(strand) };
  if (execWithInheritedStdin !== undefined) return execWithInheritedStdin(text, options);
  return (exec as NonNullable<typeof exec>)(text, { ...options, stdin: String(stdin), stdinKind: 'bytes' });
}

function signalOf(strand: Strand): { readonly signal: NonNullable<ExecOptions['signal']> } {
  return { signal: strand.signal as unknown as NonNullable<ExecOptions['signal']> };
}

/** One whole command after the other, as they come. */
async function runInput(
  place: Place,
  strand: InnerStrand,
  script: InnerScript,
  context: CommandContext,
  parse: Parse,
): Promise<ExecResult> {
  const input = new ScriptInput(place, strand, String(context.stdin ?? ''), script.name === 'bash');
  let env: Record<string, string> = variablesOf(script, context);
  let { cwd } = context;
  const printed = { stdout: '', stderr: '', exitCode: 0 };
  for (let text = await input.next(parse); text !== ''; text = await input.next(parse)) {
    if (text.trim() === '') continue;
    strand.goesOn = false;
    if (strand.root !== undefined) strand.memory = memoryOf(strand.root);
    strand.root = undefined;
    const options = { env, cwd, replaceEnv: strand.memory !== undefined, ...signalOf(strand) };
    const result = await context.exec?.(`${text.replace(/\n$/, '')}\n${GOES_ON}`, options as never);
    if (result === undefined) break;
    const { stderr, exitCode } = speakOfEnd(!isMachine(place), result, text);
    printed.stdout += result.stdout;
    printed.stderr += stderr;
    printed.exitCode = exitCode;
    if (!strand.goesOn || strand.isAborted) break;
    ({ env = env } = result as { readonly env?: Record<string, string> });
    cwd = env.PWD ?? cwd;
  }
  return { ...printed, env: {} };
}

/** Where such a script comes from. */
class ScriptInput {
  readonly #source: Pipe | undefined;
  #held: string;

  constructor(
    readonly place: Place,
    readonly strand: Strand,
    given: string,
    /** bash reads a pipe letter by letter, and leaves to its commands what is behind the one that it runs; others take what is there. */
    readonly leavesRest: boolean,
  ) {
    this.#source = given === '' ? strand.source : undefined;
    this.#held = given;
  }

  /** The next whole command, with all that comes if it is none; empty at the end. */
  async next(parse: Parse): Promise<string> {
    let text = '';
    for (let line = await this.#line(); line !== ''; line = await this.#line()) {
      text += line;
      if (isWhole(text.replace(/\n$/, ''), parse)) break;
    }
    return text;
  }

  async #line(): Promise<string> {
    const source = this.#source;
    while (!this.#held.includes('\n') && source !== undefined && !this.strand.isAborted) {
      await this.strand.wait(this.place.net.clock, source.readable());
      const read = source.readAll();
      if (read === '') break;
      this.#held += read;
    }
    const end = this.#held.indexOf('\n') + 1 || this.#held.length;
    const line = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (this.leavesRest && source !== undefined) {
      source.putBack(this.#held);
      this.#held = '';
    }
    return line;
  }
}
