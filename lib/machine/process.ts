/** Processes: a program running in a place, with its threads and what it holds open. Linux: task_struct, kernel/fork.c, exit.c. */
import type { Microseconds } from '../network';
import { decodeUtf8, encodeLatin1 } from '../packet';
import { type Pipe, pipeOf } from './pipe';
import type { Place } from './place';

/** A condition that a thread waits for. */
export interface Wait {
  /** Whether there is nothing to wait for any more. */
  ready(): boolean;
  /** Calls `wake` whenever that may have changed, until the returned function is called. */
  subscribe(wake: () => void): () => void;
}

/** A thread of execution: it yields what it waits for. */
export type Thread = Generator<Wait, number, void>;

/** A program: makes its main thread, which returns the exit code. */
export interface Program {
  (process: Process): Thread;
  /** Loads a program whose code comes when somebody wants it, as a command line needs it; to be waited for before it runs. Rejects if the code cannot be had. */
  readonly load?: (argv?: readonly string[]) => Promise<void>;
}

/** Runs a command line in a shell of a place, as a thread of a process there; its output becomes the process's. */
export type RunShell = (place: Place, process: Process, line: string) => Thread;

/** The signals that processes are sent here. */
export type Signal = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGPIPE' | 'SIGTERM';

/** Numbers of the signals that processes are sent here (signal(7)). */
export const SIGNALS: Readonly<Record<Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** What a process can hold open. */
export interface Closable {
  close(): void;
}

/** What a process is made with. */
export interface ProcessOptions {
  /** Where it runs. */
  readonly place: Place;
  /** Its command line; the first word is the program's name. */
  readonly argv: readonly string[];
  /** What it does. */
  readonly program: Program;
  /** The process that started it. */
  readonly parent?: Process;
  /** The title in `ps`, if the process set another one. */
  readonly title?: string;
  /** What it can read; nothing unless given. */
  readonly stdin?: string;
  /** From which it reads instead. @internal */
  readonly input?: Pipe;
  /** To which its standard output goes. @internal */
  readonly output?: Pipe;
  /** To which its errors go. @internal */
  readonly errors?: Pipe;
  /** The directory that relative paths begin in; root's home if absent. */
  readonly cwd?: string;
  /** Its environment; empty if absent. */
  readonly environment?: Environment;
}

/** Variables that a process was given, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs its program from the moment that it is made: a generator that yields what it waits for and returns its exit code.
 * Linux: task_struct, kernel/fork.c, exit.c.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { Process, type Program } from 'chainwalk/machine';
 * import { SECOND } from 'chainwalk/network';
 *
 * const program: Program = function* (self) {
 *   self.stdout += 'hello';
 *   return 0;
 * };
 * const { host } = new Lab();
 * const process = new Process({ place: host, argv: ['hello'], program });
 * host.clock.runUntil(() => !process.running, 10 * SECOND);
 * [process.stdout, process.exitCode]; // → ["hello",0]
 * ```
 */
export class Process {
  /** Where it runs. */
  readonly place: Place;
  /** The process that started it. */
  readonly parent: Process | undefined;
  /** What `ps` shows. */
  title: string;
  /** When it was made, in µs of the clock. */
  readonly startedAt: Microseconds;
  /** Its standard input. @internal */
  readonly input: Pipe;
  /** The directory that relative paths begin in. */
  readonly cwd: string;
  /** The variables that it was given. */
  readonly environment: Environment;
  /** Where its standard output goes as it comes; it is kept if there is none. @internal */
  readonly output: Pipe | undefined;
  /** The same of its errors. @internal */
  readonly errors: Pipe | undefined;
  /** The option that would have ended it, of a program that never ends by itself. */
  endedBy: string | undefined = undefined;
  /** Set when it has ended: the program's own code, or 128 and the signal's number. */
  exitCode: number | undefined = undefined;
  /** What happens on a signal instead of the default, which is to end. @internal */
  readonly handlers = new Map<Signal, () => void>();
  /** Told what it prints, as it prints it. @internal */
  printed: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined = undefined;
  #argv: readonly string[];
  #stdin = '';
  #lines = 0;
  #stdout = '';
  #stderr = '';
  readonly #open = new Set<Closable>();
  readonly #threads = new Set<Thread>();
  readonly #exitListeners = new Set<() => void>();
  /** What waits for the end of its standing still. */
  #frozen: (() => void)[] | undefined = undefined;

  /** Starts it: its first step is a scheduler's latency later. */
  constructor({ place, argv, program, parent, title, stdin, cwd, environment, ...streams }: ProcessOptions) {
    this.place = place;
    this.#argv = argv;
    this.parent = parent;
    this.title = title ?? argv.join(' ');
    this.startedAt = place.net.clock.now;
    this.input = streams.input ?? pipeOf(stdin ?? '');
    this.output = streams.output;
    this.errors = streams.errors;
    this.cwd = cwd ?? '/root';
    this.environment = environment ?? {};
    place.pids.add(this);
    this.#start(program(this), (code) => this.exit(code));
  }

  /** Its number, as seen from the machine. */
  get pid(): number {
    return this.place.machine.pids.pidOf(this) ?? 0;
  }

  /** Its command line; the first word is the program's name. */
  get argv(): readonly string[] {
    return this.#argv;
  }

  /** It goes on as another program, whose thread is what its own returns. Linux: execve, fs/exec.c. @internal */
  become(argv: readonly string[]): void {
    this.#argv = argv;
    this.title = argv.join(' ');
  }

  /** What it could read so far. */
  get stdin(): string {
    this.#stdin += decodeUtf8(encodeLatin1(this.input.readAll()));
    return this.#stdin;
  }

  /** What it has printed so far, and that went nowhere else. */
  get stdout(): string {
    return this.#stdout;
  }

  /** What is added to it goes where its output goes. */
  set stdout(text: string) {
    if (this.output === undefined) {
      const added = this.printed === undefined ? '' : text.slice(this.#stdout.length);
      this.#stdout = text;
      if (added !== '') this.printed?.('stdout', added);
    } else this.#lines += this.#print(this.output, text);
  }

  /** Lines that it has printed so far. @internal */
  get lines(): number {
    if (this.output !== undefined) return this.#lines;
    let lines = 0;
    for (let at = this.#stdout.indexOf('\n'); at >= 0; at = this.#stdout.indexOf('\n', at + 1)) lines += 1;
    return lines;
  }

  /** What it has printed as errors so far, and that went nowhere else. */
  get stderr(): string {
    return this.#stderr;
  }

  /** What is added to it goes where its errors go. */
  set stderr(text: string) {
    if (this.errors === undefined) {
      const added = this.printed === undefined ? '' : text.slice(this.#stderr.length);
      this.#stderr = text;
      if (added !== '') this.printed?.('stderr', added);
    } else this.#print(this.errors, text);
  }

  /** Whether it has not ended yet. */
  get running(): boolean {
    return this.exitCode === undefined;
  }

  /** Another thread; when it ends the process goes on. @internal */
  spawn(thread: Thread): void {
    this.#start(thread, () => {});
  }

  /** What it holds open: its sockets, as in /proc/PID/fd. @internal */
  get held(): ReadonlySet<Closable> {
    return this.#open;
  }

  /** A path as an absolute one. @internal */
  pathOf(path: string): string {
    return path.startsWith('/') ? path : `${this.cwd}/${path}`;
  }

  /** The name in /proc/PID/comm: the program's, cut to 15 characters; a login shell's hyphen is no part of it. */
  get comm(): string {
    return (this.#argv[0] ?? '').replace(/^-|^.*\//, '').slice(0, 15);
  }

  /** Holds something open until it is closed or the process ends. @internal */
  hold<T extends Closable>(resource: T): T {
    this.#open.add(resource);
    return resource;
  }

  /** @internal */
  close(resource: Closable): void {
    this.#open.delete(resource);
    resource.close();
  }

  /** A signal: handled, ignored as the first process of a container does, or the end. */
  kill(signal: Signal): void {
    if (!this.running) return;
    if (this.#frozen !== undefined && signal !== 'SIGKILL') {
      this.#frozen.push(() => this.kill(signal));
      return;
    }
    const handler = signal === 'SIGKILL' ? undefined : this.handlers.get(signal);
    if (handler !== undefined) handler();
    else if (signal === 'SIGKILL' || !this.place.pids.isInit(this)) this.exit(128 + SIGNALS[signal]);
  }

  /** It stands still: what its threads wait for may come, and signals wait as well, but for SIGKILL. Linux: kernel/freezer.c. @internal */
  freeze(): void {
    this.#frozen ??= [];
  }

  /** It goes on where it stood. @internal */
  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const act of waiting) act();
  }

  /** Ends: all it held is closed, and with the first process of a container all others end. */
  exit(code: number): void {
    if (!this.running) return;
    this.exitCode = code;
    this.#threads.clear();
    for (const resource of [...this.#open]) this.close(resource);
    const orphans = this.place.pids.isInit(this) ? this.place.pids.list().filter((other) => other !== this) : [];
    this.place.pids.remove(this);
    for (const orphan of orphans) orphan.exit(128 + SIGNALS.SIGKILL);
    for (const listener of [...this.#exitListeners]) listener();
  }

  /** Calls `listener` when it ends, until the returned function is called. */
  onExit(listener: () => void): () => void {
    this.#exitListeners.add(listener);
    return () => this.#exitListeners.delete(listener);
  }

  /** Hands text on; the lines in it. */
  #print(pipe: Pipe, text: string): number {
    const before = pipe.lines;
    pipe.writeText(text);
    const lines = pipe.lines - before;
    if (text !== '' && pipe.isAbandoned) this.kill('SIGPIPE');
    return lines;
  }

  #start(thread: Thread, done: (code: number) => void): void {
    this.#threads.add(thread);
    this.#wake(thread, done);
  }

  #wake(thread: Thread, done: (code: number) => void): void {
    this.place.net.clock.schedule(this.place.machine.wakeUpLatency(this), () => this.#resume(thread, done));
  }

  #resume(thread: Thread, done: (code: number) => void): void {
    if (this.#frozen !== undefined) {
      this.#frozen.push(() => this.#wake(thread, done));
      return;
    }
    while (this.#threads.has(thread)) {
      const result = this.#step(thread);
      if (result.done) {
        this.#threads.delete(thread);
        return done(result.value);
      }
      if (!result.value.ready()) return this.#block(thread, result.value, done);
    }
  }

  /** A thread that throws takes its process with it. */
  #step(thread: Thread): IteratorResult<Wait, number> {
    try {
      return thread.next();
    } catch (error) {
      this.exit(1);
      throw error;
    }
  }

  #block(thread: Thread, wait: Wait, done: (code: number) => void): void {
    let woken = false;
    const unsubscribe = wait.subscribe(() => {
      if (woken || !wait.ready()) return;
      woken = true;
      unsubscribe();
      this.#wake(thread, done);
    });
  }
}
