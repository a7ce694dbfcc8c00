/**
 * What is beyond the dumps: at each uplink a neighbour, which has the gateways' addresses and those of peers on the link, and
 * behind it one machine with the addresses of all others. Routers forward what they can, and what they cannot they say.
 */
import { Machine, type Place } from '../../machine';
import { connect, type NetNamespace, VethDevice } from '../../network';
import { formatIpv4, type Ipv4Address, ipv4, isLoopback, prefix } from '../../packet';

/** How long cables are, in µs. */
const LATENCY = 20;
const NEAR = '198.18.255.1';
const FAR = '198.18.255.2';
/** MAC addresses of the outside begin so. */
const MAC = 0x0200_5e00_0000;

/** An end of a cable beyond the host, and the host's own. */
interface Uplink {
  readonly host: VethDevice;
  readonly near: VethDevice;
}

export class Outside {
  /** The neighbours and gateways of all uplinks. */
  readonly near: Machine;
  /** All that is behind gateways. */
  readonly far: Machine;
  readonly #uplinks = new Map<string, Uplink>();
  readonly #link: VethDevice;
  #macs = 0;

  constructor(machine: Pick<Machine, 'clock' | 'random'> & { readonly startedAt: number }) {
    this.near = new Machine({ name: 'gateway', hostname: 'gateway', ...machine });
    this.far = new Machine({ name: 'outside', hostname: 'outside', ...machine });
    for (const { net } of [this.near, this.far]) {
      net.sysctl.set('net.ipv4.tcp_syn_linear_timeouts', '4');
      net.sysctl.set('net.ipv4.conf.all.send_redirects', '0');
      net.sysctl.set('net.ipv4.conf.default.send_redirects', '0');
    }
    this.near.net.sysctl.set('net.ipv4.ip_forward', '1');
    const inner = this.#device(this.near.net, 'far');
    this.#link = this.#device(this.far.net, 'eth0');
    connect(inner, this.#link, LATENCY);
    bringUp(inner, NEAR, 30);
    bringUp(this.#link, FAR, 30);
    addRoute(this.far.net, '0.0.0.0/0', this.#link, ipv4(NEAR));
  }

  /** The name of a place of the outside that has an address; `undefined` if none has it yet. */
  placeOf(address: Ipv4Address): Place | undefined {
    return [this.near, this.far].find(({ net }) => net.isOwnAddress(address));
  }

  /** Puts a cable to an uplink of the host. */
  addUplink(host: VethDevice): void {
    const near = this.#device(this.near.net, `to-${host.name}`);
    near.mtu = host.mtu;
    connect(host, near, LATENCY);
    this.near.net.setUp(near, true);
    this.#uplinks.set(host.name, { host, near });
    for (const { address } of host.addresses) addRoute(this.near.net, `${formatIpv4(address)}/32`, near);
  }

  /** Gives the neighbour at an uplink an address, with the subnet that the host has there. */
  addNeighbour(uplink: string, address: Ipv4Address, mac?: number): Place | undefined {
    const cable = this.#uplinks.get(uplink);
    if (cable === undefined) return undefined;
    if (mac !== undefined) cable.near.mac = mac;
    const own = cable.host.addresses.find(({ prefixLength }) => prefixLength < 32);
    const prefixLength = own?.prefixLength ?? 32;
    this.near.net.addAddress(cable.near, { address, prefixLength, scope: 'global' });
    return this.near;
  }

  /** Gives the machine behind the gateways an address. */
  addFar(address: Ipv4Address): Place {
    this.far.net.addAddress(this.#link, { address, prefixLength: 32, scope: 'global' });
    addRoute(this.near.net, `${formatIpv4(address)}/32`, this.near.net.device('far'), ipv4(FAR));
    return this.far;
  }

  /** Sends what is for an address of the host's side by an uplink, and there to the host. */
  routeTo(destination: Ipv4Address, uplink: string): void {
    const cable = this.#uplinks.get(uplink);
    const [own] = cable?.host.addresses ?? [];
    if (cable === undefined || own === undefined) return;
    const { net } = this.near;
    if (isLoopback(destination)) {
      // A neighbour that sends what should never leave a machine: it must not be its own address there.
      net.sysctl.set('net.ipv4.conf.all.route_localnet', '1');
      for (const { address } of net.lo.addresses.filter((one) => isLoopback(one.address)))
        net.removeAddress(net.lo, address);
    }
    net.fib.remove(
      'main',
      (route) => route.destination.address === destination && route.destination.mask === 0xffffffff,
    );
    addRoute(net, `${formatIpv4(destination)}/32`, cable.near, destination === own.address ? undefined : own.address);
  }

  /** Nothing that the gateways' own programs say comes through: no ICMP errors. */
  silence(iptables: (place: Place, rule: string) => void): void {
    iptables(this.near, '-A OUTPUT -p icmp -j DROP');
  }

  #device(net: NetNamespace, name: string): VethDevice {
    this.#macs += 1;
    const device = new VethDevice('ethernet', net, name, net.nextIfindex(), MAC + this.#macs);
    net.addDevice(device);
    return device;
  }
}

function bringUp(device: VethDevice, address: string, prefixLength: number): void {
  device.namespace.setUp(device, true);
  device.namespace.addAddress(device, { address: ipv4(address), prefixLength, scope: 'global' });
}

function addRoute(
  net: NetNamespace,
  destination: string,
  device: Parameters<NetNamespace['setUp']>[0] | undefined,
  gateway?: Ipv4Address,
): void {
  if (device === undefined) return;
  net.fib.add({
    table: 'main',
    type: 'unicast',
    destination: prefix(destination),
    device,
    scope: gateway === undefined ? 'link' : 'global',
    metric: 0,
    protocol: 'static',
    ...(gateway !== undefined && { gateway }),
  });
}
