/** A router tells of a better one on the same network: whether it is believed. Linux: __ip_do_redirect, net/ipv4/route.c. */
import type { IcmpMessage, Ipv4Address, Ipv4Packet } from '../../packet';
import { isMulticast } from '../../packet/address';
import type { NetDevice } from '../link/device';
import type { DeliveryHost } from '../socket/socketTable';
import { type OutputRoute, routeOutput } from './ipOutput';
import { isInSubnet } from './subnet';

/** For a network, for a host, and for either's class of service. */
const CODES = 4;

/** `router`: who says so, about a packet of ours. */
export function heedRedirect(
  namespace: DeliveryHost,
  router: Ipv4Address,
  { code, rest: gateway }: IcmpMessage,
  about: Ipv4Packet,
): void {
  if (code >= CODES || !isOurs(namespace, about)) return;
  const output = routeOutput(namespace, about.destination, about.source);
  if (typeof output === 'string' || !isBelieved(namespace, output, router, gateway)) return;
  const { neighbours, pathMtus } = namespace;
  // It first has to show that it is there.
  if (neighbours.isValid(output.device, gateway)) pathMtus.redirect(output, gateway);
  else neighbours.resolve(output.device, gateway, { source: output.source, send() {}, fail() {}, discard() {} });
}

function isOurs({ sockets }: DeliveryHost, about: Ipv4Packet): boolean {
  return about.transport.kind === 'icmp' || sockets.hasSender(about) || sockets.heedsRedirect(about);
}

function isBelieved(
  namespace: DeliveryHost,
  { route, destination, device }: OutputRoute,
  router: Ipv4Address,
  gateway: Ipv4Address,
): boolean {
  const { pathMtus, sysctl, fib } = namespace;
  if (pathMtus.gateway(route, destination) !== router || gateway === router || !acceptsRedirects(namespace, device))
    return false;
  const type = fib.lookup(gateway)?.type;
  if (isMulticast(gateway) || gateway >>> 24 === 0 || type === 'local' || type === 'broadcast') return false;
  // Several networks may share the cable: then whoever is named may be the right one.
  if (device.settings.shared_media !== 0 || sysctl.all.shared_media !== 0) return true;
  if (!device.addresses.some((own) => isInSubnet(own, gateway) && isInSubnet(own, router))) return false;
  const isSecure = device.settings.secure_redirects !== 0 || sysctl.all.secure_redirects !== 0;
  return !isSecure || isRouterAlready(namespace, device, gateway);
}

/** A router has to be told to by both settings, others by either. Linux: IN_DEV_RX_REDIRECTS. */
function acceptsRedirects({ sysctl }: DeliveryHost, { settings }: NetDevice): boolean {
  const both = [settings.accept_redirects, sysctl.all.accept_redirects];
  return settings.forwarding !== 0 ? both.every((one) => one !== 0) : both.some((one) => one !== 0);
}

/** Whether some route goes by it. Linux: ip_fib_check_default. */
function isRouterAlready({ fib }: DeliveryHost, device: NetDevice, gateway: Ipv4Address): boolean {
  return fib.tableNames
    .flatMap((table) => fib.routes(table))
    .some((route) => route.device === device && route.gateway === gateway);
}
