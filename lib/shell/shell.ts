/**
 * A bash at a place of the simulated machines. The interpreter is just-bash; the commands of the place are programs of
 * ours. From line to line the shell remembers its directory, variables, last exit code and history, and what `memory.ts` keeps:
 * functions, arrays, options.
 */
import type { Bash, CommandContext, ScriptNode, StatementNode } from 'just-bash';
import { Pipe, type Place, Process, type Program, type Thread, type Wait } from '../machine';
import { isMachine } from '../machine/isMachine';
import { type CommandResult, failure } from '../tools/common/result';
import { answerOf } from './answer';
import { createBash } from './createBash';
import { inEnvironment, NO_LAST_DIRECTORY } from './environment';
import { ShellFileSystem } from './fileSystem';
import { firstDirectory } from './home';
import { idle } from './idle';
import { isSpinning, loadInterpreter, type Parse, type Print, stoppedBy } from './interpreter';
import { Jobs } from './jobs';
import { describeLength, hasEndlessLoop, INTERRUPTED } from './limits';
import { type Memory, memoryOf } from './memory';
import type { OutputListener } from './outputListener';
import { findCompanions } from './pipeline';
import { loadProgram, runProgram } from './programRun';
import { endsByExit, lastProgram } from './scriptNodes';
import { copyState, type State } from './stages';
import { decode } from './standardInput';
import { type StopSignal, type Strand, strandOf } from './strand';
import { findBashism } from './syntaxErrors';
import { interpret, waitOutside } from './turns';
import { type Traps, TypedLine } from './typedLine';
import { createWatch } from './watch';
import { isWhole } from './wholeCommand';

export { loadInterpreter };

/** A person's shell at one place: it keeps its variables and its directory from line to line. */
export class Shell {
  readonly #place: Place;
  readonly #programs: () => ReadonlyMap<string, Program>;
  /** The process that stands for the person's own shell. */
  #session: Process | undefined;
  readonly #files: ShellFileSystem;
  readonly #history: string[] = [];
  /** For what the person types; it drives the clock. */
  #foreground: Promise<Bash> | undefined;
  /** For scripts of processes. */
  #background: Promise<Bash> | undefined;
  #environment: Readonly<Record<string, string>> | undefined;
  #exitCode = 0;
  /** The same of each command of the last pipeline. */
  #statuses: readonly string[] = [];
  #line: TypedLine | undefined;
  readonly #watch = createWatch(
    (process, line) => this.#execute(process, line),
    () => this.#line?.isWatched === true,
  );
  readonly #jobs: Jobs;
  /** Those of processes that run now. */
  readonly #scripts = new Set<TypedLine>();
  /** The line that runs, as the parser sees it. */
  #script: ScriptNode | undefined;
  #parse: Parse | undefined;
  #print: Print = () => '';
  /** What jobs wrote while no line ran. */
  #said = '';
  /** What the lines so far have left besides variables. */
  #memory: Memory | undefined;
  /** What `trap` has set. */
  readonly #traps: Traps = new Map();

  constructor(place: Place, programs: () => ReadonlyMap<string, Program>) {
    this.#place = place;
    this.#files = new ShellFileSystem(place);
    this.#programs = programs;
    const terminal = new Pipe();
    terminal.subscribe(() => {
      const bytes = terminal.readAll();
      if (this.#line?.output === undefined) this.#said += bytes;
      else this.#line.output.write(bytes);
    });
    this.#jobs = this.#createJobs(() => this.#person, terminal);
  }

  #createJobs(parent: () => Process, output: Pipe | undefined): Jobs {
    return new Jobs({
      ...{ place: this.#place, parent, output, programs: this.#programs },
      print: (statement) => this.#printStatement(statement),
      run: (statement, state, strand) => this.#runJob(statement, state, strand),
    });
  }

  /** The process of the person's shell: it is there when somebody has typed. */
  get #person(): Process {
    const isBash = isMachine(this.#place);
    this.#session ??= new Process({
      place: this.#place,
      argv: [isBash ? '-bash' : '-sh'],
      title: isBash ? '-bash' : 'sh',
      program: idle,
    });
    return this.#session;
  }

  /** Where relative paths begin. */
  get cwd(): string {
    return this.#environment?.PWD ?? firstDirectory(this.#place);
  }

  /** Runs a line that a person typed to its end, in virtual time. A listener is told what the line's only command writes to standard output, as it comes. */
  type(line: string, listener?: OutputListener): Promise<CommandResult> {
    return interpret(this.#place.net.clock, () => this.#type(line, listener));
  }

  /**
   * Interrupts the line that runs, as Ctrl-C does, and scripts that keep the clock from going on; nothing happens if
   * there are none.
   */
  interrupt(): void {
    this.#line?.interrupt();
    for (const script of this.#scripts) if (isSpinning(script.signal)) script.stop();
  }

  /** Runs a script as a thread of a process, for commands that run a shell themselves, such as `docker exec`: nothing of it is remembered. */
  *thread(process: Process, line: string): Thread {
    const { result, next } = yield* this.#execute(process, line, true);
    process.stdout += result.stdout;
    process.stderr += result.stderr;
    if (next === undefined) return result.exitCode;
    process.become(next.argv);
    return yield* next.program(process);
  }

  *#execute(process: Process, text: string, goesOn = false): Generator<Wait, ScriptResult, void> {
    const output = new Pipe();
    const jobs = this.#createJobs(() => process, output);
    const line = new TypedLine({ output, jobs, input: process.input, process });
    if (goesOn)
      line.output?.subscribe(() => {
        process.stdout += line.takeNew();
      });
    const removeListener = process.onExit(() => line.abort((child) => child.kill('SIGTERM')));
    this.#scripts.add(line);
    const result = yield* waitOutside(process.place.net.clock, () => this.#runScript(text, process, line, goesOn));
    this.#scripts.delete(line);
    removeListener();
    return { result: { ...result, stdout: line.shown + result.stdout }, next: line.next };
  }

  async #type(line: string, listener: OutputListener | undefined): Promise<CommandResult> {
    this.#foreground ??= this.#create(true);
    const bash = await this.#foreground;
    const tooLong = describeLength(line);
    if (tooLong !== undefined) return failure(tooLong, 2);
    this.#history.push(line);
    this.#script = this.#tryParse(line);
    const bashism = this.#findBashism(this.#script);
    if (bashism !== undefined) return failure(bashism, 2);
    const lastCode = this.#lastCodeFor(line);
    const environment = this.#environment;
    const remembered = environment === undefined ? {} : { env: { ...environment }, replaceEnv: true, cwd: this.cwd };
    // Of a line that has an error in it, bash runs nothing.
    const isWhole = this.#script?.statements.every(({ deferredError }) => deferredError === undefined) !== false;
    const output = isWhole ? { output: new Pipe() } : {};
    const typed = new TypedLine({
      listener,
      ...output,
      isEndless: this.#isEndless(this.#script),
      jobs: this.#jobs,
      traps: this.#traps,
      shell: this.#person,
    });
    typed.memory = this.#memory;
    this.#line = typed;
    typed.output?.write(this.#said);
    this.#said = '';
    // Where nobody sits, bash expands none.
    const aliases = listener === undefined ? '' : 'shopt -s expand_aliases\n';
    const script = `${environment === undefined ? NO_LAST_DIRECTORY : ''}${aliases}${lastCode}${line}`;
    const result = await bash.exec(script, { ...remembered, ...stoppedBy(typed.signal) });
    if (this.#line === typed) this.#line = undefined;
    this.#environment = result.env;
    this.#statuses = typed.isInterrupted ? [] : typed.statuses;
    const { stdout, stderr, exitCode } = answerOf(result, this.#files, script, typed.isEndless);
    this.#exitCode = typed.isInterrupted ? INTERRUPTED : exitCode;
    if (typed.root !== undefined) this.#keep(typed.root);
    const said = typed.isInterrupted ? stderr.replace(/^(ba)?sh: execution aborted\n/m, '') : stderr;
    return { stdout: typed.shown + stdout, stderr: said + typed.complaint, exitCode: this.#exitCode };
  }

  /** Remembers what a line has left; `set -e` has ended the shell, and there is another one. */
  #keep(state: State): void {
    const isOver = state.options.errexit && this.#exitCode !== 0;
    this.#memory = isOver ? undefined : memoryOf(state);
    if (isOver) this.#environment = undefined;
  }

  /** What runs before a line that asks how the one before ended. */
  #lastCodeFor(line: string): string {
    const stages = this.#statuses.map((status) => `(exit ${status})`).join(' | ');
    // A subshell by itself sets none.
    if (line.includes('PIPESTATUS') && stages !== '')
      return this.#statuses.length > 1 ? `${stages}\n` : `eval '${stages}'\n`;
    return this.#exitCode !== 0 && line.includes('$?') ? `(exit ${this.#exitCode})\n` : '';
  }

  async #runScript(
    text: string,
    { cwd, environment }: Process,
    line: TypedLine,
    goesOn: boolean,
  ): Promise<CommandResult> {
    this.#background ??= this.#create(false);
    const bash = await this.#background;
    const parsed = this.#tryParse(text);
    const bashism = this.#findBashism(parsed);
    if (bashism !== undefined) return failure(bashism, 2);
    line.isEndless = this.#isEndless(parsed);
    const changed = goesOn && parsed !== undefined ? lastProgram(parsed, this.#programs()) : undefined;
    const { script, ...surroundings } = inEnvironment(changed === undefined ? text : this.#print(changed), environment);
    const options = { cwd, ...surroundings, ...stoppedBy(line.signal) };
    const result = await bash.exec(script, options);
    // A signal during its last command, and its end.
    const atEnd = [line.takeTrap(), line.isAborted ? undefined : line.traps.get('EXIT')?.script];
    line.traps.delete('EXIT');
    let { stdout, stderr, exitCode, env } = result;
    for (const trap of atEnd) {
      if (trap === undefined) continue;
      const last = await bash.exec(this.#print(trap), { ...options, env });
      stdout += last.stdout;
      stderr += last.stderr;
      env = last.env;
      if (endsByExit(trap)) exitCode = last.exitCode;
    }
    return answerOf({ stdout, stderr, exitCode }, this.#files, script, line.isEndless);
  }

  async #runJob(statement: StatementNode, state: State, strand: Strand): Promise<number> {
    this.#background ??= this.#create(false);
    const bash = await this.#background;
    strand.memory = memoryOf(copyState(state));
    const { script, ...surroundings } = inEnvironment(
      this.#print({ type: 'Script', statements: [{ ...statement, background: false }] }),
      Object.fromEntries(state.env),
      state.exportedVars,
    );
    const result = await bash.exec(script, { cwd: state.cwd, ...surroundings, ...stoppedBy(strand.signal) });
    const { stdout, stderr, exitCode } = answerOf(result, this.#files, script);
    strand.output?.writeText(stdout + stderr.replace('bash: execution aborted\n', ''));
    return exitCode;
  }

  /** As it was typed. */
  #printStatement(statement: StatementNode): string {
    const { sourceText } = statement;
    if (sourceText !== undefined) return sourceText.trim().replace(/\s*&$/, '');
    return this.#print({ type: 'Script', statements: [{ ...statement, background: false }] }).trim();
  }

  /** Whether what was typed so far is a whole command: no quote, bracket or here-document is open. */
  async isComplete(text: string): Promise<boolean> {
    this.#foreground ??= this.#create(true);
    await this.#foreground;
    return this.#parse === undefined || isWhole(text, this.#parse);
  }

  async #create(foreground: boolean): Promise<Bash> {
    const programs = new Map(this.#programs());
    if (isMachine(this.#place)) programs.set('watch', this.#watch);
    const { bash, parse, print } = await createBash({
      ...{ place: this.#place, files: this.#files, programs, history: this.#history, jobs: this.#jobs },
      pid: (foreground ? this.#place.pids.pidOf(this.#person) : undefined) ?? 1,
      runProgram: (argv, program, context) => this.#runProgram(argv, program, context, foreground),
      goOnAs: (argv, context) => this.#goOnAs(argv, context),
    });
    this.#parse = parse;
    this.#print = print;
    return bash;
  }

  /** A container's shell is busybox's. */
  get #isAsh(): boolean {
    return !isMachine(this.#place);
  }

  async #runProgram(
    argv: readonly string[],
    program: Program,
    context: CommandContext,
    foreground: boolean,
  ): Promise<CommandResult> {
    const missing = await loadProgram(this.#programs(), argv, program);
    if (missing !== undefined) return missing;
    const companions =
      foreground && argv[0] === 'ps' && this.#script !== undefined ? findCompanions(this.#script, argv) : [];
    return runProgram(
      { argv, program, place: this.#place, person: () => this.#person, foreground, companions },
      context,
    );
  }

  /** The last command of a script, which its process goes on as. */
  async #goOnAs(argv: readonly string[], context: CommandContext): Promise<CommandResult> {
    const strand = strandOf(context.signal as StopSignal | undefined);
    const program = this.#programs().get(argv[0] ?? '');
    if (program === undefined) return failure(`bash: ${argv[0]}: command not found\n`, 127);
    if (!(strand instanceof TypedLine) || strand.captures > 0 || decode(context.stdin) !== '')
      return this.#runProgram(argv, program, context, false);
    const missing = await loadProgram(this.#programs(), argv, program);
    if (missing !== undefined) return missing;
    strand.next = { argv, program };
    return { stdout: '', stderr: '', exitCode: 0 };
  }

  #findBashism(script: ScriptNode | undefined): string | undefined {
    return this.#isAsh && script !== undefined ? findBashism(script) : undefined;
  }

  #isEndless(script: ScriptNode | undefined): boolean {
    return script !== undefined && hasEndlessLoop(script);
  }

  #tryParse(line: string): ScriptNode | undefined {
    try {
      return this.#parse?.(line);
    } catch {
      return undefined;
    }
  }
}

/** What came of a script, and the program that its process goes on as. */
interface ScriptResult {
  readonly result: CommandResult;
  readonly next: TypedLine['next'];
}
