/** `ip neigh` lists the known hardware addresses of neighbours. Linux: iproute2, ip/ipneigh.c. Not modelled: changes by hand. */
import type { Place } from '../../machine';
import type { Neighbour } from '../../network';
import { formatIpv4, formatMac } from '../../packet';
import { refuse, ToolError } from '../common/toolError';
import { neighbourJson, printJson } from './json';
import type { IpOptions } from './options';
import { complete, existingDevice, type Words } from './words';

const COMMANDS = ['add', 'change', 'replace', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'] as const;

/**
 * `ip neigh`: the words after the object; returns what is printed. Throws a `ToolError` with iproute2's text and exit
 * code. iproute2: do_ipneigh.
 */
export function ipNeighbour(place: Place, words: Words, options: IpOptions): string {
  if (words.done) return showNeighbours(place, words, options);
  const word = words.take();
  const command = complete(word, COMMANDS);
  if (command === undefined) throw new ToolError(`Command "${word}" is unknown, try "ip neigh help".\n`, 255);
  if (command === 'flush') return flushNeighbours(place, words);
  if (command !== 'show' && command !== 'list' && command !== 'lst') throw refuse('ip', `"neigh ${command}"`);
  return showNeighbours(place, words, options);
}

function showNeighbours({ net }: Place, words: Words, { family, statistics, brief, json, pretty }: IpOptions): string {
  if (statistics) throw refuse('ip', '"-statistics neigh"');
  let device: string | undefined;
  while (!words.done) {
    if (words.takeExactly('dev')) device = existingDevice(net, words.take()).name;
    else throw refuse('ip', `"neigh show ${words.peek}"`);
  }
  const listed = net.neighbours.list().filter((neighbour) => device === undefined || neighbour.device.name === device);
  const shown = family === 'inet6' ? [] : listed;
  if (json)
    return printJson(
      shown.map((neighbour) => neighbourJson(neighbour, device === undefined)),
      pretty,
    );
  if (brief) return shown.map((neighbour) => briefLine(neighbour)).join('');
  return shown.map((neighbour) => neighbourLine(neighbour, device === undefined)).join('');
}

/** `172.17.0.2 dev docker0 lladdr 02:42:ac:11:00:02 REACHABLE ` */
function neighbourLine({ address, device, mac, state }: Neighbour, withDevice: boolean): string {
  const dev = withDevice ? ` dev ${device.name}` : '';
  return `${formatIpv4(address)}${dev}${mac === undefined ? '' : ` lladdr ${formatMac(mac)}`} ${state} \n`;
}

/** `172.17.0.2                              docker0          02:42:ac:11:00:02` */
function briefLine({ address, device, mac }: Neighbour): string {
  return `${formatIpv4(address).padEnd(39)} ${device.name.padEnd(16)} ${mac === undefined ? '' : formatMac(mac)}\n`;
}

function flushNeighbours({ net }: Place, words: Words): string {
  if (words.done) throw new ToolError('Flush requires arguments.\n', 255);
  const all = words.takeExactly('all');
  const device = !all && words.takeExactly('dev') ? existingDevice(net, words.take()) : undefined;
  if (!words.done || (!all && device === undefined)) throw refuse('ip', `"neigh flush ${words.peek ?? ''}"`);
  for (const candidate of net.devices) if (all || candidate === device) net.neighbours.flush(candidate);
  return '';
}
