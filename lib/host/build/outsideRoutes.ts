/** Routes of the machines beyond a host. */
import type { NetDevice, NetNamespace } from '../../network';
import { type Ipv4Address, isLoopback } from '../../packet';
import type { Route } from '../../routing';

const ONE = 0xffff_ffff;

/** A route to one address, in the place of another that was there. */
export function addHostRoute(net: NetNamespace, address: Ipv4Address, device: NetDevice, gateway?: Ipv4Address): void {
  net.fib.remove('main', ({ destination }) => destination.address === address && destination.mask === ONE);
  net.fib.add(routeOf({ address, mask: ONE }, device, gateway));
}

/** The default route. */
export function routeAll(net: NetNamespace, device: NetDevice, gateway: Ipv4Address): void {
  net.fib.add(routeOf({ address: 0, mask: 0 }, device, gateway));
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
