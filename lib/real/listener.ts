/** A program that writes packets into a capture file until it is stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { type PcapPacket, readPcap } from '../packet';
import { RealMachineError } from './execute';

/** A running program of this kind. */
export class Listener {
  readonly #file: string;
  readonly #process: ChildProcess;

  private constructor(file: string, child: ChildProcess) {
    this.#file = file;
    this.#process = child;
  }

  /** Runs a command line that says `listening on` when it does. Throws a `RealMachineError` if it ends instead. */
  static async start(argv: readonly string[], file: string): Promise<Listener> {
    const output = openSync(file, 'w');
    const [program = '', ...rest] = argv;
    const child = spawn(program, rest, { stdio: ['ignore', output, 'pipe'], detached: true });
    closeSync(output);
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('listening on')) resolve();
      });
      child.on('close', () => reject(new RealMachineError(`no packets can be listened to: ${said.trim()}`)));
    });
    return new Listener(file, child);
  }

  /** Stops it; what it wrote. */
  async end(): Promise<readonly PcapPacket[]> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    // Its group: nsenter does not hand signals on.
    const { pid } = this.#process;
    if (pid !== undefined) process.kill(-pid, 'SIGINT');
    await ended;
    return readPcap(readFileSync(this.#file)).packets;
  }
}
