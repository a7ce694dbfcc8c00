/** The article's machines on the real kernel: the same places, commands and outcomes as the simulated ones. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGE_PATH } from '../docker';
import { Conversation } from '../lab/conversation';
import type { CommandResult } from '../tools';
import { assemble, type Machines, takeDown } from './assemble';
import { type Cache, cacheOf } from './cache';
import { ticksAt } from './chance';
import { findContainer, lackingCapabilities, surroundings } from './containers';
import { requireAll } from './doctor';
import { requireEngine } from './engines';
import { RealMachineError } from './execute';
import { KernelLogFollower, needsKernelLog } from './kernelLog';
import { makeWorkplace, removeLeftovers, type Workplace } from './leftovers';
import type { RealMachine } from './machine';
import { observeSession, type RealObservation } from './observe';
import { Quieter } from './quieten';
import { RealShell } from './shell';

export interface RealLabOptions {
  /** Seconds from the end of one command to the start of the next; 1 unless said otherwise. */
  readonly pause?: number;
  /** Another Docker engine than the computer's, by its version. */
  readonly engine?: string;
  readonly cache?: Cache;
}

export class RealLab extends Conversation<RealObservation> {
  readonly host: RealMachine;
  readonly client: RealMachine;
  readonly #workplace: Workplace;
  readonly #pause: number;
  readonly #quieter: Quieter;
  readonly #kernelLog: KernelLogFollower;
  readonly #startedAt = process.hrtime.bigint();
  /** By place, and by its first process: a container that was restarted has a new one. */
  readonly #shells = new Map<string, RealShell>();

  private constructor(workplace: Workplace, { host, client }: Machines, pause: number) {
    super();
    this.#workplace = workplace;
    this.host = host;
    this.client = client;
    this.#pause = pause * 1000;
    this.#quieter = new Quieter(host);
    this.#kernelLog = new KernelLogFollower(join(workplace.folder, host.name));
  }

  /** Builds the machines, and removes what dead runs left. Throws a `RealMachineError` if something is missing or fails. */
  static async start({ pause = 1, engine, cache = cacheOf() }: RealLabOptions = {}): Promise<RealLab> {
    const folder = engine === undefined ? undefined : requireEngine(cache, engine);
    requireAll(cache);
    await removeLeftovers();
    const workplace = await makeWorkplace();
    return new RealLab(
      workplace,
      await assemble(workplace, cache, folder === undefined ? {} : { engine: folder }),
      pause,
    );
  }

  /** Outside the machines; removed with them. */
  get folder(): string {
    return this.#workplace.folder;
  }

  /** Ends all processes and removes everything. */
  async end(): Promise<void> {
    await this.#kernelLog.end();
    for (const shell of this.#shells.values()) shell.end();
    this.#shells.clear();
    await takeDown(this.#workplace, [this.host, this.client]);
  }

  /** What the kernel's tick counter stood at when the machines were started; `undefined` where it cannot be read. */
  get firstTick(): number | undefined {
    return ticksAt(this.#startedAt);
  }

  /** Seconds of the machines' clock, which is this computer's. */
  get now(): number {
    return Number(process.hrtime.bigint() - this.#startedAt) / 1e9;
  }

  /** Runs a command line at a place, and writes down what it did up to the end of the pause after it. Throws a `RealMachineError` if the machines do not let themselves be watched. */
  async observe(place: string, command: string): Promise<RealObservation> {
    const [seen] = await observeSession(this, [{ place, command }]);
    if (seen === undefined) throw new RealMachineError(`nothing was seen of ${place}# ${command}`);
    return seen;
  }

  protected override async type(place: string, command: string): Promise<CommandResult | undefined> {
    if (needsKernelLog(command)) await this.#kernelLog.begin();
    return (await this.#shell(place))?.type(command);
  }

  protected override async typeInside(container: string, command: string): Promise<CommandResult | undefined> {
    return (await this.#shellInside(container))?.type(command);
  }

  /** What is new is made as quiet as the rest meanwhile. */
  protected override async pause(): Promise<string> {
    await Promise.all([sleep(this.#pause), this.#quieter.quieten()]);
    return '';
  }

  protected override async findContainer(reference: string): Promise<string | undefined> {
    return (await findContainer(this.host, reference))?.name;
  }

  protected override async isRunning(container: string): Promise<boolean> {
    return (await this.findContainer(container)) !== undefined;
  }

  async #shell(place: string): Promise<RealShell | undefined> {
    const machine = [this.host, this.client].find(({ name }) => name === place);
    if (machine !== undefined) return this.#shellOf(place, machine.enter('bash', '-c', 'cd; exec -a -bash bash'));
    return this.#shellInside(place);
  }

  async #shellInside(name: string): Promise<RealShell | undefined> {
    const container = await findContainer(this.host, name);
    if (container === undefined) return undefined;
    const { directory, variables } = await surroundings(this.host, container);
    const shell = ['sh', '-c', 'cd "$0" && exec sh', directory];
    const inside = ['nsenter', '--target', container.pid, '--mount', '--pid', '--net', '--uts', '--ipc', ...shell];
    const own = ['HOME=/root', `HOSTNAME=${container.id.slice(0, 12)}`, ...variables];
    const environment = ['env', '-i', IMAGE_PATH, ...own];
    const bounds = await lackingCapabilities(this.host, container);
    const limits = bounds.length === 0 ? [] : ['setpriv', '--bounding-set', bounds.map((bound) => `-${bound}`).join()];
    return this.#shellOf(`${name}-${container.pid}`, this.host.enter(...limits, ...environment, ...inside));
  }

  #shellOf(key: string, argv: readonly string[]): RealShell {
    const shell = this.#shells.get(key) ?? new RealShell(argv, join(this.folder, key));
    this.#shells.set(key, shell);
    return shell;
  }
}
