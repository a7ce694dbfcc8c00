/** `ip link`: show, set, add, delete. Linux: iproute2, ip/iplink.c. */
import type { Place } from '../../machine';
import type { NetDevice, NetNamespace } from '../../network';
import { IPV4_LOOPBACK, type MacAddress, parseMac } from '../../packet';
import { refuse, ToolError } from '../common/toolError';
import { selectDevices, takeSelection } from './address';
import { isBridge } from './device';
import { deviceJson, printJson } from './json';
import { addBridge, addVethPair, deleteDevice } from './newDevice';
import type { IpOptions } from './options';
import { showDevice } from './show';
import {
  complete,
  existingDevice,
  invalidArgument,
  kernelError,
  rtnetlink,
  takeNumber,
  unknownWord,
  type Words,
} from './words';

const COMMANDS = [
  'add',
  'set',
  'change',
  'replace',
  'delete',
  'show',
  'lst',
  'list',
  'xstats',
  'afstats',
  'property',
  'help',
] as const;

/**
 * `ip link`: the words after the object; returns what is printed. Throws a `ToolError` with iproute2's text and exit code.
 * iproute2: do_iplink.
 */
export function ipLink(place: Place, words: Words, options: IpOptions): string {
  if (words.done) return showLinks(place, words, options);
  const word = words.take();
  const command = complete(word, COMMANDS);
  switch (command) {
    case 'show':
    case 'list':
    case 'lst':
      return showLinks(place, words, options);
    case 'set':
    case 'change':
      return setLink(place, words);
    case 'add':
      return addLink(place, words);
    case 'delete':
      return deleteLink(place, words);
    case undefined:
      throw new ToolError(`Command "${word}" is unknown, try "ip link help".\n`, 255);
    default:
      throw refuse('ip', `"link ${command}"`);
  }
}

function showLinks(place: Place, words: Words, options: IpOptions): string {
  const devices = selectDevices(place, takeSelection(words));
  if (options.json) {
    if (options.details) throw refuse('ip', '"-json" with "-details"');
    return printJson(
      devices.map((device) => deviceJson(place, device, 'link', options)),
      options.pretty,
    );
  }
  return devices.map((device) => showDevice(place, device, 'link', options)).join('');
}

/** Real words of `ip link set` whose effect is not modelled. */
const REFUSED = [
  'arp',
  'multicast',
  'allmulticast',
  'promisc',
  'trailers',
  'carrier',
  'vf',
  'alias',
  'group',
  'link-netnsid',
  'type',
  'broadcast',
  'brd',
  'vrf',
  'addrgenmode',
  'protodown',
  'xdp',
  'dynamic',
];

function setLink(place: Place, words: Words): string {
  const { net } = place;
  let device: NetDevice | undefined;
  const changes: ((target: NetDevice) => void)[] = [];
  while (!words.done) {
    const word = words.take();
    if (word === 'up') changes.push((target) => bringUp(net, target));
    else if (word === 'down') changes.push((target) => net.setUp(target, false));
    else if (word === 'netns') changes.push(namespaceChange(place, words.take()));
    else if (word === 'mtu') changes.push(mtuChange(words.take()));
    else if (word === 'address') changes.push(addressChange(words.take()));
    else if (word === 'name') changes.push(nameChange(net, words.take()));
    else if (word === 'master') changes.push(masterChange(net, words.take()));
    else if (word === 'nomaster') changes.push((target) => target.master?.removePort(target));
    else if (['txqueuelen', 'qlen', 'txqlen'].includes(word)) changes.push(queueChange(words.take()));
    else if (REFUSED.includes(word)) throw refuse('ip', `"link set ${word}"`);
    else if (device !== undefined && word !== 'dev') throw unknownWord('dev', word);
    else device = existingDevice(net, word === 'dev' ? words.take() : word);
  }
  if (device === undefined) throw new ToolError('Not enough information: "dev" argument is required.\n', 255);
  for (const change of changes) change(device);
  return '';
}

/** Loopback has its address as soon as it is up. Linux: inetdev_event. */
function bringUp(net: NetNamespace, device: NetDevice): void {
  net.setUp(device, true);
  if (device.kind === 'loopback') net.addAddress(device, { address: IPV4_LOOPBACK, prefixLength: 8, scope: 'host' });
}

/** The namespace of a name, or of a process: `undefined` if there is none of that number. */
function namespaceOf(place: Place, word: string): NetNamespace | undefined {
  if (/^\d+$/.test(word)) return place.pids.find(Number(word))?.place.net;
  const net = place.machine.namespaceFiles.get(`/run/netns/${word}`);
  if (net === undefined) throw invalidArgument(word, 'Invalid "netns" value');
  return net;
}

/** Into a namespace. Linux: dev_change_net_namespace. */
function namespaceChange(place: Place, word: string): (device: NetDevice) => void {
  const net = namespaceOf(place, word);
  return (device) => {
    if (net === undefined) throw rtnetlink('No such process');
    if (device.kind === 'loopback' || device.kind === 'bridge') throw kernelError('The interface netns is immutable.');
    if (net === device.namespace) return;
    if (net.device(device.name) !== undefined)
      throw kernelError('An interface with the same name exists in the target netns.');
    place.net.removeDevice(device);
    if (net.devices.some(({ ifindex }) => ifindex === device.ifindex)) device.ifindex = net.nextIfindex();
    device.activated = false;
    net.addDevice(device);
  };
}

function mtuChange(word: string): (device: NetDevice) => void {
  const mtu = takeNumber(word, 'Invalid "mtu" value');
  return (device) => {
    if (mtu < 68) throw kernelError('mtu less than device minimum.');
    if (mtu > 65_535 && device.kind !== 'loopback') throw kernelError('mtu greater than device maximum.');
    device.mtu = mtu;
  };
}

function queueChange(word: string): (device: NetDevice) => void {
  const length = takeNumber(word, 'Invalid "txqueuelen" value');
  return (device) => {
    device.txQueueLength = length;
  };
}

function addressChange(word: string): (device: NetDevice) => void {
  const mac = takeMac(word);
  return (device) => {
    device.mac = mac;
  };
}

function takeMac(word: string): MacAddress {
  const mac = parseMac(word);
  if (mac === undefined) throw new ToolError(`"${word}" is invalid lladdr.\n`, 1);
  return mac;
}

function nameChange(net: NetNamespace, name: string): (device: NetDevice) => void {
  checkName(name);
  return (device) => {
    if (name === device.name) return;
    if (net.device(name) !== undefined) throw rtnetlink('File exists');
    net.renameDevice(device, name);
  };
}

/** At most 15 characters, no slash or space. Linux: dev_valid_name. */
function checkName(name: string): void {
  if (name === '' || name.length > 15 || /[/\s:]/.test(name) || name === '.' || name === '..') {
    throw new ToolError(`Error: argument "${name}" is wrong: "name" not a valid ifname\n\n`, 255);
  }
}

function masterChange(net: NetNamespace, name: string): (device: NetDevice) => void {
  const master = net.device(name);
  if (master === undefined) throw invalidArgument(name, 'Device does not exist');
  return (device) => {
    if (device.master === master) return;
    // The kernel lets go of the old one before it looks at the new one (do_set_master).
    device.master?.removePort(device);
    if (!isBridge(master)) throw rtnetlink('Operation not supported');
    if (device.kind === 'loopback') throw rtnetlink('Invalid argument');
    if (isBridge(device)) throw kernelError('Can not enslave a bridge to a bridge.');
    master.addPort(device);
  };
}

function addLink(place: Place, words: Words): string {
  let name: string | undefined;
  let mac: MacAddress | undefined;
  while (!words.done) {
    const word = words.take();
    if (word === 'type') return addOfType(place, words, words.take(), name, mac);
    if (word === 'address') mac = takeMac(words.take());
    else if (word === 'dev' || word === 'name') name = words.take();
    else if (
      ['link', 'mtu', 'txqueuelen', 'numtxqueues', 'numrxqueues', 'index', 'netns', 'up', 'broadcast'].includes(word)
    )
      throw refuse('ip', `"link add ${word}"`);
    else if (name !== undefined) throw unknownWord('name', word);
    else name = word;
  }
  throw new ToolError('Not enough information: "type" argument is required\n', 1);
}

function addOfType(
  place: Place,
  words: Words,
  type: string,
  name: string | undefined,
  mac: MacAddress | undefined,
): string {
  if (name !== undefined && (name.length > 15 || name === '')) throw kernelError('Attribute failed policy validation.');
  if (type === 'bridge') {
    if (!words.done) throw refuse('ip', `bridge option "${words.peek}"`);
    addBridge(place, name, mac);
    return '';
  }
  if (type !== 'veth') {
    const known = [
      'vlan',
      'vxlan',
      'dummy',
      'bond',
      'macvlan',
      'macvtap',
      'ipvlan',
      'tun',
      'tap',
      'gre',
      'ipip',
      'sit',
      'vrf',
      'wireguard',
      'ifb',
      'team',
    ];
    if (known.includes(type)) throw refuse('ip', `device type "${type}"`);
    throw kernelError('Unknown device type.');
  }
  let peer: string | undefined;
  let peerMac: MacAddress | undefined;
  let net: NetNamespace | undefined = place.net;
  while (!words.done) {
    const word = words.take();
    if (word === 'peer') continue;
    if (word === 'name') peer = words.take();
    else if (word === 'address') peerMac = takeMac(words.take());
    else if (word === 'netns') net = namespaceOf(place, words.take());
    else if (['mtu', 'txqueuelen'].includes(word)) throw refuse('ip', `"link add … peer ${word}"`);
    else if (peer === undefined) peer = word;
    else throw unknownWord('peer', word);
  }
  if (net === undefined) throw rtnetlink('No such process');
  addVethPair(place, { name, mac }, { name: peer, mac: peerMac }, net);
  return '';
}

function deleteLink({ net }: Place, words: Words): string {
  words.takeExactly('dev');
  if (words.done) throw new ToolError('Not enough information: "dev" argument is required.\n', 255);
  const device = existingDevice(net, words.take());
  if (words.takeExactly('type')) words.take();
  if (device.kind === 'loopback' || device.kind === 'ethernet') throw rtnetlink('Operation not supported');
  deleteDevice(device);
  return '';
}
