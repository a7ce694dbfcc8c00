/** What `ip -j` prints, and with -p how it is laid out. iproute2: lib/json_writer.c, print_linkinfo, print_route. */
import type { Place } from '../../machine';
import type { Neighbour, NetDevice } from '../../network';
import { primaryOf } from '../../network/ipv4/addressRoutes';
import { formatIp, formatIpv4, formatMac } from '../../packet';
import { formatDestination, type Route } from '../../routing';
import { flagNames, netnsId, operationalState, queueDiscipline, vethPeer } from './device';
import type { IpOptions } from './options';
import { hasIpv6 } from './show';

/** A value of JSON. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json | undefined };

const FOREVER = 4_294_967_295;

/** One line, or with `pretty` as iproute2 lays it out. */
export function printJson(value: readonly Json[], pretty: boolean): string {
  return `${pretty ? layOut(value, 0) : JSON.stringify(value)}\n`;
}

function layOut(value: Json, depth: number): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) {
    const items = value.map((item) => layOut(item, depth + 1));
    return items.length === 0 ? '[ ]' : `[ ${items.join(',')} ]`;
  }
  const indent = (levels: number) => ' '.repeat(4 * levels);
  const fields = Object.entries(value).flatMap(([key, field]) =>
    field === undefined ? [] : [`\n${indent(depth + 1)}${JSON.stringify(key)}: ${layOut(field, depth + 1)}`],
  );
  return `{${fields.join(',')}\n${indent(depth)}}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** A device as `ip -j link` and `ip -j address` tell of it. */
export function deviceJson(place: Place, device: NetDevice, what: 'addr' | 'link', options: IpOptions): Json {
  const flags = flagNames(device);
  const operstate = operationalState(device);
  const addresses = what === 'addr' ? { addr_info: addressJson(place, device, options) } : {};
  if (options.brief) {
    const hardware = what === 'link' ? { address: formatMac(device.mac), flags } : {};
    return { ...linkJson(device), ifname: device.name, operstate, ...hardware, ...addresses };
  }
  const withHardware = what === 'link' || options.family === undefined;
  const isLoopback = device.kind === 'loopback';
  return {
    ifindex: device.ifindex,
    ...linkJson(device),
    ifname: device.name,
    flags,
    mtu: device.mtu,
    qdisc: queueDiscipline(device),
    master: device.master?.name,
    operstate,
    linkmode: what === 'link' ? 'DEFAULT' : undefined,
    group: 'default',
    txqlen: device.txQueueLength === 0 ? undefined : device.txQueueLength,
    ...(withHardware
      ? {
          link_type: isLoopback ? 'loopback' : 'ether',
          address: formatMac(device.mac),
          broadcast: isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
          ...otherNamespace(place, device),
        }
      : {}),
    ...(options.statistics ? { stats64: statisticsJson(device) } : {}),
    ...addresses,
  };
}

/** The other end of a cable: by name, in another namespace by number. */
function linkJson(device: NetDevice): { readonly [key: string]: Json | undefined } {
  const peer = vethPeer(device);
  if (peer === undefined) return {};
  return peer.namespace === device.namespace ? { link: peer.name } : { link_index: peer.ifindex };
}

function otherNamespace({ machine }: Place, device: NetDevice): { readonly [key: string]: Json } {
  const peer = vethPeer(device);
  if (peer === undefined || peer.namespace === device.namespace) return {};
  const named = [...machine.namespaceFiles].find(([, net]) => net === peer.namespace)?.[0];
  if (named?.startsWith('/run/netns/')) return { link_netns: named.slice('/run/netns/'.length) };
  return { link_netnsid: netnsId(device.namespace, peer.namespace) };
}

function statisticsJson({ statistics }: NetDevice): Json {
  const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = statistics;
  return {
    rx: { bytes: rxBytes, packets: rxPackets, errors: 0, dropped: rxDropped, over_errors: 0, multicast: 0 },
    tx: { bytes: txBytes, packets: txPackets, errors: 0, dropped: txDropped, carrier_errors: 0, collisions: 0 },
  };
}

function addressJson(place: Place, device: NetDevice, { family, brief }: IpOptions): readonly Json[] {
  const times = { valid_life_time: FOREVER, preferred_life_time: FOREVER };
  const four =
    family === 'inet6'
      ? []
      : device.addresses.map((own): Json => {
          const { address, prefixLength, broadcast, scope } = own;
          if (brief) return { local: formatIpv4(address), prefixlen: prefixLength };
          return {
            family: 'inet',
            local: formatIpv4(address),
            prefixlen: prefixLength,
            broadcast: broadcast === undefined ? undefined : formatIpv4(broadcast),
            scope,
            secondary: primaryOf(device, own) === undefined ? undefined : true,
            label: device.name,
            ...times,
          };
        });
  if (family === 'inet') return four;
  const loopback = hasIpv6(place, device) ? [{ text: '::1', prefixLength: 128, scope: 'host' }] : [];
  const own = device.ipv6Addresses.map(({ address, prefixLength }) => ({
    text: formatIp(address),
    prefixLength,
    scope: 'global',
  }));
  const six = [...loopback, ...own].map(({ text, prefixLength, scope }): Json => {
    if (brief) return { local: text, prefixlen: prefixLength };
    return {
      family: 'inet6',
      local: text,
      prefixlen: prefixLength,
      scope,
      nodad: scope === 'global' ? true : undefined,
      ...times,
    };
  });
  return [...four, ...six];
}

/** What a listing leaves out, as all its routes have it. */
export interface LeftOut {
  readonly device: boolean;
  readonly gateway: boolean;
  readonly protocol: boolean;
  /** Routes of several tables are listed. */
  readonly table: boolean;
}

/** A route of `ip -j route`. */
export function routeJson(route: Route, isLinkDown: boolean, leftOut: LeftOut): Json {
  return {
    type: route.type === 'unicast' ? undefined : route.type,
    dst: formatDestination(route.destination),
    gateway: route.gateway === undefined || leftOut.gateway ? undefined : formatIpv4(route.gateway),
    dev: leftOut.device ? undefined : route.device?.name,
    table: leftOut.table && route.table !== 'main' ? String(route.table) : undefined,
    protocol: route.protocol === 'boot' || leftOut.protocol ? undefined : route.protocol,
    scope: route.scope === 'global' ? undefined : route.scope,
    prefsrc: route.preferredSource === undefined ? undefined : formatIpv4(route.preferredSource),
    metric: route.metric === 0 ? undefined : route.metric,
    flags: isLinkDown ? ['linkdown'] : [],
  };
}

/** A neighbour of `ip -j neigh`. */
export function neighbourJson({ address, device, mac, state }: Neighbour, withDevice: boolean): Json {
  return {
    dst: formatIpv4(address),
    dev: withDevice ? device.name : undefined,
    lladdr: mac === undefined ? undefined : formatMac(mac),
    state: [state],
  };
}
