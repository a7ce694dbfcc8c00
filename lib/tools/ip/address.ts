/** `ip address`: show, add, del, flush. Linux: iproute2, ip/ipaddress.c. */
import type { Place } from '../../machine';
import type { InterfaceAddress, NetDevice } from '../../network';
import { formatIpv4, type Ipv4Address, isLoopback, maskOfLength } from '../../packet';
import { refuse, ToolError } from '../common/toolError';
import { deviceJson, printJson } from './json';
import type { IpOptions } from './options';
import { oneLineAddresses, showDevice } from './show';
import { complete, existingDevice, kernelError, takeAddress, takePrefix, unknownWord, type Words } from './words';

const COMMANDS = [
  'add',
  'change',
  'replace',
  'delete',
  'show',
  'lst',
  'list',
  'flush',
  'save',
  'restore',
  'showdump',
  'help',
] as const;

/**
 * `ip address`: the words after the object; returns what is printed. Throws a `ToolError` with iproute2's text and exit
 * code. iproute2: do_ipaddr.
 */
export function ipAddress(place: Place, words: Words, options: IpOptions): string {
  if (words.done) return showAddresses(place, words, options);
  const word = words.take();
  const command = complete(word, COMMANDS);
  switch (command) {
    case 'show':
    case 'list':
    case 'lst':
      return showAddresses(place, words, options);
    case 'add':
    case 'delete':
    case 'replace':
      if (options.family === 'inet6') throw refuse('ip', `"-6 address ${command}"`);
      return changeAddress(place, words, command);
    case 'flush':
      return flushAddresses(place, words);
    case undefined:
      throw new ToolError(`Command "${word}" is unknown, try "ip address help".\n`, 255);
    default:
      throw refuse('ip', `"address ${command}"`);
  }
}

/** The selection of a listing. */
export interface Selection {
  readonly device?: string;
  readonly up?: boolean;
  readonly master?: string;
  readonly type?: string;
}

/** `[dev] NAME`, `up`, `master NAME`, `type KIND`. */
export function takeSelection(words: Words): Selection {
  let selection: Selection = {};
  while (!words.done) {
    if (words.takeExactly('up')) selection = { ...selection, up: true };
    else if (words.takeExactly('master')) selection = { ...selection, master: words.take() };
    else if (words.takeExactly('type')) selection = { ...selection, type: words.take() };
    else if (
      words.peek !== undefined &&
      ['scope', 'to', 'label', 'dynamic', 'permanent', 'group', 'vrf', 'nomaster'].includes(words.peek)
    ) {
      throw refuse('ip', `selector "${words.peek}"`);
    } else {
      words.takeExactly('dev');
      if (selection.device !== undefined) throw unknownWord('dev', words.peek ?? '');
      selection = { ...selection, device: words.take() };
    }
  }
  return selection;
}

/** The devices of a selection. */
export function selectDevices({ net }: Place, { device, up, master, type }: Selection): readonly NetDevice[] {
  if (device !== undefined && net.device(device) === undefined)
    throw new ToolError(`Device "${device}" does not exist.\n`, 1);
  if (master !== undefined && net.device(master) === undefined) {
    throw new ToolError(`Error: argument "${master}" is wrong: Device does not exist\n\n`, 255);
  }
  return net.devices.filter(
    (candidate) =>
      (device === undefined || candidate.name === device) &&
      (up !== true || candidate.up) &&
      (master === undefined || candidate.master?.name === master) &&
      (type === undefined || candidate.kind === type),
  );
}

function showAddresses(place: Place, words: Words, options: IpOptions): string {
  const devices = selectDevices(place, takeSelection(words)).filter(({ addresses, ipv6Addresses, kind }) => {
    // With a family, devices without such an address are left out.
    if (options.family === undefined) return true;
    return options.family === 'inet' ? addresses.length > 0 : kind === 'loopback' || ipv6Addresses.length > 0;
  });
  if (options.json) {
    if (options.details) throw refuse('ip', '"-json" with "-details"');
    return printJson(
      devices.map((device) => deviceJson(place, device, 'addr', options)),
      options.pretty,
    );
  }
  const show =
    options.oneLine && !options.brief
      ? oneLineAddresses
      : (at: Place, device: NetDevice) => showDevice(at, device, 'addr', options);
  return devices.map((device) => show(place, device, options)).join('');
}

function changeAddress({ net }: Place, words: Words, command: 'add' | 'delete' | 'replace'): string {
  let local: ReturnType<typeof takePrefix> | undefined;
  let deviceName: string | undefined;
  let broadcast: InterfaceAddress['broadcast'] | '+';
  let scope: InterfaceAddress['scope'] | undefined;
  while (!words.done) {
    const word = words.take();
    if (word === 'dev') deviceName = words.take();
    else if (word === 'broadcast' || word === 'brd') broadcast = takeBroadcast(words.take());
    else if (word === 'scope') scope = takeScope(words.take());
    else if (
      ['peer', 'label', 'valid_lft', 'preferred_lft', 'metric', 'anycast', 'noprefixroute', 'home', 'nodad'].includes(
        word,
      )
    )
      throw refuse('ip', `"${word}"`);
    else if (local !== undefined) throw unknownWord('local', word);
    else local = takePrefix(word === 'local' ? words.take() : word);
  }
  if (deviceName === undefined) throw new ToolError('Not enough information: "dev" argument is required.\n', 1);
  const device = existingDevice(net, deviceName);
  if (local === undefined) throw new ToolError('RTNETLINK answers: Invalid argument\n', 2);
  if (command === 'delete') return deleteAddress(device, local);
  const mask = maskOfLength(local.length);
  const last = (local.address | ~mask) >>> 0;
  // Of two addresses, or one, none is left for it. iproute2: ipaddr_modify.
  const isPoint = broadcast === '+' && local.length > 30;
  const refused = net.addAddress(device, {
    address: local.address,
    prefixLength: local.length,
    scope: scope ?? (isLoopback(local.address) ? 'host' : 'global'),
    ...(broadcast === undefined || isPoint ? {} : { broadcast: broadcast === '+' ? last : broadcast }),
  });
  if (refused === 'EINVAL') throw kernelError('ipv4: Invalid scope value.');
  if (refused === 'EEXIST' && command === 'add') throw kernelError('ipv4: Address already assigned.');
  return '';
}

function deleteAddress(device: NetDevice, { address, length, explicit }: ReturnType<typeof takePrefix>): string {
  const there = device.addresses.find(
    (candidate) => candidate.address === address && (!explicit || candidate.prefixLength === length),
  );
  const warning = explicit ? '' : wildcardWarning(address);
  if (there === undefined) throw new ToolError(`${warning}Error: ipv4: Address not found.\n`, 2);
  device.namespace.removeAddress(device, there.address, there.prefixLength);
  if (warning !== '') throw new ToolError(warning, 0);
  return '';
}

/** An address without a prefix is looked for with any. iproute2: ipaddr_modify. */
function wildcardWarning(address: Ipv4Address): string {
  return `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${formatIpv4(address)}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`;
}

function flushAddresses(place: Place, words: Words): string {
  const selection = takeSelection(words);
  if (selection.device === undefined) throw new ToolError('Flush requires arguments.\n', 255);
  for (const device of selectDevices(place, selection)) {
    for (const { address, prefixLength } of [...device.addresses])
      place.net.removeAddress(device, address, prefixLength);
  }
  return '';
}

function takeBroadcast(word: string): number | '+' | undefined {
  if (word === '-') return undefined;
  return word === '+' ? '+' : takeAddress(word);
}

function takeScope(word: string): InterfaceAddress['scope'] {
  if (word === 'global' || word === 'link' || word === 'host') return word;
  throw new ToolError(`Error: argument "${word}" is wrong: invalid scope value.\n\n`, 255);
}
