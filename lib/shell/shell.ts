/**
 * A bash at a place of the simulated machines. The interpreter is just-bash; the commands of the place are programs of
 * ours. From line to line the shell remembers its directory, variables, last exit code and history; functions and
 * arrays are forgotten.
 */
import type { Bash, CommandContext, CommandName, CustomCommand, ScriptNode } from 'just-bash';
import { type Place, Process, type Program, type Thread } from '../machine';
import type { Microseconds } from '../network';
import { decodeUtf8, encodeLatin1 } from '../packet';
import { type CommandResult, failure } from '../tools/common/result';
import { firstEnvironment, inEnvironment, printEnvironment } from './environment';
import { ShellFileSystem } from './fileSystem';
import { history } from './history';
import { HOME } from './home';
import { interpreterOf, isSpinning, type Parse, stoppedBy } from './interpreter';
import { layOut } from './layout';
import { describeOverrun, INTERRUPTED, LIMITS } from './limits';
import { sayMissing } from './missingCommands';
import { findCompanions, isOneCommand } from './pipeline';
import { interpret, pump, waitForEnd, waitOutside } from './pump';
import { guardRedirections, OPENS } from './redirections';
import { TEXT_COMMANDS } from './textCommands';
import { type OutputListener, TypedLine } from './typedLine';
import { createWatch } from './watch';

const NO_JOBS = 'bash: background jobs (&) are not modelled by chainwalk\n';

/** A person's shell at one place: it keeps its variables and its directory from line to line. */
export class Shell {
  readonly #place: Place;
  readonly #programs: () => ReadonlyMap<string, Program>;
  /** The process that stands for the person's own shell. */
  readonly #session: Process;
  readonly #files: ShellFileSystem;
  readonly #history: string[] = [];
  /** For what the person types; it drives the clock. */
  #foreground: Promise<Bash> | undefined;
  /** For scripts of processes. */
  #background: Promise<Bash> | undefined;
  #environment: Readonly<Record<string, string>> | undefined;
  #exitCode = 0;
  /** Where the last redirection could not go. */
  #refused = '';
  #line: TypedLine | undefined;
  readonly #watch = createWatch(
    (process, line) => this.thread(process, line),
    () => this.#line?.isWatched === true,
  );
  /** Those of processes that run now. */
  readonly #scripts = new Set<TypedLine>();
  /** The line that runs, as the parser sees it. */
  #script: ScriptNode | undefined;
  #parse: Parse | undefined;

  constructor(place: Place, programs: () => ReadonlyMap<string, Program>) {
    this.#place = place;
    this.#files = new ShellFileSystem(place);
    this.#programs = programs;
    this.#session = new Process({ place, argv: ['-bash'], program: idle });
  }

  /** Where relative paths begin. */
  get cwd(): string {
    return this.#environment?.PWD ?? HOME;
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
    for (const script of this.#scripts) if (isSpinning(script.signal)) script.interrupt();
  }

  /** Runs a script as a thread of a process, for commands that run a shell themselves, such as `docker exec`: nothing of it is remembered. */
  *thread(process: Process, line: string): Thread {
    const result = yield* waitOutside(process.place.net.clock, () => this.#runScript(line, process));
    process.stdout += result.stdout;
    process.stderr += result.stderr;
    return result.exitCode;
  }

  async #type(line: string, listener: OutputListener | undefined): Promise<CommandResult> {
    this.#foreground ??= this.#create(true);
    const bash = await this.#foreground;
    this.#history.push(line);
    const startedAt = this.#place.net.clock.now;
    this.#script = this.#tryParse(line);
    if (this.#script?.statements.some(({ background }) => background)) return failure(NO_JOBS, 2);
    const lastCode = this.#exitCode !== 0 && line.includes('$?') ? `(exit ${this.#exitCode})\n` : '';
    const environment = this.#environment;
    const remembered = environment === undefined ? {} : { env: { ...environment }, replaceEnv: true, cwd: this.cwd };
    const typed = new TypedLine(this.#script !== undefined && isOneCommand(this.#script), listener);
    this.#line = typed;
    const result = await bash.exec(`${lastCode}${line}`, { ...remembered, ...stoppedBy(typed.signal) });
    if (this.#line === typed) this.#line = undefined;
    this.#environment = result.env;
    const { stdout, stderr, exitCode } = this.#answer(result, startedAt);
    this.#exitCode = typed.isInterrupted ? INTERRUPTED : exitCode;
    const said = typed.isInterrupted ? stderr.replace('bash: execution aborted\n', '') : stderr;
    return { stdout, stderr: said + typed.complaint, exitCode: this.#exitCode };
  }

  async #runScript(line: string, { stdin, cwd, environment }: Process): Promise<CommandResult> {
    const { script: text, ...surroundings } = inEnvironment(line, environment);
    this.#background ??= this.#create(false);
    const bash = await this.#background;
    const startedAt = this.#place.net.clock.now;
    const script = new TypedLine();
    this.#scripts.add(script);
    const result = await bash.exec(text, { stdin, cwd, ...surroundings, ...stoppedBy(script.signal) });
    this.#scripts.delete(script);
    return this.#answer(result, startedAt);
  }

  /** Whether what was typed so far is a whole command: no quote, bracket or here-document is open. */
  async isComplete(text: string): Promise<boolean> {
    this.#foreground ??= this.#create(true);
    await this.#foreground;
    if (/(^|[^\\])(\\\\)*\\$/.test(text)) return false;
    for (const [, dash, , word] of text.matchAll(/<<(-?)\s*(['"]?)([\w.-]+)\2/g)) {
      const lines = text.split('\n').slice(1);
      if (!lines.some((line) => (dash === '' ? line : line.replace(/^\t+/, '')) === word)) return false;
    }
    try {
      this.#parse?.(text);
      return true;
    } catch (error) {
      return !/unterminated|unexpected (end|eof)|end of (file|input)|got eof/i.test(String(error));
    }
  }

  async #create(foreground: boolean): Promise<Bash> {
    const { Bash, defineCommand, parse, missing } = await interpreterOf(this.#place.machine);
    this.#parse = parse;
    const programs = new Map(this.#programs());
    if (this.#place === this.#place.machine) programs.set('watch', this.#watch);
    const customCommands = [...programs].map(
      ([name, program]): CustomCommand =>
        defineCommand(name, (args, context) => this.#runProgram([name, ...args], program, context, foreground)),
    );
    const refuse = (name: string) => failure(`bash: ${name}: not modelled by chainwalk in a browser\n`, 127);
    customCommands.push(...missing.map((name) => defineCommand(name, async () => refuse(name))));
    customCommands.push(defineCommand('history', async (args) => history(this.#history, args)));
    const offered = new Set([...TEXT_COMMANDS, ...programs.keys(), 'history', OPENS]);
    layOut(this.#place, offered, this.#place.machine.date(0).getTime());
    customCommands.push(defineCommand(OPENS, async (words, { cwd }) => this.#opens(words, cwd)));
    customCommands.push(defineCommand('env', printEnvironment));
    const env = firstEnvironment(this.#place);
    const bash = new Bash({
      fs: this.#files,
      commands: TEXT_COMMANDS.filter((name) => !missing.includes(name)) as CommandName[],
      customCommands,
      cwd: HOME,
      env,
      processInfo: { pid: this.#place.pids.pidOf(this.#session) ?? 1, ppid: 1, uid: 0, gid: 0 },
      defenseInDepth: false,
      executionLimits: LIMITS,
    });
    bash.registerTransformPlugin({
      name: 'redirections',
      transform: ({ ast }) => ({ ast: guardRedirections(ast, parse) }),
    });
    await bash.exec(`export ${Object.keys(env).join(' ')}`);
    return bash;
  }

  /** Says whether a target cannot be a file; the exit code stays that of the command before. Without targets, complains. */
  #opens([status, writer = '', ...targets]: readonly string[], cwd: string): CommandResult {
    if (status === undefined) return failure(`bash: ${this.#refused}\n`);
    this.#files.writer = writer;
    for (const target of targets) {
      const obstacle = this.#files.obstacleOf(this.#files.resolvePath(cwd, target));
      if (obstacle === undefined) continue;
      this.#refused = `${target}: ${obstacle}`;
      return { stdout: 'refused', stderr: '', exitCode: Number(status) };
    }
    return { stdout: '', stderr: '', exitCode: Number(status) };
  }

  async #runProgram(
    argv: readonly string[],
    program: Program,
    context: CommandContext,
    foreground: boolean,
  ): Promise<CommandResult> {
    const { cwd } = context;
    const environment = Object.fromEntries(context.env);
    const stdin = decode(context.stdin);
    const missing = await this.#load(argv, program);
    if (missing !== undefined) return missing;
    const process = new Process({ place: this.#place, argv, program, parent: this.#session, stdin, cwd, environment });
    const others = foreground ? this.#companions(argv) : [];
    const line = this.#line ?? new TypedLine();
    if (foreground) line.start(process);
    const complaint = await (foreground ? pump(process, line) : waitForEnd(process));
    for (const other of others) other.exit(0);
    return { stdout: process.stdout, stderr: process.stderr + (complaint ?? ''), exitCode: process.exitCode ?? 0 };
  }

  /** Loads a program, and those that it may run itself, as `docker exec NAME ping` does; the clock stands still meanwhile. */
  async #load(argv: readonly string[], program: Program): Promise<CommandResult | undefined> {
    const programs = this.#programs();
    const named = argv.slice(1).map((word) => programs.get(word.replace(/^.*\//, '')));
    try {
      await Promise.all([program, ...named].map((one) => one?.load?.(argv)));
      return undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return failure(`bash: ${argv[0]}: a part of chainwalk cannot be loaded: ${why}\n`, 126);
    }
  }

  /** `ps` sees the other commands of its pipeline; all other commands run one after the other here. */
  #companions(argv: readonly string[]): readonly Process[] {
    if (argv[0] !== 'ps' || this.#script === undefined) return [];
    return findCompanions(this.#script, argv).map(
      (words) => new Process({ place: this.#place, argv: words, program: idle, parent: this.#session }),
    );
  }

  /** What the interpreter says, in the machine's own time and with its own paths, which it hides. */
  #answer({ stdout, stderr, exitCode }: CommandResult, startedAt: Microseconds): CommandResult {
    const elapsed = Math.round((this.#place.net.clock.now - startedAt) / 1000) / 1000;
    const real = `real\t${Math.floor(elapsed / 60)}m${(elapsed % 60).toFixed(3)}s\nuser\t0m0.000s`;
    const said = stderr
      .replace(/real\t\d+m[\d.]+s\nuser\t\d+m[\d.]+s/g, real)
      .replace(REFUSED_WRITE, (said, path?: string) => this.#complain(said, path))
      .replace(/^bash: (.*): command not available in browser environments\. .*$/gm, 'bash: $1: command not found')
      .replace('bash: <path>: No such file or directory', `bash: ${this.#files.refused}`);
    this.#files.refusedWrites.length = 0;
    const overrun = describeOverrun(said, exitCode);
    return {
      stdout,
      stderr: overrun ?? sayMissing(said, this.#place),
      exitCode: overrun === undefined ? exitCode : INTERRUPTED,
    };
  }

  /** What a command says whose output the kernel refused; `path` is a file of tee's, which the interpreter calls missing. */
  #complain(said: string, path: string | undefined): string {
    const { refusedWrites } = this.#files;
    if (path === undefined) return writeError(refusedWrites.shift()?.writer);
    if (refusedWrites[0]?.path.endsWith(path) !== true) return said;
    return `tee: ${path}: ${refusedWrites.shift()?.why}`;
  }

  #tryParse(line: string): ScriptNode | undefined {
    try {
      return this.#parse?.(line);
    } catch {
      return undefined;
    }
  }
}

/** What the interpreter says of a write that the kernel refused: one by a redirection, one by tee. */
const REFUSED_WRITE = /^(?:EINVAL: invalid argument, '\/proc\/sys\/.*'|tee: (.*): No such file or directory)$/gm;

/** Builtins that print; what they say begins with the shell's name. */
const PRINTING_BUILTINS: readonly string[] = ['alias', 'echo', 'export', 'history', 'printf', 'pwd', 'set', 'type'];

/** What a command says whose output the kernel refused. GNU: close_stdout. */
function writeError(writer = 'bash'): string {
  return `${PRINTING_BUILTINS.includes(writer) ? `bash: ${writer}` : writer}: write error: Invalid argument`;
}

/** just-bash passes bytes, one a character. */
function decode(stdin: unknown): string {
  return decodeUtf8(encodeLatin1(String(stdin ?? '')));
}

// It waits for its person and never wakes.
function* idle(): Thread {
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}
