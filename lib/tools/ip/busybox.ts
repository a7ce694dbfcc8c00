/** busybox's `ip`: the same questions, an older look. busybox 1.35, networking/libiproute. */
import type { Place } from '../../machine';
import type { NetDevice } from '../../network';
import { formatIpv4, formatMac } from '../../packet';
import { formatDestination, type Route, type RouteTableName } from '../../routing';
import { requireAdministrator } from '../common/capability';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { changeRoute } from './changeRoute';
import { flagNames, queueDiscipline, vethPeer } from './device';
import { ipLink } from './link';
import { addressText, ipv6Texts } from './show';
import { complete, Words } from './words';

const USAGE = `Usage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]\n`;

/** Commands that change something. */
const CHANGES = new Set(['add', 'append', 'change', 'del', 'delete', 'flush', 'replace', 'set']);

/** `ip addr`, `link`, `route`, `neigh` as busybox prints them; `link set` and `route add|del` change. */
export function busyboxIp(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    let index = 0;
    let link = true;
    for (; argv[index]?.startsWith('-'); index++) {
      if (argv[index] === '-4') link = false;
      else if (argv[index] === '-6' || argv[index] === '-0' || argv[index] === '-o')
        throw refuse('ip', `option "${argv[index]}"`);
      else throw new ToolError(USAGE);
    }
    const words = new Words(argv.slice(index));
    if (words.done) throw new ToolError(USAGE);
    const word = words.take();
    try {
      return runObject(
        place,
        complete(word, ['address', 'route', 'link', 'tunnel', 'tunl', 'rule', 'neigh']),
        words,
        link,
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

function runObject(place: Place, object: string | undefined, words: Words, link: boolean): string {
  if (object === undefined) throw new ToolError(USAGE);
  const command = words.done ? 'show' : words.take();
  const isShow = complete(command, ['show', 'list', 'lst']) !== undefined;
  if (object === 'route' && isShow) return showRoutes(place, words);
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
  return devices.map((device) => showDevice(place, device, object, link)).join('');
}

/** iproute2's complaints, as busybox words them. */
function inBusyboxWords({ stderr, exitCode }: ToolError): ToolError {
  const device = /^Cannot find device "(.*)"\n$/.exec(stderr)?.[1];
  if (device !== undefined) return new ToolError(`ip: can't find device '${device}'\n`);
  if (stderr === 'Error: Nexthop has invalid gateway.\n')
    return new ToolError('ip: RTNETLINK answers: Network is unreachable\n', 2);
  return new ToolError(stderr.startsWith('RTNETLINK') ? `ip: ${stderr}` : stderr, exitCode);
}

function showDevice(place: Place, device: NetDevice, object: 'address' | 'link', link: boolean): string {
  const [type, broadcast] =
    device.kind === 'loopback' ? ['loopback', '00:00:00:00:00:00'] : ['ether', 'ff:ff:ff:ff:ff:ff'];
  const master = device.master === undefined ? '' : ` master ${device.master.name}`;
  const queue = device.txQueueLength === 0 ? ' ' : ` qlen ${device.txQueueLength}`;
  const { name, peerDown } = otherEnd(device);
  const lines = [
    `${device.ifindex}: ${name}: <${flagNames(device, { peerDown }).join(',')}> mtu ${device.mtu} qdisc ${queueDiscipline(device)}${master}${queue}`,
  ];
  if (link) lines.push(`    link/${type} ${formatMac(device.mac)} brd ${broadcast}`);
  if (object === 'address') {
    for (const address of device.addresses)
      lines.push(
        `    inet ${addressText(device, address)} ${device.name}`,
        '       valid_lft forever preferred_lft forever',
      );
    // It has no word for IFA_F_NODAD.
    for (const { text, scope } of ipv6Texts(place, device))
      lines.push(
        `    inet6 ${text} scope ${scope}${scope === 'global' ? ' flags 02' : ''} `,
        '       valid_lft forever preferred_lft forever',
      );
  }
  return `${lines.join('\n')}\n`;
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
