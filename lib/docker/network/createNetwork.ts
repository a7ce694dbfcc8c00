/** Making networks: `docker network create`, and those that dockerd makes itself. moby: daemon/network.go; libnetwork: controller.go (NewNetwork). */
import type { NetNamespace } from '../../network';
import {
  contains,
  formatIpv4,
  formatPrefix,
  type Ipv4Address,
  type Ipv4Prefix,
  parseIpv4,
  parsePrefix,
  prefix,
} from '../../packet';
import { DockerError, notModelled } from '../dockerError';
import type { DockerEngine } from '../engine';
import { raiseBridge, setUpBridge } from './bridgeDevice';
import { loadForNetwork } from './bridgeNetfilter';
import { BRIDGE_OPTION, MTU_OPTION, readDriverOptions, readIpv6Options, refuseOptions } from './driverOptions';
import { forwardForNetwork, forwardingProblem } from './forwarding';
import { type Pool, parseGateway, parseUserAddress } from './ipam';
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
  /** Of the subnet, what containers get addresses of. */
  readonly range?: string;
  /** Addresses that nobody gets, by what they are called. */
  readonly auxiliary?: ReadonlyMap<string, string>;
  readonly labels?: ReadonlyMap<string, string>;
  readonly attachable?: boolean;
  /** `--ipv6`, with a subnet and a gateway of that family. */
  readonly ipv6?: { readonly subnet?: string | undefined; readonly gateway?: string | undefined };
  readonly internal?: boolean;
  readonly options?: ReadonlyMap<string, string>;
}

/** `docker network create -d bridge`. Throws a `DockerError`, and then nothing has changed. */
export function createNetwork(engine: DockerEngine, request: NetworkRequest): BridgeNetwork {
  const { name } = request;
  // What is given goes before what networks have by default.
  const options = new Map([
    ...(request.options ?? []),
    ...missing(engine.options.defaultNetworkOptions, request.options),
  ]);
  // Without a name it is the default network that is looked for.
  if (name === '') throw new DockerError('conflict', 'network with name  already exists');
  if (name.trim() === '') throw new DockerError('invalid', 'invalid name:');
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
    // The next default subnet is taken before the driver refuses what it is asked for.
    refuseBridge(engine, network);
    bringUp(engine, network);
  } catch (error) {
    releaseNetwork(engine, network);
    throw error;
  }
  engine.events.tellOfNetwork(network, 'create');
  return network;
}

/** `none` and `host`: they have no rules, but DOCKER-USER is put first as with any network. */
export function createPlainNetwork(engine: DockerEngine, name: string, driver: PlainNetwork['driver']): void {
  const id = engine.newId();
  engine.networks.set(id, {
    id,
    name,
    driver,
    createdAt: engine.machine.clock.now,
    options: new Map(),
    labels: new Map(),
  });
  arrangeUserChainAgain(engine);
}

/** `bridge`, on docker0: with the subnet of `--bip`, or that docker0 has from before, or the first that is free. */
export function createDefaultNetwork(engine: DockerEngine): void {
  const { icc, ipMasquerade, iptables, mtu, ip } = engine.options;
  const options = new Map([
    ['com.docker.network.bridge.default_bridge', 'true'],
    [`${BRIDGE_OPTION}enable_icc`, `${icc}`],
    [`${BRIDGE_OPTION}enable_ip_masquerade`, `${ipMasquerade && iptables}`],
    [`${BRIDGE_OPTION}host_binding_ipv4`, ip],
    [`${BRIDGE_OPTION}name`, DEFAULT_BRIDGE],
    [MTU_OPTION, `${mtu}`],
  ]);
  const existed = engine.machine.net.device(DEFAULT_BRIDGE) !== undefined;
  const { fixedCidr, bridgeAddress } = engine.options;
  const addresses = addressesOfDefault(engine);
  try {
    const network = bridgeNetwork(
      engine,
      { name: 'bridge', ...addresses, options },
      {
        id: engine.newId(),
        bridge: DEFAULT_BRIDGE,
        isDefault: true,
        showsGateway: existed || bridgeAddress !== undefined || fixedCidr !== undefined,
      },
    );
    bringUp(engine, network);
  } catch (error) {
    if (
      !(error instanceof DockerError) ||
      error.code === 'not-modelled' ||
      engine.options.firewallBackend === 'nftables'
    )
      throw error;
    throw failedAtStart(`${CREATING_DEFAULT}${error.message}`);
  }
}

const CREATING_DEFAULT = 'Error creating default "bridge" network: ';

function failedAtStart(message: string): DockerError {
  return new DockerError('failed', `Error initializing network controller: ${message}`);
}

/** moby: daemon_unix.go (initBridgeDriver). */
function addressesOfDefault({
  options,
  machine,
  ipam,
}: DockerEngine): Pick<NetworkRequest, 'subnet' | 'gateway' | 'range'> {
  const { bridgeAddress, fixedCidr } = options;
  for (const text of [bridgeAddress, fixedCidr])
    if (text !== undefined && !isCidr(text)) throw failedAtStart(`invalid CIDR address: ${text}`);
  const [own] = machine.net.device(DEFAULT_BRIDGE)?.addresses ?? [];
  const written = bridgeAddress ?? (own && `${formatIpv4(own.address)}/${own.prefixLength}`);
  const subnet = written === undefined ? ipam.firstFree(routedNetworks(machine.net)) : prefix(written);
  const gateway = written === undefined ? subnet.address + 1 : (parseIpv4(written.replace(/\/.*/, '')) ?? 0);
  if (fixedCidr !== undefined && !contains(subnet, prefix(fixedCidr).address))
    throw notModelled(`a fixed-cidr ${fixedCidr} outside of docker0's ${formatPrefix(subnet)}`);
  const range = fixedCidr === undefined ? {} : { range: formatPrefix(prefix(fixedCidr)) };
  return { subnet: formatPrefix(subnet), gateway: formatIpv4(gateway), ...range };
}

function isCidr(text: string): boolean {
  return (
    /^[\d.]+\/\d{1,2}$/.test(text) &&
    parsePrefix(text.replace(/^.*(?=\/)/, '0.0.0.0')) !== undefined &&
    parseIpv4(text.replace(/\/.*/, '')) !== undefined
  );
}

/** Networks that the machine knows another way to. */
function routedNetworks(net: NetNamespace): readonly Ipv4Prefix[] {
  return net.fib.routes('main').flatMap(({ destination }) => (destination.mask === 0 ? [] : [destination]));
}

/** The defaults that were not given. */
function missing(defaults: ReadonlyMap<string, string>, given: ReadonlyMap<string, string> = new Map()) {
  return [...defaults].filter(([option]) => !given.has(option));
}

type Placement = Pick<BridgeNetwork, 'id' | 'bridge' | 'isDefault' | 'showsGateway'>;

function bridgeNetwork(engine: DockerEngine, request: NetworkRequest, placement: Placement): BridgeNetwork {
  const { name, subnet, gateway, range, internal = false, attachable = false, options = new Map() } = request;
  const { auxiliary = new Map(), labels = new Map() } = request;
  const pool = engine.ipam.request({ subnet, range, routed: routedNetworks(engine.machine.net) });
  try {
    const settings = readDriverOptions(options, engine.release, internal);
    const wanted = gateway === undefined ? undefined : parseGateway(gateway, pool.subnet);
    const ownAddress = settings.gatewayMode === 'isolated' ? undefined : takeGateway(pool, wanted, gateway);
    for (const [key, address] of auxiliary) takeAuxiliary(pool, key, address);
    return {
      ...placement,
      name,
      createdAt: engine.machine.clock.now,
      driver: 'bridge',
      options,
      pool,
      gateway: ownAddress,
      ipv6: request.ipv6 && ipv6Part(engine, request, options),
      internal,
      ...settings,
      shownSubnet: subnet ?? pool.text,
      shownRange: range,
      auxiliary,
      labels,
      attachable,
      userSubnet: subnet !== undefined,
    };
  } catch (error) {
    engine.ipam.release(pool);
    throw error;
  }
}

/** The bridge's own address. libnetwork: network.go (ipamAllocateVersion). */
function takeGateway(pool: Pool, wanted: Ipv4Address | undefined, written = ''): Ipv4Address {
  return explained(`failed to allocate gateway (${written})`, () => pool.take(wanted));
}

/** An address that nobody is to get. */
function takeAuxiliary(pool: Pool, key: string, written: string): void {
  explained(`failed to allocate secondary ip address (${key}:${written})`, () => pool.take(parseUserAddress(written)));
}

function explained<Taken>(words: string, take: () => Taken): Taken {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(error.code, `${words}: ${error.message}`);
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

function refuseBridge(engine: DockerEngine, { id, bridge }: BridgeNetwork): void {
  const taken = [...engine.networks.values()].find(
    (network) => network.driver === 'bridge' && network.bridge === bridge,
  );
  // The driver forgets the default network then, and containers find it no more.
  if (taken?.driver === 'bridge' && taken.isDefault)
    throw notModelled(`networks on ${bridge}, which is the default network's`);
  if (taken !== undefined) {
    throw new DockerError(
      'forbidden',
      `cannot create network ${id} (${bridge}): conflicts with network ${taken.id} (${bridge}): networks have same bridge name`,
    );
  }
  if (engine.machine.net.device(bridge) !== undefined)
    throw notModelled(`networks on the existing interface ${bridge}`);
  if (bridge.length > 15)
    throw new DockerError('failed', 'failed to check bridge interface existence: numerical result out of range');
}
