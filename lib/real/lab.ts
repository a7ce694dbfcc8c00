/** The article's machines on the real kernel: the same places, commands and outcomes as the simulated ones. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGE_PATH } from '../docker';
import { interactiveShell, noSuchPlace, Outcome, parseSessionLine } from '../lab';
import { type CommandResult, success } from '../tools';
import { assemble, type Machines, takeDown } from './assemble';
import { type Cache, cacheOf } from './cache';
import { ticksAt } from './chance';
import { findContainer } from './containers';
import { requireAll } from './doctor';
import { makeWorkplace, removeLeftovers, type Workplace } from './leftovers';
import type { KernelMachine } from './machine';
import { Quieter } from './quieten';
import { KernelShell } from './shell';

export interface KernelLabOptions {
  /** Seconds from the end of one command to the start of the next; 1 unless said otherwise. */
  readonly pause?: number;
  readonly cache?: Cache;
}

export class KernelLab {
  readonly host: KernelMachine;
  readonly client: KernelMachine;
  readonly #workplace: Workplace;
  readonly #pause: number;
  readonly #quieter: Quieter;
  readonly #startedAt = process.hrtime.bigint();
  /** By place, and by its first process: a container that was restarted has a new one. */
  readonly #shells = new Map<string, KernelShell>();
  /** The container that an interactive `docker exec` went into. */
  #inside: string | undefined;
  /** The pause after the last command is over. */
  #settled = true;

  private constructor(workplace: Workplace, { host, client }: Machines, pause: number) {
    this.#workplace = workplace;
    this.host = host;
    this.client = client;
    this.#pause = pause * 1000;
    this.#quieter = new Quieter(host);
  }

  /** Builds the machines, and removes what dead runs left. Throws a `KernelError` if something is missing or fails. */
  static async start({ pause = 1, cache = cacheOf() }: KernelLabOptions = {}): Promise<KernelLab> {
    requireAll(cache);
    await removeLeftovers();
    const workplace = await makeWorkplace();
    return new KernelLab(workplace, await assemble(workplace, cache), pause);
  }

  /** Outside the machines; removed with them. */
  get folder(): string {
    return this.#workplace.folder;
  }

  /** Runs a session's line, `PLACE# COMMAND`, to its end. Throws `SessionSyntaxError` for anything else. */
  sh(line: string): Promise<Outcome> {
    const { place, command } = parseSessionLine(line);
    return this.run(place, command);
  }

  /** Runs a command line at a place to its end. */
  async run(place: string, command: string): Promise<Outcome> {
    await this.settle();
    this.#settled = false;
    const startedAt = this.now;
    const { stdout, stderr, exitCode } = await this.#dispatch(place, command.trim());
    return new Outcome({ place, command, stdout, stderr, exitCode, startedAt, endedAt: this.now });
  }

  /** Lets the pause after the last command pass now; what is new is made as quiet as the rest. */
  async settle(): Promise<void> {
    if (!this.#settled) await Promise.all([sleep(this.#pause), this.#quieter.quieten()]);
    this.#settled = true;
  }

  /** Ends all processes and removes everything. */
  async end(): Promise<void> {
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

  async #dispatch(place: string, command: string): Promise<CommandResult> {
    if (place !== 'host') return this.#type(place, command);
    // The container that was gone into may have ended, and with it the shell in it.
    const inside = this.#inside === undefined ? undefined : await findContainer(this.host, this.#inside);
    const entering = inside === undefined ? interactiveShell(command) : undefined;
    const entered = entering === undefined ? inside : await findContainer(this.host, entering);
    this.#inside = entered?.name;
    if (entered === undefined) return this.#type('host', command);
    if (entering !== undefined) return success();
    const [exit, exitCode = '0'] = /^exit(?: (\d+))?$/.exec(command) ?? [];
    if (exit === undefined) return this.#type(entered.name, command);
    this.#inside = undefined;
    return { stdout: '', stderr: '', exitCode: Number(exitCode) };
  }

  async #type(place: string, command: string): Promise<CommandResult> {
    const shell = await this.#shell(place);
    return shell === undefined ? noSuchPlace(place) : shell.type(command);
  }

  async #shell(place: string): Promise<KernelShell | undefined> {
    const machine = [this.host, this.client].find(({ name }) => name === place);
    if (machine !== undefined) return this.#shellOf(place, machine.enter('bash', '-c', 'cd; exec -a -bash bash'));
    const container = await findContainer(this.host, place);
    if (container === undefined) return undefined;
    const inside = ['nsenter', '--target', container.pid, '--mount', '--pid', '--net', '--uts', '--ipc', 'sh'];
    const environment = ['env', '-i', IMAGE_PATH, 'HOME=/root', `HOSTNAME=${container.id.slice(0, 12)}`];
    return this.#shellOf(`${place}-${container.pid}`, this.host.enter(...environment, ...inside));
  }

  #shellOf(key: string, argv: readonly string[]): KernelShell {
    const shell = this.#shells.get(key) ?? new KernelShell(argv, join(this.folder, key));
    this.#shells.set(key, shell);
    return shell;
  }
}
