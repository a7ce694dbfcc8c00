/** `route add` and `route del`. net-tools 2.10, lib/inet_sr.c. */
import type { NetDevice, NetNamespace } from '../../network';
import { type Ipv4Address, type Ipv4Prefix, maskOfLength, parseIpv4, SINGLE_ADDRESS_MASK } from '../../packet';
import { ofOneShape, type Route } from '../../routing';
import { refuse, ToolError } from '../common/toolError';

interface WrittenRoute {
  readonly destination: Ipv4Prefix;
  readonly gateway: Ipv4Address | undefined;
  readonly device: NetDevice | undefined;
  readonly metric: number;
  readonly reject: boolean;
}

const REFUSED = ['mss', 'window', 'irtt', 'mod', 'dyn', 'reinstate'];

/**
 * Changes the main table by the words after `add` or `del`. Throws a `ToolError` with route's text and exit code.
 * net-tools: INET_setroute.
 */
export function changeKernelRoute(net: NetNamespace, command: 'add' | 'del', words: readonly string[]): void {
  const written = parse(net, words);
  const { destination, gateway, device, metric } = written;
  if (command === 'del') {
    const isMeant = (route: Route) =>
      route.destination.address === destination.address &&
      route.destination.mask === destination.mask &&
      (gateway === undefined || route.gateway === gateway) &&
      (device === undefined || route.device === device);
    if (!net.fib.remove('main', isMeant)) throw new ToolError('SIOCDELRT: No such process\n', 7);
    return;
  }
  const common = { table: 'main', destination, metric, protocol: 'boot' } as const;
  if (written.reject) return add(net, { ...common, type: 'unreachable', scope: 'global' });
  const near = gateway === undefined ? undefined : net.fib.lookup(gateway);
  const through = device ?? (near?.device as NetDevice | undefined);
  if (through === undefined)
    throw new ToolError(`SIOCADDRT: ${gateway === undefined ? 'No such device' : 'Network is unreachable'}\n`, 7);
  if (gateway !== undefined && (near?.type !== 'unicast' || near.gateway !== undefined || near.device !== through))
    throw new ToolError('SIOCADDRT: Network is unreachable\n', 7);
  if (!through.up) throw new ToolError('SIOCADDRT: Network is down\n', 7);
  add(net, {
    ...common,
    type: 'unicast',
    device: through,
    scope: gateway === undefined ? 'link' : 'global',
    ...(gateway === undefined ? {} : { gateway }),
  });
}

function add(net: NetNamespace, route: Route): void {
  const { address, mask } = route.destination;
  const taken = net.fib
    .routes('main')
    .some(
      ({ destination, metric }) =>
        destination.address === address && destination.mask === mask && metric === route.metric,
    );
  if (taken || !net.fib.add(ofOneShape(route))) throw new ToolError('SIOCADDRT: File exists\n', 7);
}

function parse(net: NetNamespace, words: readonly string[]): WrittenRoute {
  let index = 0;
  const argument = (): string => {
    const word = words[index++];
    if (word === undefined)
      throw new ToolError(
        'Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]\n',
        4,
      );
    return word;
  };
  const kind = words[0] === '-net' || words[0] === '-host' ? argument() : undefined;
  let { address, mask } = takeTarget(argument(), kind);
  let gateway: Ipv4Address | undefined;
  let device: NetDevice | undefined;
  let metric = 0;
  let reject = false;
  while (index < words.length) {
    const word = argument();
    if (word === 'netmask') mask = takeAddress(argument());
    else if (word === 'gw' || word === 'gateway') gateway = takeAddress(argument());
    else if (word === 'metric') metric = Number.parseInt(argument(), 10) || 0;
    else if (word === 'reject') reject = true;
    else if (REFUSED.includes(word)) throw refuse('route', `"${word}"`);
    else device = takeDevice(net, word === 'dev' || word === 'device' ? argument() : word);
  }
  if ((address & mask) >>> 0 !== address) throw new ToolError("route: netmask doesn't match route address\n", 4);
  address >>>= 0;
  return { destination: { address, mask }, gateway, device, metric, reject };
}

function takeTarget(word: string, kind: string | undefined): Ipv4Prefix {
  if (word === 'default') return { address: 0, mask: 0 };
  const [text = '', length] = word.split('/');
  const address = takeAddress(text);
  if (length !== undefined) return { address, mask: maskOfLength(Math.min(32, Number(length) || 0)) };
  if (kind !== '-net') return { address, mask: SINGLE_ADDRESS_MASK };
  return { address, mask: maskOfLength(address >>> 31 === 0 ? 8 : address >>> 30 === 2 ? 16 : 24) };
}

function takeAddress(word: string): Ipv4Address {
  const address = parseIpv4(word);
  if (address === undefined) throw new ToolError(`${word}: Host name lookup failure\n`, 6);
  return address;
}

function takeDevice(net: NetNamespace, name: string): NetDevice {
  const device = net.device(name);
  if (device === undefined) throw new ToolError('SIOCADDRT: No such device\n', 7);
  return device;
}
