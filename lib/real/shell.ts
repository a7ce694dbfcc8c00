/** A person's shell at a real machine or container: it remembers its directory and variables from line to line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { CommandResult } from '../tools';

/** How long a line may take, in seconds: a connection that nobody answers is given up after 127. */
const LONGEST = 300;
/** How long it has after that to end by itself. */
const GRACE = 5;

/** The descriptor by which the shell says how a line ended; 3 and 4 are where it prints. */
const STATUS = 5;

export class RealShell {
  readonly #argv: readonly string[];
  readonly #files: readonly [stdout: string, stderr: string];
  readonly #descriptors: readonly [stdout: number, stderr: number];
  #shell: ChildProcess | undefined;
  #exitCode = 0;

  /** `argv` is the shell's command line; what commands print goes through two files that begin with `prefix`. */
  constructor(argv: readonly string[], prefix: string) {
    this.#argv = argv;
    this.#files = [`${prefix}.stdout`, `${prefix}.stderr`];
    this.#descriptors = [openSync(this.#files[0], 'a'), openSync(this.#files[1], 'a')];
  }

  /**
   * Runs a line to its end; what does not end by itself is interrupted together with the shell, and says so. What it leaves in the
   * background may go on, but is no longer listened to.
   */
  async type(line: string): Promise<CommandResult> {
    for (const descriptor of this.#descriptors) ftruncateSync(descriptor);
    let complaint = '';
    const timers = [
      setTimeout(() => {
        complaint = `chainwalk: ${line} took more than ${LONGEST} s, and was interrupted\n`;
        this.#signal('SIGINT');
      }, LONGEST * 1000),
      setTimeout(() => this.#signal('SIGKILL'), (LONGEST + GRACE) * 1000),
    ];
    this.#exitCode = await this.#exitCodeOf(line);
    for (const timer of timers) clearTimeout(timer);
    const [stdout = '', stderr = ''] = this.#files.map((file) => readFileSync(file, 'utf8'));
    return { stdout, stderr: stderr + complaint, exitCode: this.#exitCode };
  }

  /** To the shell and all that it runs: they are a process group of their own. */
  #signal(signal: NodeJS.Signals): void {
    const pid = this.#shell?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // All have just ended.
    }
  }

  /** The shell ends at its end of input. */
  end(): void {
    this.#shell?.stdin?.end();
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }

  #exitCodeOf(line: string): Promise<number> {
    const shell = this.#running();
    const status = (shell.stdio as readonly unknown[])[STATUS] as Readable;
    return new Promise((resolve) => {
      const settle = (exitCode: number) => {
        status.removeAllListeners('data');
        shell.removeAllListeners('close');
        resolve(exitCode);
      };
      let answer = '';
      status.on('data', (chunk: Buffer) => {
        answer += chunk;
        if (answer.endsWith('\n')) settle(Number(answer));
      });
      // `exit` ends it; the next line has a new one.
      shell.on('close', (code, signal) => {
        this.#shell = undefined;
        settle(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
      });
      const last = line.includes('$?') && this.#exitCode !== 0 ? `(exit ${this.#exitCode})\n` : '';
      const command = quote(`${last}${line}`);
      (shell.stdin as Writable).write(
        `eval ${command} < /dev/null >&3 2>&4 3>&- 4>&- ${STATUS}>&-; echo $? >&${STATUS}\n`,
      );
    });
  }

  #running(): ChildProcess {
    // It may have ended since the line before.
    if (this.#shell?.exitCode === null && this.#shell.signalCode === null) return this.#shell;
    const [program = '', ...rest] = this.#argv;
    const shell = spawn(program, rest, {
      stdio: ['pipe', 'ignore', 'ignore', ...this.#descriptors, 'pipe'],
      detached: true,
    });
    shell.stdin?.on('error', () => {});
    this.#shell = shell;
    return shell;
  }
}

/** A word, quoted so that a shell takes it as it is. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
