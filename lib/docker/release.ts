/**
 * Releases of the engine as data: what each says of itself, and which changes it has taken part in. The command line reads them
 * before it knows whether there will be a machine: what they do is elsewhere.
 * docker/cli: cli/command/system/version.go.
 */

/** One release of the engine, with the client of the same version. */
export interface EngineRelease {
  /** `28.5.2` */
  readonly version: string;
  /** The commit that `docker --version` names. */
  readonly build: string;
  /** The version of the API that it speaks. */
  readonly apiVersion: string;
  /** The oldest version of the API that it still understands. */
  readonly oldestApiVersion: string;
  /** The compiler. */
  readonly goVersion: string;
  /** The containerd that is packed with it. */
  readonly containerdVersion: string;
  /** The runc that is packed with it. */
  readonly runcVersion: string;
  /** What is otherwise than in 20.10. @internal */
  readonly changes: ReadonlySet<EngineChange>;
}

/** What later releases do otherwise than 20.10, and the first that does. moby, by tag. */
const FIRST_RELEASES = {
  /** A published UDP port makes the machine forget flows that were there before. */
  flushesUdpFlows: '23.0.0',
  /** `docker inspect` has no KernelMemory any more, and the console's size among what holds on any system (API 1.42). */
  inspectsConsoleFirst: '23.0.0',
  /** The client passes on what dockerd says of a name that it does not know, as it does with any other answer. */
  answersNotFound: '23.0.0',
  /** `docker port` has them in brackets; docker/cli#2972. */
  portBracketsAddresses: '23.0.0',
  /** An empty daemon.json is none, and what follows its object is wrong. */
  readsWholeJson: '23.0.0',
  defaultNetworkOptions: '24.0.0',
  /** `docker info` says the client's version. */
  infoSaysClient: '24.0.0',
  /** The name server says so when no other server has answered it. */
  answersFailure: '24.0.0',
  /** `docker inspect` shows the names of a container in each network, and has its fields in another order. */
  dnsNames: '25.0.0',
  /** Containers of an internal network have no default route. */
  internalHasNoRoute: '25.0.0',
  showsDefaultGateway: '25.0.0',
  /** `Aliases` of `docker inspect` are those that were asked for, without the short id. */
  aliasesWithoutId: '26.0.0',
  /** Words of `docker port` and `docker kill`; seen in 26.1 first. */
  newerRefusals: '26.1.0',
  /** Ports are published in the order of their numbers, both families under the same one. */
  sortedPorts: '27.0.1',
  /** It makes rules with ip6tables, and chooses a subnet for an IPv6 network that was given none. */
  ip6tables: '27.0.1',
  /** Networks that were given no subnet get the lowest that is free, not the next one. */
  takesLowestSubnet: '27.0.1',
  routedMode: '27.0.1',
  /** `docker ps` has IPv6 addresses in brackets; docker/cli#5365. */
  bracketsAddresses: '27.2.0',
  /** br_netfilter is loaded for a network that needs it: without communication of its containers; 27.4: or without docker-proxy. */
  bridgeNetfilterOnDemand: '27.3.0',
  bridgeNetfilterWithoutProxy: '27.4.0',
  unprotectedMode: '28.0.0',
  /** Its containers' MAC addresses are random, and they announce themselves. */
  randomMac: '28.0.0',
  announcesAddresses: '28.0.0',
  /** dockerd binds the ports and hands the sockets to docker-proxy, which answers from the address that was asked. */
  handsOverSockets: '28.0.0',
  gatewayPriority: '28.0.0',
  /** The client says where help is in a line of its own, and ends what the engine says without a full stop. */
  saysHelpApart: '28.0.0',
  noForwardDrop: '28.0.0',
  /** docker-proxy forgets no client that still sends, though nothing answers it. */
  keepsSenders: '28.0.2',
  directRouting: '28.2.0',
  /** `docker network rm` ends with `exit status 1` after its complaints; seen in 28.5 first. */
  saysExitStatus: '28.5.0',
  marksAccepted: '29.0.0',
  opensRoutedPorts: '29.0.0',
  /** `--firewall-backend=nftables`. */
  nftablesBackend: '29.0.0',
  /** Of flows to a UDP port those are forgotten that ask for the address at which it is published. */
  flushesByAddress: '29.5.0',
  /** `docker inspect` without what was long obsolete; `docker info` names the firewall's backend. */
  inspectsLess: '29.0.0',
} as const;

/** A difference between releases. */
export type EngineChange = keyof typeof FIRST_RELEASES;

/** What lines of releases say of themselves. */
interface ReleaseLine {
  /** `28.5` */
  readonly line: string;
  /** Its last release, unless that is not known. */
  readonly last?: number;
  /** The release that the line's name alone means, if it is not the last. */
  readonly meant?: number;
  readonly apiVersion: string;
}

const LINES: readonly ReleaseLine[] = [
  { line: '20.10', last: 27, meant: 24, apiVersion: '1.41' },
  { line: '23.0', last: 18, apiVersion: '1.42' },
  { line: '24.0', last: 9, apiVersion: '1.43' },
  { line: '25.0', last: 17, apiVersion: '1.44' },
  { line: '26.0', last: 2, apiVersion: '1.45' },
  { line: '26.1', last: 5, apiVersion: '1.45' },
  { line: '27.0', last: 3, apiVersion: '1.46' },
  { line: '27.1', last: 2, apiVersion: '1.46' },
  { line: '27.2', last: 1, apiVersion: '1.47' },
  { line: '27.3', last: 1, apiVersion: '1.47' },
  { line: '27.4', last: 1, apiVersion: '1.47' },
  { line: '27.5', last: 1, apiVersion: '1.47' },
  { line: '28.0', last: 4, apiVersion: '1.48' },
  { line: '28.1', last: 1, apiVersion: '1.49' },
  { line: '28.2', last: 2, apiVersion: '1.50' },
  { line: '28.3', last: 3, apiVersion: '1.51' },
  { line: '28.4', last: 0, apiVersion: '1.51' },
  { line: '28.5', last: 2, apiVersion: '1.51' },
  { line: '29.0', last: 4, apiVersion: '1.52' },
  { line: '29.1', last: 5, apiVersion: '1.52' },
  { line: '29.2', last: 1, apiVersion: '1.53' },
  { line: '29.3', apiVersion: '1.54' },
  { line: '29.4', apiVersion: '1.54' },
  { line: '29.5', apiVersion: '1.55' },
  { line: '29.6', apiVersion: '1.55' },
  { line: '29.7', last: 2, apiVersion: '1.55' },
];

/** The oldest version of the API that is understood, by the first release that refuses older ones. */
const OLDEST_API_VERSIONS = [
  ['29.3.0', '1.40'],
  ['29.0.0', '1.44'],
  ['25.0.0', '1.24'],
  ['20.10.0', '1.12'],
] as const;

type Packed = Pick<EngineRelease, 'build' | 'goVersion' | 'containerdVersion' | 'runcVersion'>;

/** Compiler and programs of the releases that were captured, and of those before the next one. */
const PACKED_WITH: readonly (readonly [string, Packed])[] = [
  ['29.0.0', { build: 'a7dcaa6', goVersion: 'go1.26.8', containerdVersion: '2.1.9', runcVersion: '1.3.0' }],
  ['28.0.0', { build: '9cc6dea', goVersion: 'go1.27.1', containerdVersion: '1.7.24', runcVersion: '1.1.15' }],
  ['27.0.0', { build: '9f9e405', goVersion: 'go1.26.8', containerdVersion: '1.7.24', runcVersion: '1.1.15' }],
  ['20.10.0', { build: '297e128', goVersion: 'go1.19.8', containerdVersion: '1.6.20', runcVersion: '1.1.5' }],
];

/** The article's. */
export const DEFAULT_ENGINE = '20.10.24';

/**
 * The release of a version, `28.5.2`, or of a line, `28.5` or `28`: the last one of it. Throws a `RangeError` that lists the
 * lines if there is none.
 */
export function findRelease(text: string): EngineRelease {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(text) ?? [];
  const line = LINES.filter(
    (one) => one.line === `${major}.${minor}` || (minor === undefined && one.line.startsWith(`${major}.`)),
  ).at(-1);
  const number = patch === undefined ? (line?.meant ?? line?.last ?? 0) : Number(patch);
  if (line === undefined || number > (line.last ?? number)) throw unknownEngine(text);
  const version = `${line.line}.${number}`;
  if (version === '27.0.0') throw unknownEngine(text);
  const changes = (Object.keys(FIRST_RELEASES) as EngineChange[]).filter((change) =>
    isFrom(version, FIRST_RELEASES[change]),
  );
  return {
    version,
    apiVersion: line.apiVersion,
    oldestApiVersion: newestOf(version, OLDEST_API_VERSIONS),
    ...newestOf(version, PACKED_WITH),
    changes: new Set(changes),
  };
}

function unknownEngine(text: string): RangeError {
  return new RangeError(
    `there is no Docker engine "${text}"; those known are ${LINES.map(({ line }) => line).join(', ')}`,
  );
}

/** What belongs to the newest release of a list that is not newer than this one. */
export function newestOf<T>(version: string, list: readonly (readonly [string, T])[]): T {
  const found = list.find(([from]) => isFrom(version, from));
  if (found === undefined) throw new RangeError(`nothing is known of Docker ${version}`);
  return found[1];
}

/** Whether a version is the other or a later one. */
function isFrom(version: string, other: string): boolean {
  const [a, b] = [version, other].map((one) => one.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
