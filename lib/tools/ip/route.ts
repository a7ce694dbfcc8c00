/** `ip route`: show, get, add, replace, delete, flush. Linux: iproute2, ip/iproute.c. */
import type { Place } from '../../machine';
import { ERRNO_TEXT, routeOutput } from '../../network';
import { contains, formatIpv4, type Ipv4Prefix, maskOfLength } from '../../packet';
import { formatDestination, type Route, type RouteTableName } from '../../routing';
import { refuse, ToolError } from '../common/toolError';
import { changeRoute } from './changeRoute';
import { printJson, routeJson } from './json';
import type { IpOptions } from './options';
import { cacheWords, gatewayWords, mtuWords, showCache } from './pathMtu';
import { tableName } from './rule';
import { hasIpv6 } from './show';
import { complete, existingDevice, rtnetlink, takeAddress, takePrefix, type Words } from './words';

const COMMANDS = [
  'add',
  'append',
  'change',
  'chg',
  'delete',
  'flush',
  'get',
  'show',
  'list',
  'lst',
  'replace',
  'prepend',
  'test',
  'save',
  'restore',
  'showdump',
  'help',
] as const;

/**
 * `ip route`: the words after the object; returns what is printed. Throws a `ToolError` with iproute2's text and exit
 * code. iproute2: do_iproute.
 */
export function ipRoute(place: Place, words: Words, options: IpOptions): string {
  if (options.family === 'inet6') {
    if (!words.done && !words.takeIf('show', 'list', 'lst')) throw refuse('ip', `"-6 route ${words.peek}"`);
    return showRoutes(place, words, options);
  }
  if (words.done) return showRoutes(place, words, options);
  const word = words.take();
  const command = complete(word, COMMANDS);
  switch (command) {
    case 'show':
    case 'list':
    case 'lst':
      return showRoutes(place, words, options);
    case 'get':
      if (options.json) throw refuse('ip', '"-json route get"');
      return getRoute(place, words);
    case 'add':
    case 'replace':
    case 'delete':
      return changeRoute(place, words, command);
    case 'flush':
      return flushRoutes(place, words);
    case undefined:
      throw new ToolError(`Command "${word}" is unknown, try "ip route help".\n`, 255);
    default:
      throw refuse('ip', `"route ${command}"`);
  }
}

/** The selection of a listing, and the columns that it makes superfluous. */
interface Selector {
  readonly table: RouteTableName | 'all';
  /** What routers have told, instead of routes. */
  readonly cache?: boolean;
  readonly device?: string;
  readonly gateway?: number;
  readonly type?: string;
  readonly protocol?: string;
  /** `exact` is what a bare prefix means; `root` takes longer ones as well, `match` shorter ones. */
  readonly prefix?: { readonly mode: 'exact' | 'root' | 'match'; readonly prefix: Ipv4Prefix };
}

function takeSelector(place: Place, words: Words): Selector {
  let selector: Selector = { table: 'main' };
  while (!words.done) {
    const word = words.take();
    if (word === 'table') selector = { ...selector, table: takeTable(words.take()) };
    else if (word === 'dev' || word === 'oif')
      selector = { ...selector, device: existingDevice(place.net, words.take()).name };
    else if (word === 'cache' || word === 'cloned') selector = { ...selector, cache: true };
    else if (word === 'via') selector = { ...selector, gateway: takeAddress(words.take()) };
    else if (word === 'type') selector = { ...selector, type: words.take() };
    else if (word === 'proto' || word === 'protocol') selector = { ...selector, protocol: words.take() };
    else if (word === 'exact' || word === 'root' || word === 'match')
      selector = { ...selector, prefix: { mode: word, prefix: selectorPrefix(words.take()) } };
    else if (['scope', 'src', 'vrf', 'tos', 'dsfield', 'iif', 'from', 'realms', 'metric'].includes(word))
      throw refuse('ip', `selector "${word}"`);
    else
      selector = {
        ...selector,
        prefix: { mode: 'exact', prefix: selectorPrefix(word === 'to' ? words.take() : word) },
      };
  }
  return selector;
}

function takeTable(word: string): Selector['table'] {
  if (word === 'main' || word === '254') return 'main';
  if (word === 'local' || word === '255') return 'local';
  if (word === 'all' || word === '0') return 'all';
  return tableName(word);
}

function selectorPrefix(word: string): Ipv4Prefix {
  if (word === 'default' || word === 'any' || word === 'all') return { address: 0, mask: 0 };
  const { address, length } = takePrefix(word);
  return { address: (address & maskOfLength(length)) >>> 0, mask: maskOfLength(length) };
}

function isSelected(route: Route, { device, gateway, type, protocol, prefix }: Selector): boolean {
  return (
    (device === undefined || route.device?.name === device) &&
    (gateway === undefined || route.gateway === gateway) &&
    (type === undefined || route.type === type) &&
    (protocol === undefined || route.protocol === protocol) &&
    (prefix === undefined || isPrefixSelected(route.destination, prefix))
  );
}

/** Of what routers told, only the next hop can be selected. */
function isNextHop(route: Route, { device, gateway }: Selector): boolean {
  return isSelected(route, { table: 'all', ...(device && { device }), ...(gateway && { gateway }) });
}

function isPrefixSelected(destination: Ipv4Prefix, { mode, prefix }: NonNullable<Selector['prefix']>): boolean {
  if (mode === 'exact') return destination.address === prefix.address && destination.mask === prefix.mask;
  if (mode === 'root') return destination.mask >>> 0 >= prefix.mask && contains(prefix, destination.address);
  return destination.mask <= prefix.mask && contains(destination, prefix.address);
}

/** The routes that a selector lists: of all tables, main comes first. */
function selected(place: Place, selector: Selector): readonly Route[] {
  const tables: readonly RouteTableName[] =
    selector.table === 'all'
      ? ['main', ...place.net.fib.tableNames.filter((name) => name !== 'main')]
      : [selector.table];
  return tables.flatMap((table) => place.net.fib.routes(table)).filter((route) => isSelected(route, selector));
}

function showRoutes(place: Place, words: Words, { family, json, pretty }: IpOptions): string {
  const selector = takeSelector(place, words);
  if (selector.cache === true)
    return family === 'inet6' ? '' : showCache(place.net, (route) => isNextHop(route, selector));
  if (json) return family === 'inet6' ? printJson([], pretty) : routesJson(place, selector, pretty);
  const lines = family === 'inet6' ? [] : selected(place, selector).map((route) => routeLine(place, route, selector));
  const onlyTable =
    selector.device === undefined &&
    selector.gateway === undefined &&
    selector.prefix === undefined &&
    selector.type === undefined;
  const loopback = hasIpv6(place, place.net.lo) && selector.table !== 'main' && onlyTable && family !== 'inet';
  // Without a family, only "table all" shows IPv6 as well.
  if (loopback && (selector.table === 'all' || family === 'inet6')) {
    lines.push(`local ::1 dev lo ${selector.table === 'all' ? 'table local ' : ''}proto kernel metric 0 pref medium\n`);
  }
  return lines.join('');
}

function routesJson(place: Place, selector: Selector, pretty: boolean): string {
  const leftOut = {
    device: selector.device !== undefined,
    gateway: selector.gateway !== undefined,
    protocol: selector.protocol !== undefined,
    table: selector.table === 'all',
  };
  return printJson(
    selected(place, selector).map((route) => routeJson(route, isLinkDown(place, route), leftOut)),
    pretty,
  );
}

/** The kernel knows no dead next hop among the local routes. */
function isLinkDown({ net }: Place, { device, type }: Route): boolean {
  const found = device === undefined ? undefined : net.device(device.name);
  return found?.up === true && !found.carrier && type !== 'local';
}

/** `172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 ` */
function routeLine(place: Place, route: Route, selector: Selector): string {
  const device = route.device === undefined ? undefined : place.net.device(route.device.name);
  return `${[
    ...(route.type === 'unicast' ? [] : [route.type]),
    formatDestination(route.destination),
    ...(route.gateway === undefined || selector.gateway !== undefined ? [] : [`via ${formatIpv4(route.gateway)}`]),
    ...(device === undefined || selector.device !== undefined ? [] : [`dev ${device.name}`]),
    ...(selector.table === 'all' && route.table !== 'main' ? [`table ${route.table}`] : []),
    ...(route.protocol === 'boot' || selector.protocol !== undefined ? [] : [`proto ${route.protocol}`]),
    ...(route.scope === 'global' ? [] : [`scope ${route.scope}`]),
    ...(route.preferredSource === undefined ? [] : [`src ${formatIpv4(route.preferredSource)}`]),
    ...(route.metric === 0 ? [] : [`metric ${route.metric}`]),
    ...(isLinkDown(place, route) ? ['linkdown'] : []),
    ...mtuWords(route),
  ].join(' ')} \n`;
}

function getRoute({ net }: Place, words: Words): string {
  words.takeExactly('to');
  if (words.done) throw new ToolError('need at least a destination address\n', 255);
  const word = words.take();
  if (!words.done || word === 'from') throw refuse('ip', `"route get ${word === 'from' ? word : words.peek}"`);
  const { address } = takePrefix(word);
  const output = routeOutput(net, address);
  if (typeof output === 'string') throw rtnetlink(ERRNO_TEXT[output]);
  const { route, device, source } = output;
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const gateway = gatewayWords(net.pathMtus.gateway(route, address));
  const cache = [...(route.type === 'unicast' ? [] : [`<${route.type}>`]), ...cacheWords(net, route, address)];
  return `${type}${formatIpv4(address)} ${gateway}dev ${device.name} src ${formatIpv4(source)} uid 0 \n    cache ${cache.map((one) => `${one} `).join('')}\n`;
}

function flushRoutes(place: Place, words: Words): string {
  if (words.done) throw new ToolError('"ip route flush" requires arguments.\n', 255);
  if (words.takeExactly('cache')) {
    place.net.pathMtus.clear();
    return '';
  }
  const selector = takeSelector(place, words);
  for (const route of selected(place, selector)) place.net.fib.remove(route.table, (other) => other === route);
  return '';
}
