/** busybox's `ip`: the same questions, an older look. busybox 1.35, networking/libiproute. */
import type { Place } from '../../machine';
import { ERRNO_TEXT, type NetDevice, routeOutput } from '../../network';
import { formatIpv4, formatMac } from '../../packet';
import { formatDestination, type Route, type RouteTableName } from '../../routing';
import { requireAdministrator } from '../common/capability';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { changeRoute } from './changeRoute';
import { flagNames, queueDiscipline, vethPeer } from './device';
import { ipLink } from './link';
import { addressText, ipv6Texts } from './show';
import { complete, takePrefix, Words } from './words';

const USAGE = `Usage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]\n`;

/** What is shown of each device. */
interface Look {
  /** Addresses of one family, or none (`link`); all if absent. */
  readonly family?: 'inet' | 'inet6' | 'link' | undefined;
  readonly oneLine: boolean;
}

const FAMILIES: Readonly<Record<string, Look['family']>> = { '-4': 'inet', '-6': 'inet6', '-0': 'link' };

/** The options before the object. busybox: networking/libiproute/libiproute.c (ip_parse_common_args). */
function takeLook(words: Words): Look {
  let family: Look['family'];
  let oneLine = false;
  while (words.peek?.startsWith('-')) {
    const option = words.take();
    if (option === '-o' || option === '-oneline') oneLine = true;
    else if (option in FAMILIES) family = FAMILIES[option];
    else if ((option === '-f' || option === '-family') && !words.done) {
      const name = words.take();
      family = (['inet', 'inet6', 'link'] as const).find((known) => known === name);
      if (family === undefined) throw new ToolError(`ip: invalid argument '${name}' to 'protocol family'\n`);
    } else throw new ToolError(USAGE);
  }
  return { family, oneLine };
}

/** Commands that change something. */
const CHANGES = new Set(['add', 'append', 'change', 'del', 'delete', 'flush', 'replace', 'set']);

/** `ip addr`, `link`, `route`, `neigh` as busybox prints them; `link set` and `route add|del` change. */
export function busyboxIp(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const words = new Words(argv);
    const look = takeLook(words);
    if (words.done) throw new ToolError(USAGE);
    const word = words.take();
    try {
      return runObject(
        place,
        complete(word, ['address', 'route', 'link', 'tunnel', 'tunl', 'rule', 'neigh']),
        words,
        look,
      );
    } catch (error) {
      throw error instanceof ToolError ? inBusyboxWords(error) : error;
    }
  });
}

/** The request of the kernel by which `ip link set` changes something. busybox: networking/libiproute/iplink.c (do_set). */
function linkRequest({ all }: Words): string {
  if (all.includes('name')) return 'SIOCSIFNAME';
  if (all.includes('mtu')) return 'SIOCSIFMTU';
  if (all.includes('qlen') || all.includes('txqueuelen')) return 'SIOCSIFTXQLEN';
  if (all.includes('address')) return 'SIOCSIFHWADDR';
  return 'SIOCSIFFLAGS';
}

function runObject(place: Place, object: string | undefined, words: Words, look: Look): string {
  if (object === undefined) throw new ToolError(USAGE);
  const command = words.done ? 'show' : words.take();
  const isShow = complete(command, ['show', 'list', 'lst']) !== undefined;
  if (object === 'route' && isShow) return showRoutes(place, words);
  if (object === 'route' && command === 'get') return getRoute(place, words);
  if (CHANGES.has(command)) {
    const isLink = object === 'link' && command === 'set';
    requireAdministrator(place, `ip: ${isLink ? linkRequest(words) : 'RTNETLINK answers'}`, 2);
  }
  if (object === 'route' && (command === 'add' || command === 'del' || command === 'delete' || command === 'replace')) {
    return changeRoute(place, words, command === 'del' ? 'delete' : command);
  }
  if (object === 'link' && command === 'set')
    return ipLink(place, new Words(['set', ...words.all.slice(2)]), {
      family: undefined,
      details: false,
      statistics: false,
      brief: false,
      oneLine: false,
      namespace: undefined,
      json: false,
      pretty: false,
    });
  if (object === 'neigh' && isShow) return showNeighbours(place);
  if ((object !== 'address' && object !== 'link') || !isShow) throw refuse('ip', `"${object} ${command}"`);
  words.takeExactly('dev');
  const name = words.done ? undefined : words.take();
  if (name !== undefined && place.net.device(name) === undefined)
    throw new ToolError(`ip: can't find device '${name}'\n`);
  const devices = place.net.devices.filter((device) => name === undefined || device.name === name);
  const family = object === 'link' ? 'link' : look.family;
  return devices.map((device) => showDevice(place, device, { ...look, family }, object === 'address')).join('');
}

/** iproute2's complaints, as busybox words them. */
function inBusyboxWords({ stderr, exitCode }: ToolError): ToolError {
  const device = /^Cannot find device "(.*)"\n$/.exec(stderr)?.[1];
  if (device !== undefined) return new ToolError(`ip: can't find device '${device}'\n`);
  if (stderr === 'Error: Nexthop has invalid gateway.\n')
    return new ToolError('ip: RTNETLINK answers: Network is unreachable\n', 2);
  return new ToolError(stderr.startsWith('RTNETLINK') ? `ip: ${stderr}` : stderr, exitCode);
}

/** A device and its addresses, or these alone; nothing of a device without what is asked for. busybox: ipaddress.c (print_linkinfo, print_addrinfo). */
function showDevice(place: Place, device: NetDevice, { family, oneLine }: Look, withAddresses: boolean): string {
  const lifetime = '       valid_lft forever preferred_lft forever';
  const inet = device.addresses.map((address) => `    inet ${addressText(device, address)} ${device.name}`);
  const inet6 = ipv6Texts(place, device).map(
    // It has no word for IFA_F_NODAD.
    ({ text, scope }) => `    inet6 ${text} scope ${scope}${scope === 'global' ? ' flags 02' : ''} `,
  );
  const shown = withAddresses
    ? [
        ...(family === undefined || family === 'inet' ? inet : []),
        ...(family === undefined || family === 'inet6' ? inet6 : []),
      ]
    : [];
  const addresses = family === 'link' ? [] : shown;
  const separator = oneLine ? '\\' : '\n';
  if (oneLine && family !== 'link')
    return addresses.map((line) => `${device.ifindex}: ${device.name}${line}${separator}${lifetime}\n`).join('');
  if (addresses.length === 0 && (family === 'inet' || family === 'inet6')) return '';
  return `${[...linkLines(device, family), ...addresses.flatMap((line) => [line, lifetime])].join(separator)}\n`;
}

function linkLines(device: NetDevice, family: Look['family']): readonly string[] {
  const [type, broadcast] =
    device.kind === 'loopback' ? ['loopback', '00:00:00:00:00:00'] : ['ether', 'ff:ff:ff:ff:ff:ff'];
  const master = device.master === undefined ? '' : ` master ${device.master.name}`;
  const queue = device.txQueueLength === 0 ? ' ' : ` qlen ${device.txQueueLength}`;
  const { name, peerDown } = otherEnd(device);
  const flags = flagNames(device, { peerDown }).join(',');
  const first = `${device.ifindex}: ${name}: <${flags}> mtu ${device.mtu} qdisc ${queueDiscipline(device)}${master}${queue}`;
  const hardware = `    link/${type} ${formatMac(device.mac)} brd ${broadcast}`;
  return family === undefined || family === 'link' ? [first, hardware] : [first];
}

/** busybox takes the other end's index for one of this namespace; a device that it does not find there is down. */
function otherEnd(device: NetDevice): { readonly name: string; readonly peerDown: boolean } {
  const peer = vethPeer(device);
  if (peer === undefined) return { name: device.name, peerDown: false };
  const here = device.namespace.devices.find(({ ifindex }) => ifindex === peer.ifindex);
  return { name: `${device.name}@${here?.name ?? `if${peer.ifindex}`}`, peerDown: here?.up !== true };
}

function showRoutes({ net }: Place, words: Words): string {
  const all = words.takeExactly('table') ? words.take() : 'main';
  if (!words.done || !['main', 'local', 'all'].includes(all)) throw refuse('ip', `"route show ${words.peek ?? all}"`);
  const tables: readonly RouteTableName[] = all === 'all' ? ['main', 'local'] : [all as RouteTableName];
  return tables
    .flatMap((table) => net.fib.routes(table))
    .map((route) => routeLine(route, all === 'all' && route.table === 'local'))
    .join('');
}

/** Where a packet to an address would go. */
function getRoute({ net }: Place, words: Words): string {
  words.takeExactly('to');
  if (words.done) throw new ToolError('ip: need at least destination address\n');
  const { address } = takePrefix(words.take());
  if (!words.done) throw refuse('ip', `"route get … ${words.peek}"`);
  const output = routeOutput(net, address);
  if (typeof output === 'string') throw new ToolError(`ip: RTNETLINK answers: ${ERRNO_TEXT[output]}\n`, 2);
  const { route, device, source } = output;
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const gateway = net.pathMtus.gateway(route, address);
  const via = gateway === undefined ? '' : `via ${formatIpv4(gateway)} `;
  return `${type}${formatIpv4(address)} ${via}dev ${device.name}  src ${formatIpv4(source)} \n`;
}

/** `172.17.0.0/16 dev eth0 scope link  src 172.17.0.2 ` */
function routeLine(route: Route, withTable: boolean): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const gateway = route.gateway === undefined ? '' : `via ${formatIpv4(route.gateway)} `;
  const device = route.device === undefined ? '' : `dev ${route.device.name} `;
  const scope = route.scope === 'global' ? '' : `scope ${route.scope} `;
  const source = route.preferredSource === undefined ? '' : ` src ${formatIpv4(route.preferredSource)} `;
  const metric = route.metric === 0 ? '' : ` metric ${route.metric} `;
  return `${type}${formatDestination(route.destination)} ${gateway}${device}${withTable ? `table ${route.table} ` : ''}${scope}${source}${metric}\n`;
}

function showNeighbours({ net }: Place): string {
  const lines = net.neighbours.list().map(({ address, device, mac, state }) => {
    const hardware = mac === undefined ? '' : ` lladdr ${formatMac(mac)}`;
    return `${formatIpv4(address)} dev ${device.name}${hardware} used 0/0/0 probes ${mac === undefined ? 6 : 0} ${state}\n`;
  });
  return lines.join('');
}
