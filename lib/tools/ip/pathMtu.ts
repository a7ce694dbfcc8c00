/** What `ip route` shows of the MTU of routes, and of what routers have told of single destinations. iproute2: print_rta_cacheinfo, print_rta_metrics. */
import type { NetNamespace, PathException } from '../../network';
import { SECOND } from '../../network';
import { formatIpv4, type Ipv4Address } from '../../packet';
import type { Route } from '../../routing';

/** `mtu 1400`, `mtu lock 900`; nothing where a route says nothing. */
export function mtuWords({ mtu }: Pick<Route, 'mtu'>): readonly string[] {
  return mtu === undefined ? [] : [`mtu ${mtu.locked ? 'lock ' : ''}${mtu.bytes}`];
}

/** The words behind `cache` for a destination: what routers have told of the path, or what the route says. */
export function cacheWords({ pathMtus, clock }: NetNamespace, route: Route, destination: number): readonly string[] {
  const told = pathMtus.exception(route, destination);
  return told === undefined ? mtuWords(route) : exceptionWords(told, clock.lastTick);
}

/** `ip route show cache`: what routers have told, for each route that has the same next hop. */
export function showCache({ pathMtus, clock }: NetNamespace, isMeant: (route: Route) => boolean): string {
  return pathMtus
    .list()
    .filter(({ route }) => isMeant(route))
    .map(({ route, exception }) => {
      const gateway = gatewayWords(exception.gateway ?? route.gateway);
      const words = exceptionWords(exception, clock.lastTick).join(' ');
      return `${formatIpv4(exception.destination)} ${gateway}dev ${route.device?.name} \n    cache ${words} \n`;
    })
    .join('');
}

/** `via 10.0.0.1 ` */
export function gatewayWords(gateway: Ipv4Address | undefined): string {
  return gateway === undefined ? '' : `via ${formatIpv4(gateway)} `;
}

function exceptionWords({ mtu, locked, gateway, expiresAt }: PathException, now: number): readonly string[] {
  return [
    ...(gateway === undefined ? [] : ['<redirected>']),
    `expires ${Math.floor((expiresAt - now) / SECOND)}sec`,
    ...(mtu === undefined ? [] : mtuWords({ mtu: { bytes: mtu, locked } })),
  ];
}
