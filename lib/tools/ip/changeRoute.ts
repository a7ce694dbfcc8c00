/** `ip route add`, `replace` and `delete`, with the kernel's checks of next hops. Linux: fib_create_info, fib_check_nh, net/ipv4/fib_semantics.c. */
import type { Place } from '../../machine';
import type { NetDevice } from '../../network';
import type { Ipv4Address, Ipv4Prefix } from '../../packet';
import { ofOneShape, type Route, type RouteType } from '../../routing';
import { refuse, ToolError } from '../common/toolError';
import { tableName } from './rule';
import {
  existingDevice,
  invalidArgument,
  kernelError,
  rtnetlink,
  takeAddress,
  takeDestination,
  takeNumber,
  unknownWord,
  type Words,
} from './words';

/** A route as it is written. */
interface WrittenRoute {
  readonly type?: RouteType;
  readonly destination?: Ipv4Prefix;
  readonly gateway?: Ipv4Address;
  readonly device?: NetDevice;
  readonly source?: Ipv4Address;
  readonly metric?: number;
  readonly scope?: Route['scope'];
  readonly protocol?: Route['protocol'];
  readonly table?: Route['table'];
  readonly mtu?: Route['mtu'];
}

const TYPES: readonly RouteType[] = ['unicast', 'local', 'broadcast', 'unreachable', 'prohibit', 'blackhole'];
const REFUSED = [
  'onlink',
  'advmss',
  'weight',
  'nexthop',
  'nhid',
  'encap',
  'tos',
  'dsfield',
  'realms',
  'window',
  'rtt',
  'cwnd',
  'initcwnd',
  'initrwnd',
  'quickack',
  'congctl',
  'vrf',
  'pref',
  'expires',
  'features',
  'throw',
  'nat',
  'multicast',
  'hoplimit',
];

/**
 * Changes the routes of a place by the words after the command; returns '' as nothing is printed. Throws a `ToolError` in
 * the kernel's or iproute2's words. iproute2: iproute_modify.
 */
export function changeRoute({ net }: Place, words: Words, command: 'add' | 'replace' | 'delete'): string {
  if (words.done) throw new ToolError('"ip route add" requires arguments.\n', 255);
  const written = takeRoute(net, words);
  const { fib } = net;
  if (command === 'delete') {
    if (!fib.remove(written.table ?? 'main', (route) => isMeant(route, written))) throw rtnetlink('No such process');
    return '';
  }
  const route = completed(written, fib);
  if (command === 'replace') {
    const { destination, metric } = route;
    fib.remove(route.table, (other) => isSame(other.destination, destination) && other.metric === metric);
  }
  if (written.source !== undefined && fib.addressType(written.source) !== 'LOCAL')
    throw kernelError('Invalid prefsrc address.');
  const taken = fib
    .routes(route.table)
    .some((other) => isSame(other.destination, route.destination) && other.metric === route.metric);
  if (taken || !fib.add(ofOneShape(route))) throw rtnetlink('File exists');
  return '';
}

function takeRoute(net: Place['net'], words: Words): WrittenRoute {
  let written: WrittenRoute = {};
  while (!words.done) {
    const word = words.take();
    if (word === 'via') written = { ...written, gateway: takeGateway(words) };
    else if (word === 'dev' || word === 'oif') written = { ...written, device: existingDevice(net, words.take()) };
    else if (word === 'src') written = { ...written, source: takeAddress(words.take()) };
    else if (word === 'metric' || word === 'priority' || word === 'preference')
      written = { ...written, metric: takeNumber(words.take(), '"metric" value is invalid') };
    else if (word === 'scope') written = { ...written, scope: takeScope(words.take()) };
    else if (word === 'proto' || word === 'protocol') written = { ...written, protocol: takeProtocol(words.take()) };
    else if (word === 'mtu') written = { ...written, mtu: takeMtu(words) };
    else if (word === 'table') written = { ...written, table: tableName(words.take()) };
    else if (REFUSED.includes(word)) throw refuse('ip', `"route ${word}"`);
    else if ((TYPES as readonly string[]).includes(word) && written.destination === undefined)
      written = { ...written, type: word as RouteType };
    else if (written.destination !== undefined) throw unknownWord('to', word);
    else written = { ...written, destination: takeDestination(word === 'to' ? words.take() : word) };
  }
  return written;
}

function takeGateway(words: Words): Ipv4Address {
  words.takeExactly('inet');
  if (words.peek === 'inet6') throw refuse('ip', '"via inet6"');
  return takeAddress(words.take());
}

/** As long as a packet with the longest of headers may be. Linux: fib_metrics_parse. */
const LONGEST_MTU = 65_520;

function takeMtu(words: Words): NonNullable<Route['mtu']> {
  const locked = words.takeExactly('lock');
  return { bytes: Math.min(takeNumber(words.take(), '"mtu" value is invalid'), LONGEST_MTU), locked };
}

function takeScope(word: string): Route['scope'] {
  if (word === 'global' || word === 'link' || word === 'host') return word;
  throw invalidArgument(word, 'invalid "scope" value');
}

function takeProtocol(word: string): Route['protocol'] {
  if (word === 'kernel' || word === 'boot' || word === 'static') return word;
  throw refuse('ip', `route protocol "${word}"`);
}

/** With all that Linux adds or asks for. */
function completed(written: WrittenRoute, fib: Place['net']['fib']): Route {
  const {
    type = 'unicast',
    destination = { address: 0, mask: 0 },
    gateway,
    source,
    metric = 0,
    protocol = 'boot',
    mtu,
  } = written;
  const common = {
    type,
    destination,
    metric,
    protocol,
    ...(source === undefined ? {} : { preferredSource: source }),
    ...(mtu && { mtu }),
  };
  if (type === 'unreachable' || type === 'prohibit' || type === 'blackhole')
    return { ...common, table: written.table ?? 'main', scope: 'global' };
  const device = gateway === undefined ? written.device : deviceTo(gateway, written, fib);
  if (device === undefined) throw rtnetlink('No such device');
  if (!device.up)
    throw gateway === undefined ? kernelError('Device for nexthop is not up.') : rtnetlink('Network is down');
  const near = type === 'local' ? 'host' : gateway === undefined ? 'link' : 'global';
  return {
    ...common,
    table: written.table ?? (type === 'unicast' ? 'main' : 'local'),
    device,
    scope: written.scope ?? near,
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** A gateway has to be reachable without another gateway, or be the machine itself. Linux: fib_check_nh_v4_gw. */
function deviceTo(gateway: Ipv4Address, { device, table }: WrittenRoute, fib: Place['net']['fib']): NetDevice {
  const route = fib.toGateway(gateway, device, table);
  if (route?.device === undefined || (route.type !== 'unicast' && route.type !== 'local'))
    throw kernelError('Nexthop has invalid gateway.');
  return route.device as NetDevice;
}

function isSame(a: Ipv4Prefix, b: Ipv4Prefix): boolean {
  return a.address === b.address && a.mask === b.mask;
}

/** Whether a route to be deleted is this one: all that was written has to agree. */
function isMeant(route: Route, written: WrittenRoute): boolean {
  return (
    isSame(route.destination, written.destination ?? { address: 0, mask: 0 }) &&
    (written.type === undefined || written.type === route.type) &&
    (written.gateway === undefined || written.gateway === route.gateway) &&
    (written.device === undefined || written.device === route.device) &&
    (written.source === undefined || written.source === route.preferredSource) &&
    (written.metric === undefined || written.metric === route.metric) &&
    (written.mtu === undefined ||
      (written.mtu.bytes === route.mtu?.bytes && written.mtu.locked === route.mtu.locked)) &&
    (written.protocol === undefined || written.protocol === route.protocol)
  );
}
