/** What a shell has started in the background: its number, its process, and what came of it. bash: jobs.c. */
import type { ExecResult, StatementNode } from 'just-bash';
import { type Pipe, type Place, Process, type Wait } from '../machine';
import { isMachine } from '../machine/isMachine';
import type { Clock } from '../network';
import { idle } from './idle';
import { withoutGuard } from './redirections';
import type { State } from './stages';
import { Strand, strandOf } from './strand';
import { enter, leave } from './turns';

/** Of the shell whose jobs they are. */
export interface JobRunner {
  readonly place: Place;
  /** The process of the shell. */
  readonly parent: () => Process;
  /** Where they write whose output is not redirected. */
  readonly output: Pipe | undefined;
  readonly programs: () => ReadonlyMap<string, unknown>;
  /** A statement as text. */
  readonly print: (statement: StatementNode) => string;
  /** Runs a statement with the variables of a state, as a strand; its exit code. */
  readonly run: (statement: StatementNode, state: State, strand: Strand) => Promise<number>;
}

export class Job {
  /** The process that `$!` means. */
  leader: Process | undefined;
  /** Set when it has ended. */
  exitCode: number | undefined;
  /** Whether `jobs` has told of its end. */
  isTold = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly number: number,
    /** As it was typed. */
    readonly text: string,
  ) {}

  /** @internal */
  end(exitCode: number): void {
    this.exitCode = exitCode;
    for (const listener of [...this.#listeners]) listener();
  }

  /** The wait for its end. */
  get ended(): Wait {
    return {
      ready: () => this.exitCode !== undefined,
      subscribe: (wake) => {
        this.#listeners.add(wake);
        return () => this.#listeners.delete(wake);
      },
    };
  }
}

export class Jobs {
  #list: Job[] = [];
  /** `$!` */
  lastPid = 0;
  readonly #runner: JobRunner;

  constructor(runner: JobRunner) {
    this.#runner = runner;
  }

  /** Those that run, and those whose end was not told yet. */
  get list(): readonly Job[] {
    return this.#list.filter(({ isTold }) => !isTold);
  }

  /** Starts a statement; the shell goes on when it waits for the first time. */
  async start(state: State, statement: StatementNode): Promise<ExecResult> {
    const { clock } = this.#runner.place.net;
    const job = this.#add(this.#runner.print(statement));
    const parent = strandOf(state.signal);
    const strand = new Strand({ output: this.#outputOf(parent), process: this.#runner.parent() });
    if (!isProgramOf(statement, this.#runner.programs())) job.leader = this.#startShell(strand);
    enter(clock);
    this.#runner.run(statement, state, strand).then(
      (code) => this.#finish(job, strand, code, clock),
      () => this.#finish(job, strand, 1, clock),
    );
    await strand.untilRested();
    // Its command could not be run.
    job.leader ??= strand.first ?? this.#startShell(strand);
    if (job.exitCode !== undefined) job.leader.exit(job.exitCode);
    this.lastPid = this.pidOf(job.leader);
    state.lastBackgroundPid = this.lastPid;
    return { stdout: '', stderr: '', exitCode: 0 };
  }

  /** Into the pipeline that it was started in, or where the shell's lines are shown. */
  #outputOf(parent: Strand | undefined): Pipe | undefined {
    return parent?.parent === undefined ? this.#runner.output : (parent.sink ?? this.#runner.output);
  }

  #add(text: string): Job {
    const number = Math.max(0, ...this.list.map((job) => job.number)) + 1;
    const job = new Job(number, text);
    this.#list = [...this.#list, job];
    return job;
  }

  /** The process that stands for the copy of the shell which runs what is no program. */
  #startShell(strand: Strand): Process {
    const { place, parent } = this.#runner;
    const isBash = isMachine(place);
    const argv = [isBash ? 'bash' : 'sh'];
    const shell = new Process({ place, argv, title: isBash ? '-bash' : 'sh', program: idle, parent: parent() });
    shell.onExit(() => strand.abort((process) => process.kill('SIGTERM')));
    return shell;
  }

  #finish(job: Job, strand: Strand, exitCode: number, clock: Clock): void {
    job.leader ??= strand.first;
    const code = job.leader?.exitCode ?? exitCode;
    // bash forgets what was killed when it asks for its next line.
    job.isTold = job.leader?.exitCode !== undefined && code > 128;
    strand.finish();
    job.end(code);
    job.leader?.exit(code);
    leave(clock);
  }

  /** Forgets one. */
  remove(job: Job): void {
    this.#list = this.#list.filter((other) => other !== job);
  }

  /** Of `%1`, `%%`, `%+`, `%-`, `%name`, or a process's number. */
  find(word: string): Job | undefined {
    if (/^\d+$/.test(word)) return this.#list.find(({ leader }) => this.pidOf(leader) === Number(word));
    const name = word.slice(1);
    if (!word.startsWith('%')) return undefined;
    if (/^\d+$/.test(name)) return [...this.#list].reverse().find(({ number }) => number === Number(name));
    if (name === '' || name === '%' || name === '+') return this.#list.at(-1);
    if (name === '-') return this.#list.at(-2) ?? this.#list.at(-1);
    return this.#list.find(({ text }) => (name.startsWith('?') ? text.includes(name.slice(1)) : text.startsWith(name)));
  }

  pidOf(process: Process | undefined): number {
    return process === undefined ? 0 : (this.#runner.place.pids.pidOf(process) ?? 0);
  }

  /** The lines of `jobs`; with `isLong` each has its process's number. */
  describe(isLong: boolean): string {
    const { list } = this;
    const running = [
      ...list.filter(({ exitCode }) => exitCode !== undefined),
      ...list.filter(({ exitCode }) => exitCode === undefined),
    ];
    const lines = list.map((job) => {
      const mark = job === running.at(-1) ? '+' : job === running.at(-2) ? '-' : ' ';
      const pid = isLong ? `${this.pidOf(job.leader)} ` : ' ';
      const state = stateOf(job);
      return `[${job.number}]${mark} ${pid}${state.padEnd(isLong ? 24 : 23)} ${job.text}${state === 'Running' ? ' &' : ''}\n`;
    });
    for (const job of this.#list) if (job.exitCode !== undefined) job.isTold = true;
    this.#list = this.#list.filter(({ isTold }) => !isTold);
    return lines.join('');
  }
}

const SIGNAL_WORDS: Readonly<Record<number, string>> = {
  129: 'Hangup',
  130: 'Interrupt',
  137: 'Killed',
  143: 'Terminated',
};

function stateOf({ exitCode, leader }: Job): string {
  if (exitCode === undefined) return 'Running';
  const word = leader === undefined ? undefined : SIGNAL_WORDS[exitCode];
  return word ?? (exitCode === 0 ? 'Done' : `Exit ${exitCode}`);
}

/** Whether a statement is one simple command of these programs, which bash executes in the job's own process. */
function isProgramOf({ pipelines }: StatementNode, programs: ReadonlyMap<string, unknown>): boolean {
  const [pipeline, ...others] = pipelines;
  const [guarded, ...more] = pipeline?.commands ?? [];
  const command = guarded === undefined ? undefined : withoutGuard(guarded);
  if (command?.type !== 'SimpleCommand' || others.length + more.length > 0) return false;
  const [first, ...rest] = command.name?.parts ?? [];
  return first?.type === 'Literal' && rest.length === 0 && programs.has(first.value);
}
