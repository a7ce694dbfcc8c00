/** A computer: one kernel, one clock, its own processes and files, and containers on it. */
import { type Clock, type Microseconds, NetNamespace, type Random } from '../network';
import { IPV4_LOOPBACK } from '../packet';
import { FileTree } from './files';
import { PidNamespace } from './pids';
import type { Place } from './place';
import type { Process, RunShell } from './process';
import type { Unit } from './unit';

/** Whose looks iptables' listings have: CentOS 7's, or Debian 12's, whose protocol column has numbers. */
export type IptablesVersion = '1.4.21' | '1.8.9';

/** Which of the kernel's engines keeps the rules of `iptables`: ip_tables, or nf_tables. */
export type IptablesVariant = 'legacy' | 'nft';

/** What a machine is made with. */
export interface MachineOptions {
  /** As sessions call it. */
  readonly name: string;
  /** As it calls itself. */
  readonly hostname: string;
  /** The time that it shares with other machines. */
  readonly clock: Clock;
  /** From which its random numbers come: ports, identifiers, addresses. */
  readonly random: Random;
  /** The time of day when the clock stood at 0, in ms since 1970. */
  readonly startedAt: number;
  /** The number before that of the first process; 0 unless given. */
  readonly lastPid?: number;
  /** CentOS 7's, `1.4.21`, unless given. */
  readonly iptablesVersion?: IptablesVersion;
  /** What `iptables` is at first, as update-alternatives has it: `legacy` unless given. */
  readonly iptablesVariant?: IptablesVariant;
  /** From the event that a thread waits for until it runs, for each time anew; that of a scheduler with nothing else to do if absent. */
  readonly wakeUpLatency?: (process: Process) => Microseconds;
}

const IDLE_WAKE_UP_LATENCY: Microseconds = 50;

/**
 * A computer: one kernel, one clock, its own network, processes and files; the place in which its containers are others.
 *
 * @example
 * ```ts
 * import { Machine } from 'chainwalk/machine';
 * import { Clock, Random } from 'chainwalk/network';
 *
 * const clock = new Clock();
 * const machine = new Machine({ name: 'm', hostname: 'm', clock, random: new Random(1), startedAt: Date.UTC(2022, 6, 2) });
 * machine.net.devices.map(({ name }) => name); // → ["lo"]
 * machine.date().toISOString(); // → '2022-07-02T00:00:00.000Z'
 * ```
 */
export class Machine implements Place {
  /** As sessions call it. */
  readonly name: string;
  /** As it calls itself. */
  readonly hostname: string;
  /** The time that it shares with other machines. */
  readonly clock: Clock;
  /** From which its random numbers come. */
  readonly random: Random;
  /** The network namespace that it started with. */
  readonly net: NetNamespace;
  /** @internal */
  readonly pids: PidNamespace;
  /** Its files. @internal */
  readonly files = new FileTree();
  /** Whose looks iptables' listings have. */
  readonly iptablesVersion: IptablesVersion;
  /** What `iptables` is: `update-alternatives` changes it. */
  iptablesVariant: IptablesVariant;
  /** Whether somebody chose it, or it is the one that distributions prefer. @internal */
  iptablesChoice: 'auto' | 'manual';
  /** @internal */
  readonly wakeUpLatency: (process: Process) => Microseconds;
  /** Services by name without `.service`. @internal */
  readonly units = new Map<string, Unit>();
  /** Runs what only a shell has; nothing does if it is not set. @internal */
  runShell: RunShell | undefined = undefined;
  /** Network namespaces that are kept by a file, as `ip netns add` does it, by its path. @internal */
  readonly namespaceFiles = new Map<string, NetNamespace>();
  /** Told of each network namespace made here from now on. @internal */
  readonly namespaceListeners = new Set<(net: NetNamespace) => void>();
  readonly #startedAt: number;
  #chance: Random | undefined;

  /** A machine that has just started: `lo` is up, no process runs. */
  constructor({ name, hostname, clock, random, startedAt, lastPid = 0, ...options }: MachineOptions) {
    this.name = name;
    this.hostname = hostname;
    this.clock = clock;
    this.random = random;
    this.#startedAt = startedAt;
    this.iptablesVersion = options.iptablesVersion ?? '1.4.21';
    this.iptablesVariant = options.iptablesVariant ?? 'legacy';
    this.iptablesChoice = this.iptablesVariant === 'nft' ? 'auto' : 'manual';
    this.wakeUpLatency = options.wakeUpLatency ?? (() => IDLE_WAKE_UP_LATENCY);
    this.net = this.createNamespace(name);
    this.pids = new PidNamespace(undefined, lastPid);
  }

  /** Itself. */
  get machine(): Machine {
    return this;
  }

  /** What programs draw from: it moves no port and no identifier. @internal */
  get chance(): Random {
    this.#chance ??= this.random.fork();
    return this.#chance;
  }

  /** A network namespace of this kernel, its loopback device up. */
  createNamespace(name: string): NetNamespace {
    // The first has no other before it.
    const initial: NetNamespace | undefined = this.net;
    const net = new NetNamespace(name, this.clock, this.random, initial);
    net.startedAt = this.#startedAt * 1000;
    net.setUp(net.lo, true);
    net.addAddress(net.lo, { address: IPV4_LOOPBACK, prefixLength: 8, scope: 'host' });
    for (const listener of this.namespaceListeners) listener(net);
    return net;
  }

  /** The time of day at a time of the clock; now if none is given. */
  date(at: Microseconds = this.clock.now): Date {
    return new Date(this.#startedAt + Math.floor(at / 1000));
  }
}
