/** Making networks: `docker network create`, and those that dockerd makes itself. moby: daemon/network.go; libnetwork: controller.go (NewNetwork). */
import { formatPrefix, prefix } from '../../packet';
import { DockerError, notModelled } from '../dockerError';
import type { DockerEngine } from '../engine';
import { raiseBridge, setUpBridge } from './bridgeDevice';
import { loadForNetwork } from './bridgeNetfilter';
import { BRIDGE_OPTION, readDriverOptions, readIpv6Options, refuseOptions } from './driverOptions';
import { forwardForNetwork, forwardingProblem } from './forwarding';
import { parseGateway } from './ipam';
import { parseIpv6Gateway } from './ipv6Pool';
import type { BridgeNetwork, Ipv6Part, PlainNetwork } from './network';
import { applyNetwork } from './networkRules';
import { releaseNetwork } from './removeNetwork';

/** The device of the network `bridge`. */
const DEFAULT_BRIDGE = 'docker0';
const PREDEFINED = new Set(['bridge', 'host', 'none', 'default']);

/** The options of `docker network create`: subnet `10.9.0.0/24`, gateway `10.9.0.1`. */
export interface NetworkRequest {
  readonly name: string;
  readonly subnet?: string;
  readonly gateway?: string;
  /** `--ipv6`, with a subnet and a gateway of that family. */
  readonly ipv6?: { readonly subnet?: string | undefined; readonly gateway?: string | undefined };
  readonly internal?: boolean;
  readonly options?: ReadonlyMap<string, string>;
  readonly labels?: ReadonlyMap<string, string>;
}

/** `docker network create -d bridge`. Throws a `DockerError`, and then nothing has changed. */
export function createNetwork(engine: DockerEngine, request: NetworkRequest): BridgeNetwork {
  const { name } = request;
  // What is given goes before what networks have by default.
  const options = new Map([
    ...(request.options ?? []),
    ...missing(engine.options.defaultNetworkOptions, request.options),
  ]);
  if (PREDEFINED.has(name))
    throw new DockerError('forbidden', `operation is not permitted on predefined ${name} network`);
  if ([...engine.networks.values()].some((network) => network.name === name)) {
    throw new DockerError('conflict', `network with name ${name} already exists`);
  }
  refuseOptions(options);
  const problem = forwardingProblem(engine, request.ipv6 !== undefined);
  if (problem !== undefined) throw new DockerError('failed', problem);
  const id = engine.newId();
  const bridge = options.get(`${BRIDGE_OPTION}name`) ?? `br-${id.slice(0, 12)}`;
  refuseBridge(engine, bridge);
  const network = bridgeNetwork(
    engine,
    { ...request, options },
    {
      id,
      bridge,
      isDefault: false,
      showsGateway: request.subnet === undefined || request.gateway !== undefined,
    },
  );
  try {
    bringUp(engine, network);
  } catch (error) {
    releaseNetwork(engine, network);
    throw error;
  }
  return network;
}

/** `none` and `host`: they have no rules, but DOCKER-USER is put first as with any network. */
export function createPlainNetwork(engine: DockerEngine, name: string, driver: PlainNetwork['driver']): void {
  const id = engine.newId();
  engine.networks.set(id, { id, name, driver, createdAt: engine.machine.clock.now, options: new Map() });
  arrangeUserChainAgain(engine);
}

/** `bridge`, on docker0: 172.17.0.0/16, or the subnet that docker0 has from before. */
export function createDefaultNetwork(engine: DockerEngine): void {
  const { icc, ipMasquerade } = engine.options;
  const options = new Map([
    ['com.docker.network.bridge.default_bridge', 'true'],
    [`${BRIDGE_OPTION}enable_icc`, `${icc}`],
    [`${BRIDGE_OPTION}enable_ip_masquerade`, `${ipMasquerade}`],
    [`${BRIDGE_OPTION}host_binding_ipv4`, engine.options.ip],
    [`${BRIDGE_OPTION}name`, DEFAULT_BRIDGE],
    ['com.docker.network.driver.mtu', '1500'],
  ]);
  const existed = engine.machine.net.device(DEFAULT_BRIDGE) !== undefined;
  const request = { name: 'bridge', ...addressOfDefault(engine.options.bridgeAddress), options };
  bringUp(
    engine,
    bridgeNetwork(engine, request, {
      id: engine.newId(),
      bridge: DEFAULT_BRIDGE,
      isDefault: true,
      showsGateway: existed,
    }),
  );
}

/** Subnet and gateway of docker0. */
function addressOfDefault(bridgeAddress = '172.17.0.1/16'): { readonly subnet: string; readonly gateway: string } {
  const [gateway = ''] = bridgeAddress.split('/');
  return { subnet: formatPrefix(prefix(bridgeAddress)), gateway };
}

/** The defaults that were not given. */
function missing(defaults: ReadonlyMap<string, string>, given: ReadonlyMap<string, string> = new Map()) {
  return [...defaults].filter(([option]) => !given.has(option));
}

type Placement = Pick<BridgeNetwork, 'id' | 'bridge' | 'isDefault' | 'showsGateway'>;

function bridgeNetwork(engine: DockerEngine, request: NetworkRequest, placement: Placement): BridgeNetwork {
  const { name, subnet, gateway, internal = false, options = new Map(), labels } = request;
  const routed = engine.machine.net.fib
    .routes('main')
    .flatMap(({ destination }) => (destination.mask === 0 ? [] : [destination]));
  const pool = engine.ipam.request(subnet, routed);
  try {
    const settings = readDriverOptions(options, engine.release, internal);
    const wanted = gateway === undefined ? undefined : parseGateway(gateway, pool.subnet);
    return {
      ...placement,
      name,
      createdAt: engine.machine.clock.now,
      driver: 'bridge',
      options,
      pool,
      gateway: settings.gatewayMode === 'isolated' ? undefined : pool.take(wanted),
      ipv6: request.ipv6 && ipv6Part(engine, request, options),
      internal,
      ...settings,
      ...(labels === undefined ? {} : { labels }),
      shownSubnet: subnet ?? pool.text,
      userSubnet: subnet !== undefined,
    };
  } catch (error) {
    engine.ipam.release(pool);
    throw error;
  }
}

function ipv6Part(
  { ipam, machine, release }: DockerEngine,
  { ipv6, internal = false }: NetworkRequest,
  options: ReadonlyMap<string, string>,
): Ipv6Part {
  if (ipv6?.subnet === undefined && !release.changes.has('ip6tables')) {
    throw new DockerError(
      'failed',
      'could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network',
    );
  }
  const settings = readIpv6Options(options, release, internal);
  const pool = ipam.ipv6.request(ipv6?.subnet, machine.random);
  try {
    const wanted = ipv6?.gateway === undefined ? undefined : parseIpv6Gateway(ipv6.gateway, pool);
    const gateway = settings.gatewayMode === 'isolated' ? undefined : pool.take(wanted);
    return { pool, gateway, ...settings, showsGateway: ipv6?.subnet === undefined || ipv6.gateway !== undefined };
  } catch (error) {
    ipam.ipv6.release(pool);
    throw error;
  }
}

function bringUp(engine: DockerEngine, network: BridgeNetwork): void {
  const { machine, options, release } = engine;
  engine.networks.set(network.id, network);
  setUpBridge(machine.net, machine.random, network, options.userlandProxy);
  loadForNetwork(machine.net, release, network, options);
  forwardForNetwork(engine, network);
  applyNetwork(engine, network);
  raiseBridge(machine.net, network);
  arrangeUserChainAgain(engine);
}

function arrangeUserChainAgain({ backends }: DockerEngine): void {
  for (const backend of backends) backend.arrangeUserChain();
}

function refuseBridge(engine: DockerEngine, bridge: string): void {
  const taken = [...engine.networks.values()].find(
    (network) => network.driver === 'bridge' && network.bridge === bridge,
  );
  if (taken !== undefined) {
    throw new DockerError(
      'forbidden',
      `network ${taken.id} (${bridge}): conflicts with network ${taken.id} (${bridge}): networks have same bridge name`,
    );
  }
  if (engine.machine.net.device(bridge) !== undefined)
    throw notModelled(`networks on the existing interface ${bridge}`);
  if (bridge.length > 15) throw new DockerError('failed', `numerical result out of range`);
}
