/** Listings of devices and their addresses: `ip link`, `ip addr`, long and `-br`. Linux: iproute2, ip/ipaddress.c. */

import type { Place } from '../../machine';
import type { InterfaceAddress, NetDevice } from '../../network';
import { primaryOf } from '../../network/ipv4/addressRoutes';
import { formatIp, formatIpv4, formatMac } from '../../packet';
import { linkDetails, peerNamespace } from './details';
import { displayName, flagNames, isPeerDown, operationalState, queueDiscipline } from './device';
import type { IpOptions } from './options';

/** The lines of one device; `link` leaves its addresses out. */
export function showDevice(place: Place, device: NetDevice, what: 'addr' | 'link', options: IpOptions): string {
  if (options.brief) return briefLine(place, device, what, options);
  const mode = what === 'link' ? ' mode DEFAULT' : '';
  const head = `${device.ifindex}: ${displayName(device)}: <${flagNames(device, { peerDown: isPeerDown(device) }).join(',')}> mtu ${device.mtu}`;
  const master = device.master === undefined ? '' : ` master ${device.master.name}`;
  const queue = device.txQueueLength === 0 ? ' ' : ` qlen ${device.txQueueLength}`;
  // Asked for IPv6, the kernel tells less of a link. Linux: inet6_fill_ifinfo.
  const [discipline, group] =
    options.family === 'inet6' ? ['', ''] : [` qdisc ${queueDiscipline(device)}`, ' group default'];
  const lines = [`${head}${discipline}${master} state ${operationalState(device)}${mode}${group}${queue}`];
  if (what === 'link' || options.family === undefined) lines.push(linkLine(place, device, options));
  if (options.statistics) lines.push(...statisticsLines(device));
  if (what === 'addr') lines.push(...addressLines(place, device, options));
  const text = lines.join('\n');
  return `${options.oneLine ? text.replace(/\n/g, '\\') : text}\n`;
}

/** `ip -o addr`: a line an address. */
export function oneLineAddresses(place: Place, device: NetDevice, options: IpOptions): string {
  const lines = addressLines(place, device, options);
  let text = '';
  for (let index = 0; index < lines.length; index += 2)
    text += `${device.ifindex}: ${device.name}${lines[index]}\\${lines[index + 1]}\n`;
  return text;
}

function linkLine(place: Place, device: NetDevice, options: IpOptions): string {
  const [type, broadcast] =
    device.kind === 'loopback' ? ['loopback', '00:00:00:00:00:00'] : ['ether', 'ff:ff:ff:ff:ff:ff'];
  return `    link/${type} ${formatMac(device.mac)} brd ${broadcast}${peerNamespace(place, device)}${options.details ? linkDetails(device) : ''}`;
}

function addressLines(place: Place, device: NetDevice, { family }: IpOptions): readonly string[] {
  const lifetime = '       valid_lft forever preferred_lft forever';
  const lines =
    family === 'inet6'
      ? []
      : device.addresses.flatMap((address) => [`    inet ${addressText(device, address)} ${device.name}`, lifetime]);
  if (family !== 'inet') {
    for (const { text, scope } of ipv6Texts(place, device))
      lines.push(`    inet6 ${text} scope ${scope === 'host' ? 'host' : 'global nodad'} `, lifetime);
  }
  return lines;
}

/** `192.168.70.6/24 brd 192.168.70.255 scope global` */
export function addressText(device: NetDevice, own: InterfaceAddress): string {
  const { address, prefixLength, broadcast, scope } = own;
  const secondary = primaryOf(device, own) === undefined ? '' : ' secondary';
  return `${formatIpv4(address)}/${prefixLength}${broadcast === undefined ? '' : ` brd ${formatIpv4(broadcast)}`} scope ${scope}${secondary}`;
}

/** IPv6 is off everywhere but on a machine's lo, as in the captures. */
export function hasIpv6({ net }: Place, device: NetDevice): boolean {
  return device === net.lo && net.ipv6Addresses.length > 0;
}

function briefLine(place: Place, device: NetDevice, what: 'addr' | 'link', { family }: IpOptions): string {
  const head = `${displayName(device).padEnd(16)} ${operationalState(device).padEnd(14)} `;
  if (what === 'link')
    return `${head}${formatMac(device.mac)} <${flagNames(device, { peerDown: isPeerDown(device) }).join(',')}> \n`;
  const addresses =
    family === 'inet6'
      ? []
      : device.addresses.map(({ address, prefixLength }) => `${formatIpv4(address)}/${prefixLength} `);
  return `${head}${addresses.join('')}${
    family === 'inet'
      ? ''
      : ipv6Texts(place, device)
          .map(({ text }) => `${text} `)
          .join('')
  }\n`;
}

/** Its IPv6 addresses with their lengths: `::1/128` of the host alone, and those that an engine gave it. */
export function ipv6Texts(
  place: Place,
  device: NetDevice,
): readonly { readonly text: string; readonly scope: 'host' | 'global' }[] {
  const own = device.ipv6Addresses.map(({ address, prefixLength }) => ({
    text: `${formatIp(address)}/${prefixLength}`,
    scope: 'global' as const,
  }));
  return hasIpv6(place, device) ? [{ text: '::1/128', scope: 'host' }, ...own] : own;
}

/** Columns are as wide as their widest number, at least as their title. */
function statisticsLines({ statistics }: NetDevice): readonly string[] {
  const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = statistics;
  const received = table(
    ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast'],
    [rxBytes, rxPackets, 0, rxDropped, 0, 0],
  );
  const sent = table(
    ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns'],
    [txBytes, txPackets, 0, txDropped, 0, 0],
  );
  return [`    RX: ${received[0]}`, `    ${received[1]}`, `    TX: ${sent[0]}`, `    ${sent[1]}`];
}

function table(titles: readonly string[], values: readonly number[]): readonly [string, string] {
  const least = [6, 7, 6, 7, 7, 7];
  const widths = titles.map((title, index) => Math.max(least[index] ?? 0, title.length, String(values[index]).length));
  const head = titles.map((title, index) => title.padStart(widths[index] ?? 0)).join(' ');
  const row = values
    .map((value, index) => String(value).padStart((widths[index] ?? 0) + (index === 0 ? 4 : 0)))
    .join(' ');
  return [`${head}           `, `${row} `];
}
