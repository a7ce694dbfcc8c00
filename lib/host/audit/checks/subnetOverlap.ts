/** Bridges whose subnet overlaps with another route: addresses of the one are hidden by the other. */
import { contains, formatIpv4, formatPrefix, type Ipv4Prefix } from '../../../packet';
import type { Route } from '../../../routing';
import type { AuditedHost } from '../auditedHost';
import type { Finding } from '../finding';

export const SUBNET_OVERLAP = {
  id: 'subnet-overlap',
  title: 'Bridge subnets that overlap with a route',
  why: 'Of two routes the longer one takes the packets: machines behind the other are not reached.',
  find: findSubnetOverlap,
} as const;

function findSubnetOverlap({ machines }: AuditedHost): readonly Finding[] {
  const { fib } = machines.host.net;
  const routes = fib
    .routes('main')
    .filter(({ type, destination, device }) => type === 'unicast' && destination.mask !== 0 && device !== undefined);
  const bridges = new Set(machines.plan.devices.filter(({ role }) => role === 'bridge').map(({ name }) => name));
  const pairs = routes.flatMap((subnet, index) =>
    routes
      .filter((other, at) => other.device !== subnet.device && !(bridges.has(deviceOf(other)) && at < index))
      .map((other) => ({ subnet, other })),
  );
  return pairs
    .filter(({ subnet, other }) => bridges.has(deviceOf(subnet)) && overlaps(subnet.destination, other.destination))
    .map(({ subnet, other }): Finding => {
      const inner = subnet.destination.mask >= other.destination.mask ? subnet : other;
      const outer = inner === subnet ? other : subnet;
      const address = inner.destination.address + 1;
      const taken = fib.lookup(address)?.device?.name ?? '';
      return {
        id: SUBNET_OVERLAP.id,
        severity: 'error',
        sentence: `${routeText(subnet)} overlaps with ${routeText(other)}: of ${formatPrefix(inner.destination)} nothing behind ${taken === deviceOf(outer) ? deviceOf(inner) : deviceOf(outer)} is reached.`,
        evidence: [{ path: [routeText(subnet), routeText(other), `${formatIpv4(address)} is reached by ${taken}`] }],
      };
    });
}

function overlaps(one: Ipv4Prefix, other: Ipv4Prefix): boolean {
  return contains(one, other.address) || contains(other, one.address);
}

function deviceOf({ device }: Route): string {
  return device?.name ?? '';
}

function routeText(route: Route): string {
  return `${formatPrefix(route.destination)} on ${deviceOf(route)}`;
}
