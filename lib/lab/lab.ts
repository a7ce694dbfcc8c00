/** The article's machines, ready to use: `host` with Docker installed but not started, and `client` outside. */
import { readFileSync } from 'node:fs';
import {
  containerPlace,
  containerPrograms,
  type DockerEngine,
  dockerPrograms,
  installDocker,
  type RunShell,
} from '../docker';
import { type IptablesVersion, Machine, type Place, type Process, type Program } from '../machine';
import {
  BudgetError,
  type Clock,
  ClockError,
  connect,
  type Microseconds,
  type NetNamespace,
  Random,
  SECOND,
  VethDevice,
  Clock as VirtualClock,
} from '../network';
import { ipv4, parseMac, prefix } from '../packet';
import { passTime, Shell } from '../shell';
import { type CommandResult, failure, programs, success } from '../tools';
import { type CounterRow, readCounters } from './observe/counters';
import { Outcome } from './outcome';
import { parseSession, parseSessionLine } from './session';

export interface LabOptions {
  /** Whose looks iptables' listings have; CentOS 7's, as in the article, unless said otherwise. */
  readonly iptablesVersion?: IptablesVersion;
  /** From which all random numbers come: ports, identifiers, MAC addresses. */
  readonly seed?: number;
  /** Seconds from the end of one command to the start of the next; 1 unless said otherwise. */
  readonly pause?: number;
  /** Other programs keep each process from its turn for a while, so that docker-proxy may read at once what came in two parts. */
  readonly busy?: boolean;
  /** What the machines' tick counters stand at in the beginning; Linux' own beginning if absent. */
  readonly firstTick?: number;
  /** False: what is sent by a cable comes in before the program goes on that sent it, as between namespaces on one processor. */
  readonly cablesTakeTime?: boolean;
}

/** When the machines were started: the article's own weekend. */
const STARTED_AT = Date.UTC(2022, 6, 2, 8, 0, 0);
/** How long the wire between the two machines is, in µs. */
const WIRE_LATENCY = 20;
/** Of busy machines: the least time that a process takes to start, and then waits for its turn, in µs. */
const BUSY_START = 1000;
const BUSY_WAKE_UP_LATENCY = 20;
/** How often these may double: from one process to the next, and from one time to the next. */
const START_DOUBLINGS = 8;
const PROCESS_DOUBLINGS = 8;
const JITTER_DOUBLINGS = 3;

/** From a generator of its own: how long a process takes to start, how far back in the queue it is, and how late each time. */
function lateness(seed: number): (process: Process) => Microseconds {
  const random = new Random(seed);
  const upTo = (doublings: number) => 2 ** ((doublings * random.below(1000)) / 1000);
  const usual = new WeakMap<Process, Microseconds>();
  return (process) => {
    const time = usual.get(process);
    if (time !== undefined) return Math.round(time * upTo(JITTER_DOUBLINGS));
    usual.set(process, BUSY_WAKE_UP_LATENCY * upTo(PROCESS_DOUBLINGS));
    return Math.round(BUSY_START * upTo(START_DOUBLINGS));
  };
}

export class Lab {
  readonly host: Machine;
  readonly client: Machine;
  readonly clock: Clock;
  readonly docker: DockerEngine;
  readonly #pause: number;
  /** When the next command is typed, in seconds of the clock; after the pause if undefined. */
  nextStart: number | undefined = undefined;
  readonly #shells = new Map<Place, Shell>();
  /** The container that an interactive `docker exec` went into. */
  #inside: string | undefined;
  /** The pause after the last command is over. */
  #settled = true;

  constructor({
    iptablesVersion = '1.4.21',
    seed = 1,
    pause = 1,
    busy = false,
    firstTick,
    cablesTakeTime,
  }: LabOptions = {}) {
    this.clock = new VirtualClock(firstTick, cablesTakeTime);
    this.#pause = pause * SECOND;
    const random = new Random(seed);
    const { clock } = this;
    const common = {
      clock,
      random,
      startedAt: STARTED_AT,
      iptablesVersion,
      ...(busy && { wakeUpLatency: lateness(seed) }),
    };
    const machine = (name: string, hostname: string, lastPid: number) =>
      new Machine({ name, hostname, lastPid, ...common });
    this.host = machine('host', 'localhost', 1200);
    this.client = machine('client', 'client', 800);
    wire(this.host.net, this.client.net);
    const runShell: RunShell = (place, process, line) => this.shell(place).thread(process, line);
    this.docker = installDocker(this.host, runShell);
  }

  /** Where commands can run now: the machines, and the containers that are running. */
  place(name: string): Place | undefined {
    if (name === this.host.name) return this.host;
    if (name === this.client.name) return this.client;
    return containerPlace(this.docker, name);
  }

  /** The machines, and the containers that are running. */
  get places(): readonly Place[] {
    const containers = this.docker.runningContainers().map(({ name }) => this.place(name));
    return [this.host, this.client, ...containers.filter((place) => place !== undefined)];
  }

  /** Network namespaces of all places. */
  get namespaces(): readonly NetNamespace[] {
    return this.places.map(({ net }) => net);
  }

  /** Counters of all rules and policies of the host. */
  counters(): readonly CounterRow[] {
    return readCounters(this.host.net.netfilter);
  }

  /** Runs a session's line, `PLACE# COMMAND`, to its end. Throws `SessionSyntaxError` for anything else. */
  async sh(line: string): Promise<Outcome> {
    const { place, command } = parseSessionLine(line);
    return this.run(place, command);
  }

  /** Runs a command line at a place to its end, in virtual time. */
  async run(place: string, command: string): Promise<Outcome> {
    const complaint = await this.#restBefore();
    this.#settled = false;
    const startedAt = this.clock.now / SECOND;
    const { stdout, exitCode, ...said } = await this.#dispatch(place, command.trim());
    const stderr = complaint + said.stderr;
    return new Outcome({ place, command, stdout, stderr, exitCode, startedAt, endedAt: this.clock.now / SECOND });
  }

  /** The pause before a command; what got out of hand meanwhile is said together with the command's own errors. */
  async #restBefore(): Promise<string> {
    try {
      await this.rest();
      return '';
    } catch (error) {
      if (!(error instanceof BudgetError || error instanceof ClockError)) throw error;
      this.#settled = true;
      return `chainwalk: ${error.message}\n`;
    }
  }

  /**
   * Runs a session's commands up to the first that begins with `before`, which is not run; all of them without it.
   * Throws `SessionSyntaxError` for a line that does not parse, and a `RangeError` if no command begins so.
   */
  async replay(file: string, { before }: { readonly before?: string } = {}): Promise<void> {
    const session = parseSession(readFileSync(file, 'utf8'), file);
    const end = before === undefined ? session.length : session.findIndex(({ command }) => command.startsWith(before));
    if (end < 0) throw new RangeError(`${file} has no command that begins with "${before}"`);
    for (const { place, command } of session.slice(0, end)) await this.run(place, command);
  }

  #untilNext(): Microseconds {
    if (this.nextStart === undefined) return this.#pause;
    return Math.max(0, Math.round(this.nextStart * SECOND) - this.clock.now);
  }

  /** Lets the pause after the last command pass now: what it set off comes to its end. */
  settle(): void {
    if (!this.#settled) this.clock.advance(this.#untilNext());
    this.#settled = true;
  }

  /** The same, and scripts that run in the background go on meanwhile. */
  async rest(): Promise<void> {
    if (!this.#settled) await passTime(this.clock, this.#untilNext());
    this.#settled = true;
  }

  /** Puts a file onto a machine or into a running container, with the directories above it. Throws a `RangeError` if there is no such place. */
  async writeFile(place: string, path: string, content: string): Promise<void> {
    const { files, machine } = this.#existing(place);
    files.set(path.startsWith('/') ? path : `/root/${path}`, { content, modifiedAt: machine.date().getTime() });
  }

  /** What is in a file of a place; `undefined` if there is no such file. Throws a `RangeError` if there is no such place. */
  async readFile(place: string, path: string): Promise<string | undefined> {
    return this.#existing(place).files.get(path.startsWith('/') ? path : `/root/${path}`)?.content;
  }

  /** The place where a `host` line runs now: the host, or the container that `docker exec -it` went into. */
  get entered(): Place {
    return (this.#inside === undefined ? undefined : this.place(this.#inside)) ?? this.host;
  }

  /** The shell of a person who types at a place. */
  shell(place: Place): Shell {
    let shell = this.#shells.get(place);
    if (shell === undefined) {
      shell = new Shell(place, () => this.programs(place));
      this.#shells.set(place, shell);
    }
    return shell;
  }

  /** Commands of a place that are programs of the simulation. */
  programs(place: Place): ReadonlyMap<string, Program> {
    if (place === this.host) return new Map([...programs, ...dockerPrograms(this.docker)]);
    return place === this.client ? programs : containerPrograms(this.docker, place.name);
  }

  #existing(name: string): Place {
    const place = this.place(name);
    if (place === undefined) throw new RangeError(`no machine or running container is called "${name}"`);
    return place;
  }

  async #dispatch(name: string, command: string): Promise<CommandResult> {
    if (name === 'host') {
      const target = this.entered;
      // The container that was gone into has ended, and with it the shell in it.
      if (target === this.host) this.#inside = undefined;
      if (target !== this.host && /^exit( \d+)?$/.test(command)) return this.#leave(command);
      if (target === this.host && this.#enter(command)) return success();
      return this.shell(target).type(command);
    }
    const place = this.place(name);
    if (place === undefined) return noSuchPlace(name);
    return this.shell(place).type(command);
  }

  /** `docker exec -it NAME sh`: what follows is typed inside. False for anything else, and if docker has to say why not. */
  #enter(command: string): boolean {
    const reference = interactiveShell(command);
    if (reference === undefined || !this.docker.ready) return false;
    const container = this.docker
      .runningContainers()
      .find(({ name, id }) => name === reference || (reference.length >= 2 && id.startsWith(reference)));
    this.#inside = container?.name;
    return container !== undefined;
  }

  #leave(command: string): CommandResult {
    this.#inside = undefined;
    return { stdout: '', stderr: '', exitCode: Number(command.split(' ')[1] ?? 0) };
  }
}

/** The article's machines in their first state. */
export async function lab(options: LabOptions = {}): Promise<Lab> {
  return new Lab(options);
}

/** How a command ends at a place that does not exist. */
export function noSuchPlace(name: string): CommandResult {
  return failure(`chainwalk: no machine or running container is called "${name}"\n`, 1);
}

/** The container of `docker exec -it CONTAINER sh`. */
export function interactiveShell(command: string): string | undefined {
  return /^docker +exec +(?:-it|-ti|-i +-t|-t +-i) +([A-Za-z0-9][\w.-]*) +(?:\/bin\/)?(?:ba|a)?sh$/.exec(command)?.[1];
}

/** ens33 of the host (192.168.70.6) and eth0 of the client (192.168.70.1), which is the host's gateway. */
function wire(host: NetNamespace, client: NetNamespace): void {
  const ens33 = new VethDevice('ethernet', host, 'ens33', 2, parseMac('00:0c:29:aa:70:06') ?? 0);
  const eth0 = new VethDevice('ethernet', client, 'eth0', 2, parseMac('00:50:56:c0:00:08') ?? 0);
  host.addDevice(ens33);
  client.addDevice(eth0);
  connect(ens33, eth0, WIRE_LATENCY);
  for (const [namespace, device, address] of [
    [host, ens33, '192.168.70.6'],
    [client, eth0, '192.168.70.1'],
  ] as const) {
    namespace.setUp(device, true);
    const broadcast = ipv4('192.168.70.255');
    namespace.addAddress(device, { address: ipv4(address), prefixLength: 24, broadcast, scope: 'global' });
  }
  host.fib.add({
    table: 'main',
    type: 'unicast',
    destination: prefix('0.0.0.0/0'),
    gateway: ipv4('192.168.70.1'),
    device: ens33,
    scope: 'global',
    metric: 0,
    protocol: 'boot',
  });
}
