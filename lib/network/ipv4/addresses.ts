/** Addresses of devices, and the routes that come and go with them. Linux: net/ipv4/devinet.c, fib_frontend.c. */
import type { Ipv4Address } from '../../packet';
import { SINGLE_ADDRESS_MASK } from '../../packet/address';
import type { Route } from '../../routing';
import type { IpHost } from '../ipHost';
import type { InterfaceAddress, NetDevice } from '../link/device';
import { interfaceRoutes, isOfSameSubnet, primaryOf } from './addressRoutes';
import { isInSubnet } from './subnet';

/** Brings a device up or takes it down, with the routes of its addresses. Linux: fib_inetaddr_event, fib_netdev_event. */
export function setUp(namespace: IpHost, device: NetDevice, up: boolean): void {
  if (device.up === up) return;
  device.up = up;
  if (up) {
    device.activated = true;
    for (const address of device.addresses) addRoutes(namespace, device, address);
    return;
  }
  // Its addresses stay the machine's own. Linux: fib_sync_down_dev, which passes over hops of no scope.
  namespace.fib.flush((route) => route.device === device && route.type !== 'local');
  namespace.neighbours.flush(device);
  device.loseLink();
  namespace.conntrack.forgetMasqueraded(device.ifindex, namespace.now());
}

/**
 * Gives a device an address; or says why not: it has it already, or one of the subnet with another scope. One of a subnet that it
 * has one of is secondary and comes last; a primary one comes behind those of no wider scope. Linux: __inet_insert_ifa.
 */
export function addAddress(
  namespace: IpHost,
  device: NetDevice,
  address: InterfaceAddress,
): 'EEXIST' | 'EINVAL' | undefined {
  const { addresses } = device;
  for (const other of addresses.filter((one) => isOfSameSubnet(one, address))) {
    if (other.address === address.address) return 'EEXIST';
    if (other.scope !== address.scope) return 'EINVAL';
  }
  const isBefore = (other: InterfaceAddress) =>
    primaryOf(device, other) === undefined && NARROWNESS[other.scope] >= NARROWNESS[address.scope];
  const place =
    primaryOf(device, address) === undefined ? addresses.map(isBefore).lastIndexOf(true) + 1 : addresses.length;
  addresses.splice(place, 0, address);
  addRoutes(namespace, device, address);
  return undefined;
}

/** RT_SCOPE_UNIVERSE, RT_SCOPE_LINK, RT_SCOPE_HOST. */
const NARROWNESS = { global: 0, link: 253, host: 254 } as const;

/**
 * Takes an address, of that prefix if one is given, and its routes away; false if the device does not have it. With a primary one its secondary ones go, unless
 * the first of them is to take its place (promote_secondaries). Linux: __inet_del_ifa.
 */
export function removeAddress(
  namespace: IpHost,
  device: NetDevice,
  address: Ipv4Address,
  prefixLength?: number,
): boolean {
  const removed = device.addresses.find(
    (other) => other.address === address && (prefixLength === undefined || other.prefixLength === prefixLength),
  );
  if (removed === undefined) return false;
  const secondary = device.addresses.filter((other) => primaryOf(device, other) === removed);
  const promotes = (device.settings.promote_secondaries || namespace.sysctl.all.promote_secondaries) !== 0;
  if (!promotes) for (const other of secondary) removeOne(namespace, device, other);
  removeOne(namespace, device, removed);
  if (promotes) for (const other of secondary) replaceRoutes(namespace, device, other);
  if (device.addresses.length === 0) forgetDevice(namespace, device);
  return true;
}

/** Linux: fib_del_ifaddr, fib_sync_down_addr. */
function removeOne(namespace: IpHost, device: NetDevice, removed: InterfaceAddress): void {
  const { fib } = namespace;
  const { address } = removed;
  const routes = interfaceRoutes(device, removed);
  device.addresses.splice(device.addresses.indexOf(removed), 1);
  const kept = device.addresses.flatMap((other) => interfaceRoutes(device, other));
  for (const route of routes) {
    if (!kept.some((other) => isSame(route, other))) fib.remove(route.table, (other) => isSame(route, other));
  }
  // Nothing is sent from it any more.
  if (fib.addressType(address) !== 'LOCAL') fib.flush((route) => route.preferredSource === address);
  namespace.conntrack.forgetMasqueraded(device.ifindex, namespace.now(), address);
}

function isSame(one: Route, other: Route): boolean {
  const { table, type, device, destination, preferredSource } = one;
  return (
    other.table === table &&
    other.type === type &&
    other.device === device &&
    other.destination.address === destination.address &&
    other.destination.mask === destination.mask &&
    other.preferredSource === preferredSource
  );
}

/** A secondary address has become a primary one, or another one's. */
function replaceRoutes(namespace: IpHost, device: NetDevice, address: InterfaceAddress): void {
  const { fib } = namespace;
  fib.remove(
    'local',
    (route) => route.type === 'local' && route.device === device && route.destination.address === address.address,
  );
  addRoutes(namespace, device, address);
}

/** No routes lead by a device any more, and nobody is known behind it. Linux: fib_disable_ip. */
function forgetDevice({ fib, neighbours }: IpHost, device: NetDevice): void {
  fib.flush((route) => route.device === device);
  neighbours.flush(device);
}

function addRoutes({ fib }: IpHost, device: NetDevice, address: InterfaceAddress): void {
  for (const route of interfaceRoutes(device, address)) fib.append(route);
}

/** The address of a device to send from: one of the next hop's subnet, else its first, else any of the machine's. Linux: inet_select_addr. */
export function sourceAddress(namespace: IpHost, device: NetDevice, nextHop: Ipv4Address): Ipv4Address | undefined {
  const global = device.addresses.filter(({ scope }) => scope !== 'host');
  const near = global.find((address) => isInSubnet(address, nextHop));
  if (near !== undefined) return near.address;
  if (global[0] !== undefined) return global[0].address;
  return namespace.devices.flatMap(({ addresses }) => addresses).find(({ scope }) => scope === 'global')?.address;
}

/** Whether a device of this machine has the very address; 127.0.0.2 is local, but nobody's. Linux: inet_lookup_ifaddr_rcu. */
export function isOwnAddress({ fib }: IpHost, address: Ipv4Address): boolean {
  const route = fib.lookup(address);
  return route?.type === 'local' && route.destination.mask === SINGLE_ADDRESS_MASK;
}
