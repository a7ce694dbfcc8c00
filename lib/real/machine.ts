/** A real machine: namespaces that exist as long as this process holds them, and a root of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Executed, execute, mustExecute, RealMachineError } from './execute';
import { MACHINE_SCRIPTS, SCRIPTS } from './scripts';

const ENVIRONMENT = [
  'PATH=/usr/bin:/usr/sbin',
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/bash',
  'LC_ALL=C.UTF-8',
];
const NAMESPACES = ['--net', '--mount', '--pid', '--uts', '--ipc'];
/** What no namespace holds: clocks, kernel modules, ports, the kernel's log, and whether this computer runs at all. */
const BOUNDS = '-sys_time,-wake_alarm,-sys_module,-sys_rawio,-syslog,-sys_boot';

/** Folders of this computer that a machine is made of. */
export interface MachineFiles {
  /** As the machine calls itself. */
  readonly hostname: string;
  /** Unpacked packages, whose /usr is laid over this computer's; ignored if they are not there. */
  readonly packages: string;
  /** Another engine, whose /usr is laid over all that; none if absent. */
  readonly engine?: string;
  /** The images' archives, to be seen as /run/chainwalk/images; ignored if they are not there. */
  readonly images: string;
  /** Empty, and on a disk: for the machine's mounts, and for what the engine stores. */
  readonly folder: string;
  /** The name of its control groups. */
  readonly cgroup: string;
}

/** So that no other program of this computer keeps docker-proxy from its turn: it would read late what came in two parts. */
const PRIORITY = ['nice', '-n', '-20'];

/** The simulated machines have one processor as well. On two, packets overtake each other on a bridge: each processor has a queue of received packets. */
function onProcessor(processor: number): readonly string[] {
  return [...PRIORITY, 'taskset', '--cpu-list', String(processor)];
}

/** A running machine. */
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

  /** Starts a machine on one processor of this computer. Throws a `RealMachineError` if it does not come up. */
  static async start(name: string, processor: number, files: MachineFiles): Promise<RealMachine> {
    const { hostname, cgroup, folder, packages, engine = '', images } = files;
    const folders = [folder, SCRIPTS, packages, engine, images];
    const first = ['bash', join(SCRIPTS, 'machine.sh'), hostname, cgroup, ...folders, BOUNDS];
    const unshare = ['unshare', ...NAMESPACES, '--fork', '--kill-child'];
    const [program = '', ...rest] = [...onProcessor(processor), ...unshare, ...first];
    const holder = spawn(program, rest, {
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
    for await (const line of createInterface({ input: holder.stdout })) {
      const [word, pid] = line.split(' ');
      if (word === 'ready') return new RealMachine(name, Number(pid), processor, holder);
    }
    throw new RealMachineError(
      `the machine ${name} did not start: ${complaints.trim().split('\n')[0] || 'no reason said'}`,
    );
  }

  /** The command line that runs another one inside, as the machine's root. */
  enter(...argv: readonly string[]): readonly string[] {
    const inside = ['nsenter', '--target', String(this.pid), ...NAMESPACES, 'setpriv', '--bounding-set', BOUNDS];
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

  /** The same for one of the folder `scripts`, with its arguments. */
  runScript(name: string, ...rest: readonly string[]): Promise<string> {
    return this.mustRun(['bash', `${MACHINE_SCRIPTS}/${name}`, ...rest]);
  }

  /** Where a file of the machine is, for programs outside; links are followed. */
  async resolve(path: string): Promise<string> {
    return `/proc/${this.pid}/root${(await this.mustRun(['realpath', path])).trim()}`;
  }

  /** Writes a file of the machine, from inside: outside, a link in its path would lead to this computer's files. */
  async write(path: string, text: string): Promise<void> {
    await this.mustRun(['bash', '-c', 'cat > "$1"', 'bash', path], text);
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
