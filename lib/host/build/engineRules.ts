/**
 * Rules that nobody printed: where only a compose file, `docker run` lines or what docker prints are there, the simulated engine makes
 * the networks and containers, and its rules are the host's.
 */
import { type DockerEngine, DockerError, type Image, installDocker } from '../../docker';
import {
  type Container,
  type ContainerConfig,
  type NetworkAttachment,
  PLAIN_CONFIG,
} from '../../docker/container/container';
import { createContainer } from '../../docker/container/createContainer';
import { idle, startContainer } from '../../docker/container/startContainer';
import { createNetwork } from '../../docker/network/createNetwork';
import { portKey } from '../../docker/network/portSpec';
import { Machine, Process, type Thread } from '../../machine';
import { Clock, Random, SECOND } from '../../network';
import { formatIpv4, formatPrefix } from '../../packet';
import { iptablesSave } from '../../tools/iptables';
import { type ContainerFact, type DeclaredContainer, type DeclaredNetwork, type HostFacts, readHost } from '../read';
import type { Assumptions } from './assumption';

/** Of what people have at most; the usual one, as nothing says which it is. */
const USUAL_ENGINE = '28.5';
const BRIDGE_NAME = 'com.docker.network.bridge.name';
/** Making thousands of containers takes a while, in µs of the clock. */
const PATIENCE = 100_000 * SECOND;
const IMAGE: Image = {
  repository: 'image',
  id: '0'.repeat(64),
  createdAt: 0,
  size: 0,
  command: ['wait'],
  environment: [],
  exposedPorts: [],
  programs: new Map([['wait', idle]]),
  files: new Map(),
};

/** What the engine made, and what it would not make. */
interface Made {
  readonly tables: HostFacts['tables'];
  readonly networks: HostFacts['networks'];
  readonly containers: readonly ContainerFact[];
  readonly version: string;
  readonly problems: readonly string[];
}

/** Machines are built again and again from the same facts. */
const MADE = new WeakMap<HostFacts, Made>();

/** The facts with the engine's rules, if there are containers with ports or networks of theirs, and no rules. */
export function withEngineRules(facts: HostFacts, assumptions: Assumptions): HostFacts {
  const { declaredContainers, declaredNetworks, containers } = facts;
  const hasRules =
    facts.nft.length > 0 || facts.tables.some(({ family, rules }) => family === 'ipv4' && rules.length > 0);
  const wanted = [...declaredContainers, ...containers.flatMap((container) => asDeclared(container))];
  if (hasRules || wanted.length + declaredNetworks.length === 0) return facts;
  const made = MADE.get(facts) ?? make(facts, wanted);
  MADE.set(facts, made);
  assumptions.add(
    `The rules are those that Docker ${made.version} makes for the ${wanted.length} ${wanted.length === 1 ? 'container' : 'containers'} that ${wanted.length === 1 ? 'is' : 'are'} asked for.`,
    'iptables-save -c',
  );
  for (const problem of made.problems) assumptions.add(problem);
  return {
    ...facts,
    tables: [...facts.tables.filter(({ family }) => family === 'ipv6'), ...made.tables],
    networks: [...made.networks, ...facts.networks.filter(({ driver }) => driver !== 'bridge')],
    containers: made.containers,
  };
}

/** `docker ps` and `docker inspect` say the same as a command line would. */
function asDeclared({ name, running, endpoints, ports, at }: ContainerFact): readonly DeclaredContainer[] {
  if (!running) return [];
  return [
    {
      name,
      networkMode: '',
      endpoints: endpoints.length > 0 ? endpoints : [{ network: 'bridge' }],
      ports: ports.flatMap(({ protocol, hostIp, hostPort, containerPort }) =>
        protocol === 'tcp' || protocol === 'udp'
          ? [{ protocol, hostIp: hostIp === '0.0.0.0' ? '' : hostIp, hostPort: `${hostPort}`, containerPort }]
          : [],
      ),
      at,
    },
  ];
}

function make(facts: HostFacts, wanted: readonly DeclaredContainer[]): Made {
  const clock = new Clock();
  const machine = new Machine({
    name: 'host',
    hostname: 'host',
    iptablesVersion: '1.8.9',
    clock,
    random: new Random(1),
    startedAt: 0,
  });
  const engine = installDocker(machine, undefined, {
    engine: knownRelease(facts.engine),
    images: new Map([['image', IMAGE]]),
  });
  const problems: string[] = [];
  const process = new Process({
    place: machine,
    argv: ['docker'],
    program: (self) => makeAll(self, engine, facts, wanted, problems),
  });
  clock.runUntil(() => !process.running, PATIENCE);
  const { version } = engine.release;
  const { stdout: text } = iptablesSave(machine.net.netfilter, [], { version: '1.8.9' });
  const { tables } = readHost([{ name: `the rules of Docker ${version}`, text }]);
  const [at] = wanted.map((one) => one.at);
  const source = at ?? { file: '', line: 0 };
  const networks = [...engine.networks.values()].flatMap((network) =>
    network.driver !== 'bridge'
      ? []
      : [
          {
            name: network.name,
            id: network.id,
            driver: 'bridge',
            bridge: network.bridge,
            subnet: formatPrefix(network.pool.subnet),
            ...(network.gateway !== undefined && { gateway: formatIpv4(network.gateway) }),
            internal: network.internal,
            at: source,
          },
        ],
  );
  const containers = [...engine.containers.values()].map((container, index) =>
    containerFact(container, wanted[index]?.at ?? source),
  );
  return { tables, networks, containers, version, problems };
}

/** The release that was printed, if it is known here. */
function knownRelease(version: string | undefined): string {
  const [, line] = /^(\d+\.\d+)/.exec(version ?? '') ?? [];
  return line !== undefined && Number.parseInt(line, 10) >= 20 && Number.parseInt(line, 10) <= 29 ? line : USUAL_ENGINE;
}

function* makeAll(
  self: Process,
  engine: DockerEngine,
  { declaredNetworks, networks, interfaces }: HostFacts,
  wanted: readonly DeclaredContainer[],
  problems: string[],
): Thread {
  const unit = engine.machine.units.get('docker');
  if (unit !== undefined) yield* unit.start(self);
  const attempt = (what: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof DockerError) && !(error instanceof RangeError)) throw error;
      problems.push(`${what} is not made: ${error.message}.`);
    }
  };
  /** Bridges that `ip address` shows, and that no network has yet. */
  const free = interfaces.filter(({ name }) => /^br-/.test(name)).map(({ name }) => name);
  const known = networks.map((network): DeclaredNetwork => ({ ...network, options: new Map(), external: false }));
  const needed = wanted.flatMap(({ endpoints, at }) =>
    endpoints.map(({ network }) => ({
      name: network,
      driver: 'bridge',
      internal: false,
      external: false,
      options: new Map(),
      at,
    })),
  );
  const all = new Map<string, DeclaredNetwork>();
  for (const network of [...declaredNetworks, ...known, ...needed])
    if (!all.has(network.name) && !PREDEFINED.has(network.name)) all.set(network.name, network);
  for (const { name, driver, subnet, gateway, internal, options, bridge } of all.values()) {
    if (driver !== 'bridge') problems.push(`The network ${name} is of the driver ${driver}, which is not modelled.`);
    const taken = bridge ?? options.get(BRIDGE_NAME) ?? free.shift();
    const withName = taken === undefined ? options : new Map([...options, [BRIDGE_NAME, taken]]);
    attempt(`The network ${name}`, () =>
      createNetwork(engine, {
        name,
        internal,
        options: withName,
        ...(subnet !== undefined && { subnet }),
        ...(gateway !== undefined && { gateway }),
      }),
    );
  }
  for (const container of wanted) {
    const shared = /^container:(.*)$/.exec(container.networkMode)?.[1];
    if (shared !== undefined)
      problems.push(`The container ${container.name} has the network of ${shared}, and is not built.`);
    else
      attempt(`The container ${container.name}`, () => {
        startContainer(engine, declare(engine, container));
      });
  }
  return 0;
}

/** Networks that are there anyway. */
const PREDEFINED = new Set(['bridge', 'host', 'none', 'default']);

function declare(engine: DockerEngine, { name, networkMode, endpoints, ports }: DeclaredContainer): Container {
  const [first, ...others] = endpoints;
  const mode = networkMode === 'host' || networkMode === 'none' ? networkMode : (first?.network ?? 'bridge');
  const config: ContainerConfig = {
    image: IMAGE,
    imageReference: 'image',
    ...PLAIN_CONFIG,
    command: ['wait'],
    exposedPorts: ports.map(portKey),
    portBindings: networkMode === '' ? ports : [],
    networkMode: mode === 'bridge' ? 'default' : mode,
    requestedAddress: mode === 'bridge' ? undefined : first?.address,
  };
  const container = createContainer(engine, name.replace(/[^\w.-]/g, '-') || undefined, config);
  for (const { network, address } of others) {
    const attachment: NetworkAttachment = {
      name: network,
      networkId: engine.findNetwork(network)?.id ?? '',
      requestedAddress: address,
      gatewayPriority: 0,
      aliases: undefined,
      connected: true,
      endpointId: '',
    };
    container.attachments.set(network, attachment);
  }
  return container;
}

function containerFact({ name, id, sandbox, config }: Container, at: ContainerFact['at']): ContainerFact {
  const endpoints = [...(sandbox?.endpoints.values() ?? [])].map(({ network, address }) => ({
    network: network.name,
    address: formatIpv4(address),
    prefixLength: 16,
    ...(network.gateway !== undefined && { gateway: formatIpv4(network.gateway) }),
  }));
  const ports = config.portBindings.flatMap(({ protocol, hostIp, hostPort, containerPort }) =>
    /^\d+$/.test(hostPort)
      ? [{ protocol, hostIp: hostIp || '0.0.0.0', hostPort: Number(hostPort), containerPort }]
      : [],
  );
  return { name, id, running: sandbox !== undefined, endpoints, ports, at };
}
