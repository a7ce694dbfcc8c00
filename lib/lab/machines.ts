/** The article's two machines, the cable between them and the engine on the host, as a lab's options ask for them. */
import { type DockerEngine, type Image, installDocker, type RunShell, welcomePage } from '../docker';
import { type IptablesVariant, type IptablesVersion, Machine, type Place } from '../machine';
import { type Clock, Random, Clock as VirtualClock } from '../network';
import type { LateShell } from '../shell';
import { drawLateness } from './lateness';
import { wire } from './wire';

/** How the machines differ from the article's; none of it has to be given. */
export interface LabOptions {
  /** Whose looks iptables' listings have; CentOS 7's, `1.4.21`, as in the article, unless given. */
  readonly iptablesVersion?: IptablesVersion;
  /**
   * What `iptables` is on the machines: `legacy`, as in the article, unless given, or `nft`, whose rules are those of nf_tables
   * and whose words are always those of release 1.8.9. `update-alternatives` changes it later.
   */
  readonly iptables?: IptablesVariant;
  /**
   * Which Docker engine the host has: a version, `28.5.2`, or a line of versions, `28.5` or `28`, whose last one is meant.
   * From 20.10 to 29.7; the article's, 20.10.24, unless given.
   */
  readonly engine?: string;
  /**
   * Where the engine makes its rules, as dockerd's `--firewall-backend` says; iptables unless given, nftables from 29. dockerd
   * starts with nftables only where forwarding is on: `host# sysctl -w net.ipv4.ip_forward=1`.
   */
  readonly firewallBackend?: 'iptables' | 'nftables';
  /**
   * Whether the host's kernel has br_netfilter built in, so that iptables sees what a bridge forwards, or as a module, as
   * distributions have it: engines until 27.2 load it, later ones only for a network that needs it. Built in unless given.
   */
  readonly bridgeNetfilter?: 'built-in' | 'module';
  /** From which all random numbers come: ports, identifiers, MAC addresses; 1 unless given. */
  readonly seed?: number;
  /** Seconds from the end of one command to the start of the next; 1 unless said otherwise. */
  readonly pause?: number;
  /** Other programs keep each process from its turn for a while, so that docker-proxy may read at once what came in two parts. */
  readonly busy?: boolean;
  /**
   * What the machines' tick counters (jiffies, 250 a second) stand at in the beginning; Linux' own beginning if absent.
   */
  readonly firstTick?: number;
  /** False: what is sent by a cable comes in before the program goes on that sent it, as between namespaces on one processor. */
  readonly cablesTakeTime?: boolean;
  /** Images that are on the host, instead of the article's. @internal */
  readonly images?: ReadonlyMap<string, Image>;
}

/** When the machines were started: the article's own weekend. */
const STARTED_AT = Date.UTC(2022, 6, 2, 8, 0, 0);

/** What there is of a lab until `restore` makes others. @internal */
export interface Machines {
  readonly host: Machine;
  readonly client: Machine;
  readonly clock: Clock;
  readonly docker: DockerEngine;
  readonly shells: Map<Place, LateShell>;
}

/** Makes the machines; `runShell` runs the scripts of their processes. Throws a `RangeError` for an engine that there is not. @internal */
export function makeMachines(options: LabOptions, runShell: RunShell): Machines {
  const {
    iptablesVersion = '1.4.21',
    iptables,
    seed = 1,
    busy = false,
    engine,
    firewallBackend,
    bridgeNetfilter,
  } = options;
  const clock = new VirtualClock(options.firstTick, options.cablesTakeTime);
  const common = {
    clock,
    random: new Random(seed),
    startedAt: STARTED_AT,
    iptablesVersion,
    ...(iptables !== undefined && { iptablesVariant: iptables }),
    ...(busy && { wakeUpLatency: drawLateness(seed) }),
  };
  const host = new Machine({ name: 'host', hostname: 'localhost', lastPid: 1200, ...common });
  const client = new Machine({ name: 'client', hostname: 'client', lastPid: 800, ...common });
  wire(host.net, client.net);
  for (const { name, files } of [host, client])
    files.set('/usr/share/nginx/html/index.html', { content: welcomePage(name), modifiedAt: STARTED_AT });
  for (const machine of [host, client]) machine.runShell = runShell;
  const docker = installDocker(host, runShell, {
    ...(engine !== undefined && { engine }),
    ...(firewallBackend !== undefined && { options: { firewallBackend } }),
    ...(bridgeNetfilter !== undefined && { bridgeNetfilter }),
    ...(options.images !== undefined && { images: options.images }),
  });
  return { host, client, clock, docker, shells: new Map() };
}
