/** A bash at a place of the simulated machines. The interpreter is just-bash; the commands of the place are programs of ours. */
import type { Bash, CommandName, CustomCommand } from 'just-bash';
import { type Place, Process, type Program, type Thread } from '../machine';
import type { CommandResult } from '../tools/result';
import { pump, waitOutside } from './pump';

/** Commands of just-bash that touch nothing but text and the place's own files. */
const TEXT_COMMANDS: CommandName[] = [
  ...([
    'awk',
    'base64',
    'basename',
    'bash',
    'cat',
    'chmod',
    'column',
    'comm',
    'cp',
    'cut',
    'diff',
    'dirname',
    'du',
    'echo',
  ] as const),
  ...([
    'egrep',
    'env',
    'expr',
    'false',
    'fgrep',
    'file',
    'find',
    'fold',
    'grep',
    'gunzip',
    'gzip',
    'head',
    'join',
    'jq',
    'ln',
    'ls',
  ] as const),
  ...([
    'md5sum',
    'mkdir',
    'mv',
    'nl',
    'od',
    'paste',
    'printenv',
    'printf',
    'pwd',
    'readlink',
    'rev',
    'rm',
    'rmdir',
    'sed',
    'seq',
  ] as const),
  ...([
    'sh',
    'sha256sum',
    'sort',
    'split',
    'stat',
    'strings',
    'tac',
    'tail',
    'tar',
    'tee',
    'touch',
    'tr',
    'tree',
    'true',
    'uniq',
    'wc',
  ] as const),
  ...(['which', 'xargs', 'zcat'] as const),
];

export class Shell {
  readonly #place: Place;
  readonly #programs: () => ReadonlyMap<string, Program>;
  /** The process that stands for the person's own shell. */
  readonly #session: Process;
  #bash: Promise<Bash> | undefined;

  constructor(place: Place, programs: () => ReadonlyMap<string, Program>) {
    this.#place = place;
    this.#programs = programs;
    this.#session = new Process({ place, argv: ['-bash'], program: idle });
  }

  /** Runs a command line to its end, in virtual time. */
  async run(line: string, stdin = ''): Promise<CommandResult> {
    const bash = await this.#start();
    const { stdout, stderr, exitCode } = await bash.exec(line, { stdin });
    return { stdout, stderr, exitCode };
  }

  /** The same as a thread of a process, for commands that run a shell themselves, such as `docker exec`. */
  *thread(process: Process, line: string): Thread {
    const result = yield* waitOutside(process.place.net.clock, this.run(line, process.stdin));
    process.stdout += result.stdout;
    process.stderr += result.stderr;
    return result.exitCode;
  }

  async readFile(path: string): Promise<string> {
    return (await this.#start()).readFile(path);
  }

  async writeFile(path: string, content: string): Promise<void> {
    await (await this.#start()).writeFile(path, content);
  }

  #start(): Promise<Bash> {
    this.#bash ??= this.#create();
    return this.#bash;
  }

  async #create(): Promise<Bash> {
    const justBash = await import('just-bash');
    const customCommands = [...this.#programs()].map(
      ([name, program]): CustomCommand =>
        justBash.defineCommand(name, (args, { stdin }) => this.#runProgram([name, ...args], program, decode(stdin))),
    );
    return new justBash.Bash({
      commands: TEXT_COMMANDS,
      customCommands,
      cwd: '/root',
      env: {
        HOME: '/root',
        USER: 'root',
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
        HOSTNAME: this.#place.hostname,
      },
      files: {
        '/root/.bash_history': '',
        ...Object.fromEntries([...this.#place.files].map(([path, { content }]) => [path, content])),
      },
      defenseInDepth: false,
    });
  }

  async #runProgram(argv: readonly string[], program: Program, stdin: string): Promise<CommandResult> {
    const process = new Process({ place: this.#place, argv, program, parent: this.#session, stdin });
    const complaint = await pump(process);
    return { stdout: process.stdout, stderr: process.stderr + complaint, exitCode: process.exitCode ?? 0 };
  }
}

/** just-bash passes bytes, one a character. */
function decode(stdin: unknown): string {
  return Buffer.from(String(stdin), 'latin1').toString('utf8');
}

// It waits for its person and never wakes.
function* idle(): Thread {
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}
