/** Addresses of devices, and the routes that come and go with them. Linux: net/ipv4/devinet.c, fib_frontend.c. */
import type { Ipv4Address } from '../../packet';
import { contains, maskOfLength, SINGLE_ADDRESS_MASK } from '../../packet/address';
import type { IpHost } from '../ipHost';
import type { InterfaceAddress, NetDevice } from '../link/device';
import { interfaceRoutes } from './addressRoutes';

/** Brings a device up or takes it down, with the routes of its addresses. Linux: fib_inetaddr_event, fib_netdev_event. */
export function setUp(namespace: IpHost, device: NetDevice, up: boolean): void {
  if (device.up === up) return;
  device.up = up;
  if (up) {
    device.activated = true;
    for (const address of device.addresses) addRoutes(namespace, device, address);
    return;
  }
  namespace.fib.flushDevice(device);
  namespace.neighbours.flush(device);
}

/** Gives a device an address; false if it has it already. */
export function addAddress(namespace: IpHost, device: NetDevice, address: InterfaceAddress): boolean {
  if (
    device.addresses.some((other) => other.address === address.address && other.prefixLength === address.prefixLength)
  )
    return false;
  device.addresses.push(address);
  if (device.up) addRoutes(namespace, device, address);
  return true;
}

/** Takes an address and its routes away; false if the device does not have it. */
export function removeAddress({ fib }: IpHost, device: NetDevice, address: Ipv4Address): boolean {
  const index = device.addresses.findIndex((other) => other.address === address);
  const [removed] = index < 0 ? [] : device.addresses.splice(index, 1);
  if (removed === undefined) return false;
  for (const route of interfaceRoutes(device, removed)) {
    fib.remove(
      route.table,
      (other) => other.device === device && other.preferredSource === address && other.type === route.type,
    );
  }
  return true;
}

function addRoutes({ fib }: IpHost, device: NetDevice, address: InterfaceAddress): void {
  for (const route of interfaceRoutes(device, address)) fib.add(route);
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

function isInSubnet({ address, prefixLength }: InterfaceAddress, other: Ipv4Address): boolean {
  const mask = maskOfLength(prefixLength);
  return contains({ address: (address & mask) >>> 0, mask }, other);
}
