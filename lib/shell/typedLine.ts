/** A line that a person typed, or a script, while it runs: what it has used up, what it has shown, and how it is interrupted. */
import type { ScriptNode } from 'just-bash';
import { type Pipe, type Process, type Program, SIGNALS, type Signal } from '../machine';
import { decodeUtf8, encodeLatin1 } from '../packet';
import type { Jobs } from './jobs';
import { INTERRUPTED } from './limits';
import type { OutputListener } from './outputListener';
import { Strand } from './strand';

/** Events of all commands of a line. */
const MOST_EVENTS = 2_000_000;
/** Programs that a line starts. */
const MOST_PROGRAMS = 20_000;

/** How a line is run. */
export interface LineOptions {
  /** Told of what it writes. */
  readonly listener?: OutputListener | undefined;
  /** By which what it writes is taken as it comes, so that jobs write between its commands and nothing is lost when it is interrupted. */
  readonly output?: Pipe;
  /** What it starts in the background. */
  readonly jobs?: Jobs;
  /** From which its commands read; nothing if absent. */
  readonly input?: Pipe;
  /** Whether it has a loop without an end. */
  readonly isEndless?: boolean;
  /** The process that runs it, to which signals are sent. */
  readonly process?: Process;
  /** The process of the person's shell, if it runs in none of its own. */
  readonly shell?: Process;
  /** What `trap` has set before. */
  readonly traps?: Traps;
}

/** What `trap` has set, by signal. */
export type Traps = Map<string, { readonly text: string; readonly script: ScriptNode }>;

export class TypedLine extends Strand {
  readonly shell: Process | undefined;
  readonly #listener: OutputListener | undefined;
  readonly jobs: Jobs | undefined;
  /** Whether it has a loop without an end. */
  isEndless: boolean;
  /** The program that its process goes on as, when the script has ended. */
  next: { readonly argv: readonly string[]; readonly program: Program } | undefined;
  #events = 0;
  #programs = 0;
  /** What was said of an overrun. */
  #complaint = '';
  /** What it has written so far, bytes, one a character. */
  #shownBytes = '';
  #newBytes = '';

  constructor({ listener, output, isEndless = false, jobs, input, process, shell, traps }: LineOptions = {}) {
    super({ output, input, process });
    this.#listener = listener;
    this.jobs = jobs;
    this.shell = shell;
    this.traps = traps ?? new Map();
    for (const name of this.traps.keys())
      if (Object.hasOwn(SIGNALS, name)) shell?.handlers.set(name as Signal, () => this.trap(name));
    this.isEndless = isEndless;
    output?.subscribe(() => {
      this.#newBytes += output.readAll();
    });
  }

  /** Of the interpreter that ran its last pipeline. */
  state: { readonly arrays?: ReadonlyMap<string, { readonly elements: ReadonlyMap<string, string> }> } | undefined;

  /** The exit codes of the last pipeline's commands. */
  get statuses(): readonly string[] {
    return [...(this.state?.arrays?.get('PIPESTATUS')?.elements.values() ?? [])];
  }

  readonly traps: Traps;
  readonly #trapped: ScriptNode[] = [];

  /** A signal came for which a script was set: it runs before the next statement. */
  trap(signal: string): void {
    const set = this.traps.get(signal);
    if (set === undefined) return;
    this.#trapped.push(set.script);
    // Who waits for jobs waits no longer.
    for (const process of this.allProcesses())
      if (process.argv[0] === 'wait') process.exit(128 + SIGNALS[signal as Signal]);
  }

  /** The next script that a signal has set off. */
  takeTrap(): ScriptNode | undefined {
    return this.#trapped.shift();
  }

  /** Whether somebody watches what it writes. */
  get isWatched(): boolean {
    return this.#listener !== undefined;
  }

  /** What it has written as it came. */
  get shown(): string {
    return decodeUtf8(encodeLatin1(this.#shownBytes + this.#newBytes));
  }

  /** What it has written since this was asked last, of which nothing is kept. */
  takeNew(): string {
    const bytes = this.#newBytes;
    this.#newBytes = '';
    return decodeUtf8(encodeLatin1(bytes));
  }

  /** Whether the line was interrupted. */
  get isInterrupted(): boolean {
    return this.isAborted;
  }

  get complaint(): string {
    return this.#complaint;
  }

  /** Begins with a program. */
  start(): void {
    this.#programs += 1;
    if (this.#programs > MOST_PROGRAMS) this.#end(`more than ${MOST_PROGRAMS.toLocaleString('en')} programs`);
  }

  /** Counts what happened while a program ran. */
  spend(events: number): void {
    this.#events += events;
    if (this.#events > MOST_EVENTS) this.#end(`more than ${MOST_EVENTS.toLocaleString('en')} events`);
  }

  /** Tells what was written, as far as lines are whole. */
  show(): void {
    if (this.#listener === undefined) return;
    const end = this.#newBytes.lastIndexOf('\n') + 1;
    if (end === 0) return;
    const bytes = this.#newBytes.slice(0, end);
    this.#newBytes = this.#newBytes.slice(end);
    this.#shownBytes += bytes;
    this.#listener(decodeUtf8(encodeLatin1(bytes)));
  }

  /**
   * As Ctrl-C does: the running commands are sent SIGINT. What dies of it takes the line with it; what heeds it and ends by
   * itself, as ping does, does not. bash: jobs.c (wait_for), as bash 5.2 does at a terminal. Only a loop without an end is left in any
   * case: who types has nothing else here to leave it by, no Ctrl-\ and no other window.
   */
  interrupt(): void {
    const trap = this.traps.get('SIGINT');
    // Commands inherit that it is ignored.
    if (trap?.text === '') return;
    const running = this.allProcesses();
    // Nothing but the shell itself runs: it hears the signal.
    const isHeard = running.every(({ argv }) => argv[0] === 'wait');
    const isDying = this.hasBareParts;
    if (trap !== undefined && isHeard && !isDying) return this.trap('SIGINT');
    for (const process of running) interruptProcess(process);
    const hasDied = isDying || isHeard || running.some(({ exitCode }) => exitCode === INTERRUPTED);
    const isLeft = trap === undefined ? hasDied || this.isEndless : hasDied && (this.running?.loopDepth ?? 0) > 0;
    if (isLeft) this.abort(interruptProcess);
  }

  /** Ends it with all that it runs. */
  stop(): void {
    this.abort(interruptProcess);
  }

  #end(what: string): void {
    if (this.#complaint !== '') return;
    this.#complaint = `chainwalk: the line took ${what}, and was interrupted\n`;
    this.stop();
  }
}

/** The line that a strand is a part of. */
export function lineOf(strand: Strand | undefined): TypedLine | undefined {
  let one = strand;
  while (one?.parent !== undefined) one = one.parent;
  return one instanceof TypedLine ? one : undefined;
}

/** Sends SIGINT; who takes it and goes on is ended all the same. */
export function interruptProcess(process: Process): void {
  process.kill('SIGINT');
  if (process.running) process.exit(INTERRUPTED);
}
