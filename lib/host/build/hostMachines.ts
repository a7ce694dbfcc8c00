/** The machines of a loaded host: the host, its containers, and what is beyond. */
import { Machine, PidNamespace, type Place } from '../../machine';
import { FileTree } from '../../machine/files';
import {
  BridgeDevice,
  Clock,
  connect,
  MILLISECOND,
  type NetDevice,
  type NetNamespace,
  Random,
  VethDevice,
} from '../../network';
import { formatIpv4, type Ipv4Address, ipv4, parseIpv4, parseMac, parsePrefix } from '../../packet';
import { ofOneShape, type Route } from '../../routing';
import type { HostFacts, PolicyRuleFact, RouteFact } from '../read';
import { Assumptions } from './assumption';
import { withEngineRules } from './engineRules';
import { loadConnections } from './loadConnections';
import { type LoadedRules, loadRules } from './loadRules';
import { Outside } from './outside';
import { PacketMemory } from './packetMemory';
import type { HostPlan, PlannedContainer, PlannedDevice } from './plan';
import { Subnets } from './planDevices';
import { planHost } from './planHost';

const VETH_LATENCY = 5;

/** A container as it was built. */
export interface BuiltContainer {
  readonly plan: PlannedContainer;
  readonly place: Place;
}

/** What a host is built from besides its facts. */
export interface BuildOptions {
  /** Addresses that a question is about. */
  readonly named?: readonly string[];
}

export class HostMachines {
  readonly facts: HostFacts;
  readonly plan: HostPlan;
  readonly rules: LoadedRules;
  readonly clock: Clock;
  readonly host: Machine;
  readonly outside: Outside;
  readonly containers: readonly BuiltContainer[];
  /** What the host's rules remember of packets. */
  readonly memory: PacketMemory;
  readonly #assumptions = new Assumptions();
  readonly #ports: PlannedDevice[];
  #connections: HostFacts['connections'];

  constructor(said: HostFacts, { named = [] }: BuildOptions = {}) {
    const facts = withEngineRules(said, this.#assumptions);
    this.facts = facts;
    this.#connections = facts.connections;
    this.plan = planHost(facts, named, this.#assumptions);
    this.clock = new Clock();
    const common = { clock: this.clock, random: new Random(1), startedAt: this.plan.startedAt };
    this.host = new Machine({ name: 'host', hostname: 'host', iptablesVersion: '1.8.9', ...common });
    this.memory = new PacketMemory(this.host.net.netfilter);
    this.outside = new Outside(common);
    this.outside.isServed = (port) =>
      this.host.net.sockets.udp.some(({ localPort, remotePort }) => localPort === port && remotePort === 0);
    this.#ports = this.plan.devices.filter(({ role }) => role === 'port');
    this.host.net.sysctl.set('net.ipv4.tcp_syn_linear_timeouts', '4');
    for (const device of this.plan.devices) this.#addDevice(device);
    this.#applySettings();
    this.containers = this.plan.containers.map((plan) => ({ plan, place: this.#addContainer(plan) }));
    for (const route of this.plan.routes) this.#addRoute(route);
    if (this.plan.rules.length > 0) this.host.net.fib.setRules(this.plan.rules.map(policyRuleOf));
    this.#addGateways();
    this.#introduceNeighbours();
    this.rules = loadRules(this.host, facts, this.#assumptions);
    this.forgetConnections();
  }

  /** What was taken to be so, as no dump says it. */
  get assumptions(): Assumptions {
    return this.#assumptions;
  }

  /** All places, the host first. */
  get places(): readonly Place[] {
    return [this.host, ...this.containers.map(({ place }) => place), ...this.outside.places];
  }

  /** The container that has an address. */
  containerOf(address: string): BuiltContainer | undefined {
    return this.containers.find(({ plan }) => plan.endpoints.some((endpoint) => endpoint.address === address));
  }

  /** Whether an address is of a bridge's subnet, and not the host's own. */
  isBehindBridge(address: string): boolean {
    const value = parseIpv4(address);
    return (
      value !== undefined &&
      !this.host.net.isOwnAddress(value) &&
      new Subnets(this.plan.devices, 'bridge').deviceOf(address) !== undefined
    );
  }

  /** What is left of an exchange ends without a packet: repetitions, packets that wait for a neighbour. */
  quieten(): void {
    this.clock.forget();
    for (const { net } of this.places) {
      net.sockets.forgetConnections();
      net.neighbours.settle();
    }
  }

  /** Knows only the connections of the dump again, another one if there is one, and no packets. */
  forgetConnections(...besides: HostFacts['connections']): void {
    loadConnections(this.host.net, [...this.#connections, ...besides]);
    this.memory.forget();
  }

  /** Those that conntrack was told to forget stay forgotten. */
  keepConnections(): void {
    const { conntrack, clock } = this.host.net;
    const left = conntrack.entries(clock.now).map(({ original: { tuple } }) => tuple);
    this.#connections = this.#connections.filter(({ original: fact }) =>
      left.some(
        (tuple) =>
          formatIpv4(tuple.source) === fact.source &&
          formatIpv4(tuple.destination) === fact.destination &&
          tuple.sourceKey === fact.sourcePort &&
          tuple.destinationKey === fact.destinationPort,
      ),
    );
  }

  #addDevice({ name, role, fact }: PlannedDevice): void {
    const { net } = this.host;
    if (role === 'loopback' || role === 'port' || net.device(name) !== undefined) return;
    const index = fact.index === undefined || isTaken(net, fact.index) ? net.nextIfindex() : fact.index;
    const mac = (fact.mac === undefined ? undefined : parseMac(fact.mac)) ?? 0x0242_0000_0000 + index;
    const device =
      role === 'bridge' ? new BridgeDevice(net, name, index, mac) : new VethDevice('ethernet', net, name, index, mac);
    if (fact.mtu !== undefined) device.mtu = fact.mtu;
    net.addDevice(device);
    if (fact.up) net.setUp(device, true);
    for (const { address, prefixLength, scope } of fact.addresses) {
      if (parseIpv4(address) === undefined) continue;
      net.addAddress(device, { address: ipv4(address), prefixLength, scope });
    }
    if (device instanceof VethDevice) this.outside.addUplink(device);
  }

  /** `net.ipv4.ip_forward` sets those of all devices, which come after it. */
  #applySettings(): void {
    const { sysctl } = this.host.net;
    const { settings } = this.plan;
    const isFirst = (name: string) => name === 'net.ipv4.ip_forward' || name.includes('.all.');
    for (const { name, value } of settings.filter((one) => isFirst(one.name))) sysctl.set(name, value);
    for (const { name, value } of settings.filter((one) => !isFirst(one.name))) sysctl.set(dotted(name), value);
  }

  #addContainer(plan: PlannedContainer): Place {
    const net = this.host.createNamespace(plan.name);
    net.sysctl.set('net.ipv4.tcp_syn_linear_timeouts', '4');
    for (const [index, endpoint] of plan.endpoints.entries()) {
      const bridge = this.host.net.device(endpoint.bridge);
      if (!(bridge instanceof BridgeDevice)) continue;
      const name = plan.routes?.find(({ source }) => source === endpoint.address)?.device ?? `eth${index}`;
      const address = ipv4(endpoint.address);
      const mac = (endpoint.mac === undefined ? undefined : parseMac(endpoint.mac)) ?? 0x0242_0000_0000 + address;
      const inner = new VethDevice('veth', net, name, net.nextIfindex(2), mac);
      net.addDevice(inner);
      const outer = this.#hostEnd(bridge, inner);
      outer.mtu = bridge.mtu;
      inner.mtu = plan.mtus.get(endpoint.address) ?? bridge.mtu;
      net.setUp(inner, true);
      net.addAddress(inner, { address, prefixLength: endpoint.prefixLength, scope: 'global' });
    }
    if (plan.routes === undefined) this.#routeByBridge(net, plan);
    else for (const route of plan.routes) addRoute(net, route);
    return {
      name: plan.name,
      machine: this.host,
      net,
      pids: new PidNamespace(this.host.pids),
      hostname: plan.name,
      files: new FileTree(),
    };
  }

  /** By its name in the dump, if a port of the bridge is not taken yet. */
  #hostEnd(bridge: BridgeDevice, inner: VethDevice): VethDevice {
    const { net } = this.host;
    const at = this.#ports.findIndex(({ fact }) => fact.master === bridge.name);
    const [port] = at < 0 ? [] : this.#ports.splice(at, 1);
    const index = port?.fact.index === undefined || isTaken(net, port.fact.index) ? net.nextIfindex() : port.fact.index;
    const mac = port?.fact.mac === undefined ? undefined : parseMac(port.fact.mac);
    const outer = new VethDevice('veth', net, port?.name ?? `veth${index}`, index, mac ?? 0x0242_0100_0000 + index);
    net.addDevice(outer);
    connect(outer, inner, VETH_LATENCY);
    bridge.addPort(outer).hairpin = port?.fact.hairpin ?? this.plan.proxies.length === 0;
    net.setUp(outer, true);
    return outer;
  }

  #routeByBridge(net: NetNamespace, { endpoints }: PlannedContainer): void {
    const [first] = endpoints;
    const bridge = first === undefined ? undefined : this.host.net.device(first.bridge);
    const gateway = bridge?.addresses.find(({ prefixLength }) => prefixLength < 32)?.address;
    const device = net.devices.find(({ name }) => name !== 'lo');
    if (gateway === undefined || device === undefined) return;
    net.fib.add({ ...DEFAULT_ROUTE, gateway, device });
  }

  #addRoute(route: RouteFact): void {
    if (route.device !== undefined && this.host.net.device(route.device) === undefined) {
      this.#assumptions.add(
        `The route to ${route.destination} is by ${route.device}, which was not printed, and is left out.`,
        'ip address',
      );
      return;
    }
    addRoute(this.host.net, route);
  }

  /** Each gateway has a neighbour that is it. */
  #addGateways(): void {
    const macs = new Map(this.facts.neighbours.map(({ address, mac }) => [address, mac]));
    for (const { gateway, device, destination } of this.plan.routes) {
      if (gateway === undefined || device === undefined || parseIpv4(gateway) === undefined) continue;
      const mac = macs.get(gateway);
      this.outside.addGateway(device, ipv4(gateway), {
        isWay: destination === 'default',
        ...(destination !== 'default' && { behind: prefixOf(destination) }),
        ...(mac !== undefined && { mac: parseMac(mac) }),
      });
    }
    for (const { address, state } of this.facts.neighbours)
      if (state === 'FAILED' || state === 'INCOMPLETE') this.outside.silent.add(address);
  }

  /** Containers have spoken to their bridges before: each knows the other's hardware address. No rule has seen it. */
  #introduceNeighbours(): void {
    for (const { place } of this.containers) {
      for (const device of place.net.devices) {
        const [own] = device.addresses;
        const bridge = device instanceof VethDevice ? device.peer?.master : undefined;
        const gateway = bridge?.addresses.find(({ prefixLength }) => prefixLength < 32);
        if (own === undefined || gateway === undefined || device.name === 'lo') continue;
        if (bridge !== undefined) place.net.neighbours.ask(device, gateway.address, bridge.mac);
      }
    }
    this.clock.advance(MILLISECOND);
  }

  /** The place of an address beyond the host: on the link of an uplink if the host sees it there, else behind gateways. */
  placeOutside(address: Ipv4Address, uplink: string): Place | undefined {
    const known = this.outside.placeOf(address);
    if (known !== undefined) return known;
    const device = this.host.net.device(uplink);
    const route = device === undefined ? undefined : this.host.net.fib.lookup(address, device);
    const onLink = route?.type === 'unicast' && route.gateway === undefined;
    const text = formatIpv4(address);
    const mac = this.facts.neighbours.find((one) => one.address === text && one.device === uplink)?.mac;
    const neighbour =
      onLink && this.outside.addNeighbour(uplink, address, mac === undefined ? undefined : parseMac(mac));
    return neighbour || this.outside.addFar(uplink, address);
  }
}

const DEFAULT_ROUTE = {
  table: 'main',
  type: 'unicast',
  destination: { address: 0, mask: 0 },
  scope: 'global',
  metric: 0,
  protocol: 'boot',
} as const;

function isTaken(net: NetNamespace, ifindex: number): boolean {
  return net.devices.some((device) => device.ifindex === ifindex);
}

/** sysctl writes `/` for the dot of an interface's name: `net.ipv4.conf.eth0/100.rp_filter`. */
function dotted(name: string): string {
  return name.replace(/\//g, '.');
}

/** A route of a dump; those that come with addresses are there already. */
export function addRoute(net: NetNamespace, fact: RouteFact): boolean {
  const destination = fact.destination === 'default' ? { address: 0, mask: 0 } : prefixOf(fact.destination);
  const device: NetDevice | undefined = fact.device === undefined ? undefined : net.device(fact.device);
  if (destination === undefined || (fact.type === 'unicast' && device?.up !== true)) return false;
  const gateway = fact.gateway === undefined ? undefined : parseIpv4(fact.gateway);
  const preferredSource = fact.source === undefined ? undefined : parseIpv4(fact.source);
  const route: Route = {
    table: fact.table,
    type: fact.type,
    destination,
    scope: gateway === undefined ? 'link' : 'global',
    metric: fact.metric,
    protocol: 'static',
    ...(device !== undefined && { device }),
    ...(gateway !== undefined && { gateway }),
    ...(preferredSource !== undefined && { preferredSource }),
  };
  return net.fib.add(ofOneShape(route));
}

/** `10.1.0.0/16`, `192.0.2.1`, and `10.1/16` as old programs write it. */
function prefixOf(text: string): Route['destination'] | undefined {
  const [address = '', length = '32'] = text.split('/');
  const whole = [...address.split('.'), '0', '0', '0'].slice(0, 4).join('.');
  return parsePrefix(`${whole}/${length}`);
}

function policyRuleOf(fact: PolicyRuleFact) {
  const from = fact.from === undefined ? undefined : prefixOf(fact.from);
  const to = fact.to === undefined ? undefined : prefixOf(fact.to);
  const { priority, input, output, mark, action, suppressPrefixLength } = fact;
  return {
    priority,
    action,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(mark !== undefined && { mark }),
    ...(fact.invert && { invert: true }),
    ...(suppressPrefixLength !== undefined && { suppressPrefixLength }),
  };
}
