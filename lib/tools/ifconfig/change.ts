/** What ifconfig changes: address, netmask, broadcast, MTU, hardware address, up and down. net-tools 2.10, ifconfig.c. */
import type { NetDevice } from '../../network';
import { type Ipv4Address, isLoopback, lengthOfMask, maskOfLength, parseIpv4, parseMac } from '../../packet';
import { refuse, ToolError } from '../common/toolError';

const REFUSED = [
  'arp',
  '-arp',
  'promisc',
  '-promisc',
  'multicast',
  '-multicast',
  'allmulti',
  '-allmulti',
  'add',
  'del',
  'tunnel',
  'pointopoint',
  'dstaddr',
  'metric',
  'keepalive',
  'outfill',
  'media',
  'dynamic',
  '-dynamic',
  'trailers',
  '-trailers',
  'irq',
  'io_addr',
  'mem_start',
  '-broadcast',
];

/** Applies the words after the interface's name, one after the other. */
export function changeInterface(device: NetDevice, words: readonly string[]): void {
  const { namespace } = device;
  let index = 0;
  const argument = (): string => {
    const word = words[++index];
    if (word === undefined) throw new ToolError("ifconfig: `--help' gives usage information.\n");
    return word;
  };
  for (; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === 'up' || word === 'down') namespace.setUp(device, word === 'up');
    else if (word === 'mtu') device.mtu = takeMtu(argument(), device);
    else if (word === 'txqueuelen') device.txQueueLength = Number.parseInt(argument(), 10) || 0;
    else if (word === 'netmask') changeAddress(device, { mask: takeAddress(argument()) });
    else if (word === 'broadcast') changeAddress(device, { broadcast: takeAddress(argument()) });
    else if (word === 'hw') device.mac = takeHardware(argument(), argument());
    else if (REFUSED.includes(word)) throw refuse('ifconfig', `"${word}"`);
    else setAddress(device, word);
  }
}

function takeMtu(word: string, device: NetDevice): number {
  const mtu = Number(word);
  if (!(mtu >= 68 && mtu <= 65_535) && device.kind !== 'loopback')
    throw new ToolError('SIOCSIFMTU: Invalid argument\n');
  return mtu;
}

function takeHardware(type: string, word: string): number {
  if (type !== 'ether') throw refuse('ifconfig', `hardware class "${type}"`);
  const mac = parseMac(word);
  if (mac === undefined)
    throw new ToolError(`in_ether(${word}): invalid ether address!\nifconfig: \`--help' gives usage information.\n`);
  return mac;
}

function takeAddress(word: string): Ipv4Address {
  const address = parseIpv4(word);
  if (address === undefined)
    throw new ToolError(`${word}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`);
  return address;
}

/** Its first address, with the netmask of its class unless one is given, and the device goes up. */
function setAddress(device: NetDevice, word: string): void {
  const [text = '', length] = word.split('/');
  const address = takeAddress(text);
  const prefixLength = length === undefined ? classLength(address) : Number(length);
  const { namespace } = device;
  const old = device.addresses[0];
  if (old !== undefined) namespace.removeAddress(device, old.address);
  const broadcast = (address | ~maskOfLength(prefixLength)) >>> 0;
  namespace.addAddress(device, {
    address,
    prefixLength,
    scope: isLoopback(address) ? 'host' : 'global',
    ...(isLoopback(address) ? {} : { broadcast }),
  });
  namespace.setUp(device, true);
}

function changeAddress(
  device: NetDevice,
  { mask, broadcast }: { readonly mask?: Ipv4Address; readonly broadcast?: Ipv4Address },
): void {
  const old = device.addresses[0];
  if (old === undefined)
    throw new ToolError(`SIOCSIF${mask === undefined ? 'BRDADDR' : 'NETMASK'}: Cannot assign requested address\n`);
  const prefixLength = mask === undefined ? old.prefixLength : lengthOfMask(mask);
  if (prefixLength === undefined) throw new ToolError('SIOCSIFNETMASK: Invalid argument\n');
  device.namespace.removeAddress(device, old.address);
  const last = (old.address | ~maskOfLength(prefixLength)) >>> 0;
  device.namespace.addAddress(device, { ...old, prefixLength, broadcast: broadcast ?? last });
}

/** Classes A, B and C of old (RFC 791, section 2.3). */
function classLength(address: Ipv4Address): number {
  if (address >>> 31 === 0) return 8;
  return address >>> 30 === 2 ? 16 : 24;
}
