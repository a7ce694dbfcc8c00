/** What netfilter writes into the kernel's log, which is one for all machines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RealMachineError } from './execute';
import { SCRIPTS } from './scripts';

/** Whether a command line may need the log: rules that log, and who reads it. */
export function needsKernelLog(command: string): boolean {
  return /\b(?:LOG|log|dmesg)\b/.test(command);
}

/** Writes the log down for one machine, from the first command that needs it. */
export class KernelLogFollower {
  readonly #file: string;
  #process: ChildProcess | undefined;

  /** In the folder of the machine, which sees it as its own. */
  constructor(folder: string) {
    this.#file = join(folder, 'kernel.log');
  }

  /** Begins, if it has not begun. Throws a `RealMachineError` if this kernel does not let namespaces log. */
  async begin(): Promise<void> {
    if (this.#process !== undefined) return;
    // Whose end, however it comes, ends its input: then the computer's setting is as it was.
    const follower = spawn('bash', [join(SCRIPTS, 'kernelLog.sh'), this.#file], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#process = follower;
    let complaints = '';
    follower.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    const failed = once(follower, 'close').then(() => {
      throw new RealMachineError(
        `the kernel's log cannot be read: ${complaints.trim().split('\n')[0] || 'no reason said'}`,
      );
    });
    failed.catch(() => {});
    await Promise.race([once(follower.stdout, 'data'), failed]);
  }

  async end(): Promise<void> {
    const follower = this.#process;
    if (follower === undefined || follower.exitCode !== null) return;
    const ended = once(follower, 'close');
    follower.stdin?.end();
    await ended;
  }
}
