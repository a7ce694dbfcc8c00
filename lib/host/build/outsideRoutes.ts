/** Routes of the machines beyond a host. */
import type { NetDevice, NetNamespace } from '../../network';
import { type Ipv4Address, isLoopback } from '../../packet';
import type { Route } from '../../routing';

const ONE = 0xffff_ffff;

/** A route to one address, in the place of others that were there; the function takes it back. */
export function addHostRoute(
  net: NetNamespace,
  address: Ipv4Address,
  device: NetDevice,
  gateway?: Ipv4Address,
): () => void {
  const isIt = ({ destination }: Route) => destination.address === address && destination.mask === ONE;
  const others = net.fib.routes('main').filter(isIt);
  const replace = (routes: readonly Route[]) => {
    net.fib.remove('main', isIt);
    for (const route of routes) net.fib.add(route);
  };
  replace([routeOf({ address, mask: ONE }, device, gateway)]);
  return () => replace(others);
}

/** The default route. */
export function routeAll(net: NetNamespace, device: NetDevice, gateway: Ipv4Address): void {
  net.fib.add(routeOf({ address: 0, mask: 0 }, device, gateway));
}

/** Packets for a prefix go no further. */
export function routeNowhere(destination: Route['destination']): Route {
  return { table: 'main', type: 'blackhole', destination, scope: 'global', metric: 0, protocol: 'static' };
}

/** A machine that sends to 127.0.0.1 of another must not have that address: nobody does this who follows RFC 1122. */
export function forgetLoopback(net: NetNamespace, destination: Ipv4Address): void {
  if (!isLoopback(destination)) return;
  net.sysctl.set('net.ipv4.conf.all.route_localnet', '1');
  for (const { address } of net.lo.addresses.filter((one) => isLoopback(one.address)))
    net.removeAddress(net.lo, address);
}

function routeOf(destination: Route['destination'], device: NetDevice, gateway: Ipv4Address | undefined): Route {
  return {
    table: 'main',
    type: 'unicast',
    destination,
    device,
    scope: gateway === undefined ? 'link' : 'global',
    metric: 0,
    protocol: 'static',
    ...(gateway !== undefined && { gateway }),
  };
}
