/** The article's machines, ready to use: `host` with Docker installed but not started, and `client` outside. */
import { containerPlace, containerPrograms, type DockerEngine, dockerPrograms } from '../docker';
import type { Machine, Place, Program } from '../machine';
import { BudgetError, type Clock, ClockError, type Microseconds, type NetNamespace, SECOND } from '../network';
import { platform } from '../platform';
import { HOME, LateShell, type OutputListener, passTime } from '../shell';
import { type CommandResult, programs } from '../tools';
import { Conversation } from './conversation';
import { type LabEntry, LabLog } from './labLog';
import { type LabOptions, type Machines, makeMachines } from './machines';
import type { CounterRow } from './observe/counters';
import type { Observation } from './observe/observation';
import { observeCommand } from './observe/observeCommand';
import { readCounters } from './observe/readCounters';
import { type NftRuleLine, readNftRules } from './observe/readNftRules';
import type { Outcome } from './outcome';
import { parseSession } from './session';
import type { readYaml } from './yamlDocument';

/** What `docker compose` reads its files with. */
async function loadYaml(): Promise<typeof readYaml> {
  return (await import('./yamlDocument.js')).readYaml;
}

/**
 * The article's machines, simulated. `await lab()` of `chainwalk` makes the same; here nothing is loaded later.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 *
 * const machines = new Lab({ pause: 0.5 });
 * await machines.writeFile('host', 'open.rules', '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n');
 * (await machines.sh('host# iptables-restore < open.rules')).exitCode; // → 0
 * machines.places.map(({ name }) => name); // → ["host","client"]
 * ```
 */
export class Lab extends Conversation<Observation> {
  readonly #options: LabOptions;
  /** Others after `restore`. */
  #machines: Machines;
  readonly #log = new LabLog();
  readonly #pause: number;
  /** When the next command is typed, in seconds of the clock; after the pause if undefined. @internal */
  nextStart: number | undefined = undefined;
  /** Told of what a command line that is one command writes to standard output, as it comes. @internal */
  outputListener: OutputListener | undefined = undefined;
  /** Told when the machines have become others by `restore`. @internal */
  readonly restoreListeners = new Set<() => void>();

  constructor(options: LabOptions = {}) {
    super();
    this.#options = options;
    this.#pause = (options.pause ?? 1) * SECOND;
    this.#machines = makeMachines(options, (place, process, line) => this.#shellOf(place).thread(process, line));
  }

  /** The machine with Docker: ens33 is 192.168.70.6. */
  get host(): Machine {
    return this.#machines.host;
  }

  /** The machine outside, and the host's gateway: eth0 is 192.168.70.1. */
  get client(): Machine {
    return this.#machines.client;
  }

  /** @internal */
  get clock(): Clock {
    return this.#machines.clock;
  }

  /** @internal */
  get docker(): DockerEngine {
    return this.#machines.docker;
  }

  /**
   * Where commands can run now: the machines, and the containers that are running. `undefined` if there is no such place.
   */
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

  /** Network namespaces of all places. @internal */
  get namespaces(): readonly NetNamespace[] {
    return this.places.map(({ net }) => net);
  }

  /** Seconds of the machines' clock. */
  get now(): number {
    return this.clock.now / SECOND;
  }

  /** Counters of all rules and policies of the host. */
  counters(): readonly CounterRow[] {
    return readCounters(this.host.net.netfilter, this.host.iptablesVariant);
  }

  /** Chains and rules of nf_tables on the host. @internal */
  nftRules(): readonly NftRuleLine[] {
    return readNftRules(this.host.net.netfilter);
  }

  /**
   * Runs a session's commands up to the first that begins with `before`, which is not run; all of them without it.
   * Throws `SessionSyntaxError` for a line that does not parse, and a `RangeError` if no command begins so.
   */
  async replay(file: string, { before }: { readonly before?: string } = {}): Promise<void> {
    const session = parseSession(platform().readText(file), file);
    const end = before === undefined ? session.length : session.findIndex(({ command }) => command.startsWith(before));
    if (end < 0) throw new RangeError(`${file} has no command that begins with "${before}"`);
    for (const { place, command } of session.slice(0, end)) await this.run(place, command);
  }

  /** Runs a command line at a place, and writes down what it did up to the end of the pause after it. */
  observe(place: string, command: string): Promise<Observation> {
    return observeCommand(this, place, command);
  }

  override async run(place: string, command: string): Promise<Outcome> {
    this.#log.add({ kind: 'line', place, command, nextStart: this.nextStart });
    try {
      return await super.run(place, command);
    } finally {
      this.#log.end();
    }
  }

  override async settle(): Promise<void> {
    this.#log.add({ kind: 'pause', nextStart: this.nextStart });
    await super.settle();
  }

  /**
   * Gives the machines' state a name, for `restore`. A name that there is already stays where it is, so that a notebook's
   * cell can be run again.
   *
   * @example
   * ```ts
   * import { lab } from 'chainwalk';
   *
   * const machines = await lab();
   * machines.mark('no rules');
   * await machines.sh('host# iptables -A INPUT -j DROP');
   * await machines.restore('no rules');
   * (await machines.sh('host# iptables -S INPUT')).stdout; // → '-P INPUT ACCEPT\n'
   * ```
   */
  mark(name: string): void {
    this.#log.mark(name);
  }

  /**
   * Brings the machines back to where they were at a mark: processes, files, networks, rules and counters, connections, and
   * the clock. What was typed since then, and marks made since then, are forgotten. Machines and places that were asked for
   * before are no longer this lab's. Throws a `RangeError` for a mark that there is not, and for one behind an interrupted
   * command, which cannot be typed again as it was.
   */
  async restore(name: string): Promise<void> {
    const entries = this.#log.upTo(name);
    if (entries.length === this.#log.length) return;
    const again = new Lab(this.#options);
    for (const entry of entries) await again.#repeat(entry);
    this.#log.cut(name);
    this.#machines = again.#machines;
    this.resume(again);
    for (const listener of [...this.restoreListeners]) listener();
  }

  async #repeat(entry: LabEntry): Promise<void> {
    switch (entry.kind) {
      case 'line':
        this.nextStart = entry.nextStart;
        await this.run(entry.place, entry.command);
        break;
      case 'pause':
        this.nextStart = entry.nextStart;
        await this.settle();
        break;
      case 'file':
        await this.writeFile(entry.place, entry.path, entry.content);
        break;
      case 'shell': {
        const place = this.place(entry.place);
        if (place !== undefined) this.shell(place);
      }
    }
  }

  #untilNext(): Microseconds {
    if (this.nextStart === undefined) return this.#pause;
    return Math.max(0, Math.round(this.nextStart * SECOND) - this.clock.now);
  }

  /** Puts a file onto a machine or into a running container, with the directories above it. Throws a `RangeError` if there is no such place. */
  async writeFile(place: string, path: string, content: string): Promise<void> {
    const { files, machine } = this.#existing(place);
    this.#log.add({ kind: 'file', place, path, content });
    files.set(fromHome(path), { content, modifiedAt: machine.date().getTime() });
  }

  /** What is in a file of a place; `undefined` if there is no such file. Throws a `RangeError` if there is no such place. */
  async readFile(place: string, path: string): Promise<string | undefined> {
    return this.#existing(place).files.get(fromHome(path))?.content;
  }

  /** Where the host's terminal is: at the host, or in the container that `docker exec -it` went into. @internal */
  get entered(): Place {
    return (this.inside === undefined ? undefined : containerPlace(this.docker, this.inside)) ?? this.host;
  }

  /** The shell of a person who types at a place. @internal */
  shell(place: Place): LateShell {
    const { shells } = this.#machines;
    let shell = shells.get(place);
    if (shell === undefined) {
      // It is a process: its number is taken.
      this.#log.add({ kind: 'shell', place: place.name });
      shell = new LateShell(place, () => this.programs(place));
      shells.set(place, shell);
    }
    return shell;
  }

  /** For scripts of processes; a machine in another network namespace has a shell for each. */
  #shellOf(place: Place): LateShell {
    const isElsewhere = place.files === place.machine.files && place !== place.machine;
    return isElsewhere ? new LateShell(place, () => this.programs(place)) : this.shell(place);
  }

  /** Interrupts the commands that run, as Ctrl-C does. */
  interrupt(): void {
    this.#log.interrupt();
    for (const shell of this.#machines.shells.values()) shell.interrupt();
  }

  /** Commands of a place that are programs of the simulation. @internal */
  programs(place: Place): ReadonlyMap<string, Program> {
    if (place.files === this.host.files) return new Map([...programs, ...dockerPrograms(this.docker, loadYaml)]);
    return place.files === this.client.files ? programs : containerPrograms(this.docker, place.name);
  }

  #existing(name: string): Place {
    const place = this.place(name);
    if (place === undefined) throw new RangeError(`no machine or running container is called "${name}"`);
    return place;
  }

  protected override async type(name: string, command: string): Promise<CommandResult | undefined> {
    const place = this.place(name);
    return place && this.shell(place).type(command, this.outputListener);
  }

  protected override async typeInside(container: string, command: string): Promise<CommandResult | undefined> {
    const place = containerPlace(this.docker, container);
    return place && this.shell(place).type(command, this.outputListener);
  }

  protected override async pause(): Promise<string> {
    try {
      await passTime(this.clock, this.#untilNext());
      return '';
    } catch (error) {
      if (!(error instanceof BudgetError || error instanceof ClockError)) throw error;
      return `chainwalk: ${error.message}\n`;
    }
  }

  protected override async findContainer(reference: string): Promise<string | undefined> {
    if (!this.docker.ready) return undefined;
    const isMeant = ({ name, id }: { readonly name: string; readonly id: string }) =>
      name === reference || (reference.length >= 2 && id.startsWith(reference));
    return this.docker.runningContainers().find(isMeant)?.name;
  }

  protected override async isRunning(container: string): Promise<boolean> {
    return containerPlace(this.docker, container) !== undefined;
  }
}

/** A path of a simulated machine, whose root types and lives in /root, as people write it. */
function fromHome(path: string): string {
  return path.startsWith('/') ? path : `${HOME}/${path}`;
}
