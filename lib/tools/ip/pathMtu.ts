/** What `ip route` shows of the MTU of routes, and of paths to single destinations. iproute2: print_rta_cacheinfo, print_rta_metrics. */
import type { NetNamespace, PathException } from '../../network';
import { SECOND } from '../../network';
import { formatIpv4 } from '../../packet';
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
      const gateway = route.gateway === undefined ? '' : `via ${formatIpv4(route.gateway)} `;
      const words = exceptionWords(exception, clock.lastTick).join(' ');
      return `${formatIpv4(exception.destination)} ${gateway}dev ${route.device?.name} \n    cache ${words} \n`;
    })
    .join('');
}

function exceptionWords({ mtu, locked, expiresAt }: PathException, now: number): readonly string[] {
  return [`expires ${Math.floor((expiresAt - now) / SECOND)}sec`, ...mtuWords({ mtu: { bytes: mtu, locked } })];
}
