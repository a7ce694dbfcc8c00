/** The routes that come with an address. Linux: fib_add_ifaddr, net/ipv4/fib_frontend.c. */
import { isLoopback, maskOfLength, SINGLE_ADDRESS_MASK } from '../../packet/address';
import type { Route } from '../../routing';
import type { InterfaceAddress, NetDevice } from '../link/device';

/** Its own, those of its broadcast address, and that of its subnet: local for loopback addresses, else on the link. */
export function interfaceRoutes(
  device: NetDevice,
  { address, prefixLength, broadcast }: InterfaceAddress,
): readonly Route[] {
  const common = { device, preferredSource: address, metric: 0, protocol: 'kernel' } as const;
  const mask = maskOfLength(prefixLength);
  const subnet = { address: (address & mask) >>> 0, mask };
  const routes: Route[] = [
    { ...common, table: 'local', type: 'local', destination: { address, mask: SINGLE_ADDRESS_MASK }, scope: 'host' },
  ];
  if (prefixLength === 32) return routes;
  if (isLoopback(address))
    routes.push({ ...common, table: 'local', type: 'local', destination: subnet, scope: 'host' });
  else routes.push({ ...common, table: 'main', type: 'unicast', destination: subnet, scope: 'link' });
  if (prefixLength < 31) {
    const last = broadcast ?? (address | ~mask) >>> 0;
    routes.push({
      ...common,
      table: 'local',
      type: 'broadcast',
      destination: { address: last, mask: SINGLE_ADDRESS_MASK },
      scope: 'link',
    });
  }
  return routes;
}
