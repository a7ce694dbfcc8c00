/** A line that a person typed, while it runs: what it has used up, and how it is interrupted. */
import type { Process } from '../machine';
import { INTERRUPTED } from './limits';

/** An `AbortSignal` of the platform, of which the core's types know nothing. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** A class of Node and of browsers alike. */
const { AbortController } = globalThis as unknown as {
  readonly AbortController: new () => { readonly signal: StopSignal; abort(): void };
};

/** Events of all commands of a line. */
const MOST_EVENTS = 2_000_000;
/** Programs that a line starts. */
const MOST_PROGRAMS = 20_000;

/** Told of what the running command wrote since it was told last, text for standard output. */
export type OutputListener = (text: string) => void;

export class TypedLine {
  readonly #abort = new AbortController();
  readonly #listener: OutputListener | undefined;
  #events = 0;
  #programs = 0;
  /** What was said of an overrun. */
  #complaint = '';
  #process: Process | undefined;
  #shown = 0;

  /** `isOneCommand`: nothing follows its command, whose output may be shown as it comes. */
  constructor(
    readonly isOneCommand = false,
    listener?: OutputListener,
  ) {
    this.#listener = isOneCommand ? listener : undefined;
  }

  /** Whether somebody watches what its command writes. */
  get isWatched(): boolean {
    return this.#listener !== undefined;
  }

  /** What the interpreter is told to stop by. */
  get signal(): StopSignal {
    return this.#abort.signal;
  }

  /** Whether the line was interrupted. */
  get isInterrupted(): boolean {
    return this.#abort.signal.aborted;
  }

  get complaint(): string {
    return this.#complaint;
  }

  /** Begins with a program. */
  start(process: Process): void {
    this.#process = process;
    this.#programs += 1;
    if (this.#programs > MOST_PROGRAMS) this.#end(`more than ${MOST_PROGRAMS.toLocaleString('en')} programs`);
  }

  /** Counts what happened while a program ran. */
  spend(events: number): void {
    this.#events += events;
    if (this.#events > MOST_EVENTS) this.#end(`more than ${MOST_EVENTS.toLocaleString('en')} events`);
  }

  /** Tells what the running command has written, as far as lines are whole. */
  show(): void {
    if (this.#listener === undefined || this.#process === undefined) return;
    const { stdout } = this.#process;
    const end = stdout.lastIndexOf('\n') + 1;
    if (end <= this.#shown) return;
    this.#listener(stdout.slice(this.#shown, end));
    this.#shown = end;
  }

  /** As Ctrl-C does: the running command is sent SIGINT, and nothing of the line follows. */
  interrupt(): void {
    const isRunning = this.#process?.running === true;
    if (this.#process !== undefined && isRunning) interruptProcess(this.#process);
    // The interpreter forgets what an aborted line printed, such as ping's statistics.
    if (!(this.isOneCommand && isRunning)) this.#abort.abort();
  }

  #end(what: string): void {
    if (this.#complaint !== '') return;
    this.#complaint = `chainwalk: the line took ${what}, and was interrupted\n`;
    this.interrupt();
  }
}

/** Sends SIGINT; who takes it and goes on is ended all the same. */
export function interruptProcess(process: Process): void {
  process.kill('SIGINT');
  if (process.running) process.exit(INTERRUPTED);
}
