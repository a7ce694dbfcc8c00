/** A real machine: network, mount, process and name namespaces that exist as long as this process holds them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Executed, execute, mustExecute, RealMachineError } from './execute';
import { type MachineFiles, machineScript, READY } from './machineScript';

const ENVIRONMENT = [
  'PATH=/usr/bin:/usr/sbin',
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/bash',
  'LC_ALL=C.UTF-8',
];
const NAMESPACES = ['--net', '--mount', '--pid', '--uts', '--fork', '--kill-child'];
/** Other programs of this computer should not keep docker-proxy from its turn: it would read late what came in two parts. */
const PRIORITY = ['nice', '-n', '-20'];
/** The simulated machines have one as well. On two, packets overtake each other on their way over a bridge: each processor has a queue of its own. */
const onProcessor = (processor: number) => [...PRIORITY, 'taskset', '--cpu-list', String(processor)];

export class RealMachine {
  readonly #holder: ChildProcess;

  private constructor(
    readonly name: string,
    /** The first process, as numbered outside. */
    readonly pid: number,
    /** All its processes, containers' too, run on this one of the computer's. */
    readonly processor: number,
    holder: ChildProcess,
  ) {
    this.#holder = holder;
  }

  /** Throws a `RealMachineError` if the machine does not come up. */
  static async start(name: string, processor: number, files: MachineFiles): Promise<RealMachine> {
    const argv = [...onProcessor(processor), 'unshare', ...NAMESPACES, 'bash'];
    const holder = spawn(argv[0]!, argv.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A Ctrl-C at the terminal is for chainwalk, which then takes the machines down.
      detached: true,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
    });
    let complaints = '';
    holder.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    holder.stdin.on('error', () => {});
    holder.stdin.write(machineScript(files));
    for await (const line of createInterface({ input: holder.stdout })) {
      const [word, pid] = line.split(' ');
      if (word === READY) return new RealMachine(name, Number(pid), processor, holder);
    }
    throw new RealMachineError(
      `the machine ${name} did not start: ${complaints.trim().split('\n')[0] || 'no reason said'}`,
    );
  }

  /** The command line that runs another one inside. */
  enter(...argv: readonly string[]): readonly string[] {
    const inside = ['nsenter', '--target', String(this.pid), '--mount', '--pid', '--net', '--uts'];
    return [...onProcessor(this.processor), ...inside, 'env', '-i', ...ENVIRONMENT, ...argv];
  }

  /** Runs a program inside; whatever comes of it is a value. */
  run(argv: readonly string[], input?: string): Promise<Executed> {
    return execute(this.enter(...argv), input === undefined ? {} : { input });
  }

  /** What a program prints inside that must succeed. Throws a `RealMachineError`. */
  mustRun(argv: readonly string[], input?: string): Promise<string> {
    return mustExecute(this.enter(...argv), input === undefined ? {} : { input });
  }

  /** The same for a bash script. */
  script(text: string): Promise<string> {
    return this.mustRun(['bash', '-c', text]);
  }

  /** Where a file of the machine is, for programs outside; links are followed. */
  async resolve(path: string): Promise<string> {
    return `/proc/${this.pid}/root${(await this.mustRun(['realpath', path])).trim()}`;
  }

  /** Writes a file of the machine. */
  async write(path: string, text: string, mode = 0o644): Promise<void> {
    await writeFile(`/proc/${this.pid}/root${path}`, text, { mode });
  }

  /** Ends all its processes; with them go its namespaces and mounts. */
  async end(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#holder.once('close', resolve));
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
    await ended;
  }
}
