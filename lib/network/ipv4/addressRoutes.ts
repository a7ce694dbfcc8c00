/** The routes that come with an address. Linux: fib_add_ifaddr, net/ipv4/fib_frontend.c. */
import type { Ipv4Address } from '../../packet';
import { isLoopback, isZeronet, maskOfLength, SINGLE_ADDRESS_MASK } from '../../packet/address';
import type { Route } from '../../routing';
import { ofOneShape } from '../../routing/route';
import type { InterfaceAddress, NetDevice } from '../link/device';
import { isInSubnet } from './subnet';

/**
 * Its own, those of its broadcast addresses, and that of its subnet: local for loopback addresses, else on the link. A device
 * that is down has the first alone; a secondary address has that of its subnet from the first one, as it has its source.
 */
export function interfaceRoutes(device: NetDevice, own: InterfaceAddress): readonly Route[] {
  const primary = primaryOf(device, own);
  const { address, prefixLength, broadcast } = own;
  const common = { device, preferredSource: primary?.address ?? address, metric: 0, protocol: 'kernel' } as const;
  const single = (type: 'local' | 'broadcast', to: Ipv4Address): Route => ({
    ...common,
    table: 'local',
    type,
    destination: { address: to, mask: SINGLE_ADDRESS_MASK },
    scope: type === 'local' ? 'host' : 'link',
  });
  const routes: Route[] = [single('local', address)];
  if (!device.up) return routes.map(ofOneShape);
  const mask = maskOfLength(prefixLength);
  const subnet = { address: (address & mask) >>> 0, mask };
  const last = (address | ~mask) >>> 0;
  const hasSubnet = primary === undefined && prefixLength < 32 && !isZeronet(subnet.address);
  if (hasSubnet && isLoopback(address))
    routes.push({ ...common, table: 'local', type: 'local', destination: subnet, scope: 'host' });
  else if (hasSubnet) routes.push({ ...common, table: 'main', type: 'unicast', destination: subnet, scope: 'link' });
  if (hasSubnet && prefixLength < 31) routes.push(single('broadcast', last));
  if (broadcast !== undefined && broadcast !== 0xffffffff && (broadcast !== last || !hasSubnet))
    routes.push(single('broadcast', broadcast));
  return routes.map(ofOneShape);
}

/** The address of the same subnet that a device had before; then this one is secondary. Linux: IFA_F_SECONDARY, __inet_insert_ifa. */
export function primaryOf({ addresses }: NetDevice, own: InterfaceAddress): InterfaceAddress | undefined {
  const first = addresses.find((other) => isOfSameSubnet(other, own));
  return first?.address === own.address ? undefined : first;
}

/** Whether two addresses have the same prefix. */
export function isOfSameSubnet(one: InterfaceAddress, other: InterfaceAddress): boolean {
  return one.prefixLength === other.prefixLength && isInSubnet(one, other.address);
}
