/** What runs one command after the other: a typed line, a stage of a pipeline, a job in the background. Known to the interpreter by its signal. */
import type { Pipe, Process, Wait } from '../machine';
import type { Clock } from '../network';
import type { BlockOutput, LineInput } from './lineInput';
import type { Memory } from './memory';
import type { State } from './stages';
import { waitUntil } from './turns';

/** An `AbortSignal` of the platform, of which the core's types know nothing. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** A class of Node and of browsers alike. */
const { AbortController } = globalThis as unknown as {
  readonly AbortController: new () => { readonly signal: StopSignal; abort(): void };
};

/** What a strand is made with. */
export interface StrandOptions {
  /** That it is a part of, and ends with. */
  readonly parent?: Strand;
  /** The process that runs it; that of the strand that it is a part of if absent. */
  readonly process?: Process | undefined;
  /** From which its commands read; nothing if absent. */
  readonly input?: Pipe | undefined;
  /** To which they write; what they print is kept if absent. */
  readonly output?: Pipe | undefined;
  /** The same of their errors; those of the strand that it is a part of if absent. */
  readonly errors?: Pipe | undefined;
}

/** Where commands write for as long as a redirection, or a substitution, lasts. */
export interface Streams {
  /** Undefined where what they print is wanted as a whole. */
  readonly sink: Pipe | undefined;
  readonly errors: Pipe | undefined;
  /** Whether they read from elsewhere. */
  readonly isDiverted: boolean;
}

/** How a command that asks for its lines itself reads them and writes. */
export interface Reader {
  readonly strand: Strand;
  readonly input: LineInput;
  readonly output: BlockOutput;
  /** Whether there is nothing more to read. */
  isOver: boolean;
}

const strands = new WeakMap<StopSignal, Strand>();

export class Strand {
  readonly #abort = new AbortController();
  readonly parent: Strand | undefined;
  readonly process: Process | undefined;
  readonly input: Pipe | undefined;
  readonly output: Pipe | undefined;
  readonly #errors: Pipe | undefined;
  /** Redirections and substitutions, one in another. */
  readonly #streams: Streams[] = [];
  /** Substitutions, one in another, that take what is written now. */
  captures = 0;
  /** What its first script begins with. */
  memory: Memory | undefined;
  /** The state of that script. */
  root: State | undefined;
  /** That of the command that runs. */
  running: State | undefined;
  /** For the command that runs now, if it asks for its lines itself. */
  reader: Reader | undefined;
  /** Its first program. */
  first: Process | undefined;
  /** Programs that run. */
  readonly processes = new Set<Process>();
  readonly #parts = new Set<Strand>();
  readonly #listeners = new Set<() => void>();
  #hasRested = false;

  constructor({ parent, process, input, output, errors }: StrandOptions = {}) {
    this.parent = parent;
    this.process = process ?? parent?.process;
    this.input = input;
    this.output = output;
    this.#errors = errors ?? parent?.errors;
    strands.set(this.signal, this);
    if (parent !== undefined) parent.#parts.add(this);
  }

  /** What the interpreter is told to stop by. */
  get signal(): StopSignal {
    return this.#abort.signal;
  }

  /** Whether it was ended before its end. */
  get isAborted(): boolean {
    return this.#abort.signal.aborted;
  }

  /** To which a command writes that is not redirected; undefined where what it prints is wanted as a whole. */
  get sink(): Pipe | undefined {
    const streams = this.#streams.at(-1);
    return streams === undefined ? this.output : streams.sink;
  }

  /** To which it writes its errors; undefined where they are kept. */
  get errors(): Pipe | undefined {
    const streams = this.#streams.at(-1);
    return streams === undefined ? this.#errors : streams.errors;
  }

  /** From which a command reads that is not redirected. */
  get source(): Pipe | undefined {
    return this.#streams.some(({ isDiverted }) => isDiverted) ? undefined : this.input;
  }

  /** Runs with other streams. */
  async within<T>(streams: Streams, run: () => Promise<T>): Promise<T> {
    this.#streams.push(streams);
    try {
      return await run();
    } finally {
      this.#streams.pop();
    }
  }

  /** Ends it with all its parts: programs are sent the signal first. */
  abort(end: (process: Process) => void): void {
    for (const part of this.#parts) part.abort(end);
    for (const process of this.processes) end(process);
    this.#abort.abort();
    this.#tell();
  }

  /** All programs that run, those of its parts included. */
  allProcesses(): readonly Process[] {
    return [...this.processes, ...[...this.#parts].flatMap((part) => part.allProcesses())];
  }

  /** Whether a part of it runs a command of the interpreter, which has no process. */
  get hasBareParts(): boolean {
    const parts = [...this.#parts];
    return parts.some((part) => part.hasBareParts || (part.#parts.size === 0 && part.processes.size === 0));
  }

  /** It has come to its end. */
  finish(): void {
    if (this.parent !== undefined) this.parent.#parts.delete(this);
    this.rest();
  }

  /** It waits now, so that others may begin. */
  rest(): void {
    if (this.#hasRested) return;
    this.#hasRested = true;
    this.#tell();
    this.parent?.rest();
  }

  /** Resolves when it waits for the first time, or has ended. */
  async untilRested(): Promise<void> {
    while (!this.#hasRested && !this.isAborted) await new Promise<void>((resolve) => this.#once(resolve));
  }

  /** Lets the clock go on until there is nothing to wait for, or the strand is aborted. */
  async wait(clock: Clock, { ready, subscribe }: Wait): Promise<void> {
    this.rest();
    await waitUntil(clock, {
      ready: () => this.isAborted || ready(),
      subscribe: (wake) => {
        const unsubscribe = subscribe(wake);
        this.#listeners.add(wake);
        return () => {
          unsubscribe();
          this.#listeners.delete(wake);
        };
      },
    });
  }

  #once(listener: () => void): void {
    const call = () => {
      this.#listeners.delete(call);
      listener();
    };
    this.#listeners.add(call);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The strand that runs with a signal. */
export function strandOf(signal: StopSignal | undefined): Strand | undefined {
  return signal === undefined ? undefined : strands.get(signal);
}

/** What runs with a signal that ends with any of several belongs to the innermost of them. */
export function joinSignals(joined: StopSignal | undefined, signals: readonly (StopSignal | undefined)[]): void {
  if (joined === undefined) return;
  const found = signals.map(strandOf).filter((strand) => strand !== undefined);
  const innermost = found.find((one) => !found.some((other) => other !== one && isWithin(other, one)));
  if (innermost !== undefined) strands.set(joined, innermost);
}

function isWithin(strand: Strand, outer: Strand): boolean {
  for (let one = strand.parent; one !== undefined; one = one.parent) if (one === outer) return true;
  return false;
}
