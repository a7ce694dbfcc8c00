/** The machines as they are now, as data for a drawing. */
import type { Closable, Place, Process } from '../machine';
import type { NetDevice, NetNamespace, Socket, VethDevice } from '../network';
import { formatIpv4, formatMac } from '../packet/address';
import { formatIp } from '../packet/ipv6Address';
import type { Lab } from './lab';
import type { Topology, TopologyDevice, TopologyNamespace, TopologyProcess } from './topology';

/**
 * Host, client and all running containers, with their devices and the processes that listen. No time passes.
 *
 * @example
 * ```ts
 * import { lab, topology } from 'chainwalk';
 *
 * const { namespaces } = topology(await lab());
 * namespaces.map(({ name }) => name); // → ["host","client"]
 * namespaces[0]?.devices.map(({ name }) => name); // → ["lo","ens33"]
 * ```
 */
export function topology(lab: Lab): Topology {
  return topologyOf(lab.places, (place) => place === lab.host || place === lab.client);
}

/** The same of any places. */
export function topologyOf(places: readonly Place[], isMachine: (place: Place) => boolean): Topology {
  const namespaces = places.map((place) => place.net);
  return { namespaces: places.map((place) => describePlace(place, isMachine(place), namespaces)) };
}

function describePlace(place: Place, machine: boolean, namespaces: readonly NetNamespace[]): TopologyNamespace {
  const { sockets } = place.net;
  const waiting = new Map(
    [...sockets.listeners, ...sockets.udp].map((socket, index) => [socket as Closable, { socket, index }]),
  );
  return {
    name: place.name,
    kind: machine ? 'machine' : 'container',
    devices: place.net.devices.map((device) => describeDevice(device, namespaces)),
    processes: place.pids
      .list()
      .filter((process) => process.place === place)
      .map((process) => describeProcess(process, waiting))
      .filter(({ listening }) => listening.length > 0),
  };
}

function describeDevice(device: NetDevice, namespaces: readonly NetNamespace[]): TopologyDevice {
  const peer = isCableEnd(device) ? device.peer : undefined;
  const owner = peer && namespaces.find((namespace) => namespace === peer.namespace);
  return {
    name: device.name,
    ifindex: device.ifindex,
    kind: device.kind,
    mac: formatMac(device.mac),
    addresses: device.addresses.map(({ address, prefixLength }) => `${formatIpv4(address)}/${prefixLength}`),
    ...(device.master === undefined ? {} : { master: device.master.name }),
    ...(peer === undefined || owner === undefined ? {} : { peer: { namespace: owner.name, device: peer.name } }),
    up: device.up,
  };
}

function isCableEnd(device: NetDevice): device is VethDevice {
  return device.kind === 'veth' || device.kind === 'ethernet';
}

/** `waiting`: the sockets of its place that wait, each with its number among them. */
function describeProcess(
  process: Process,
  waiting: ReadonlyMap<Closable, { readonly socket: Socket; readonly index: number }>,
): TopologyProcess {
  const listening = [...process.held].flatMap((held) => waiting.get(held) ?? []).sort((a, b) => a.index - b.index);
  return { pid: process.pid, command: process.comm, listening: listening.map(({ socket }) => describeSocket(socket)) };
}

/** `tcp 0.0.0.0:8001`, `tcp6 :::8001` */
function describeSocket({ protocol, family, localAddress, localPort }: Socket): string {
  return `${protocol}${family === 'inet6' ? '6' : ''} ${formatIp(localAddress)}:${localPort}`;
}
