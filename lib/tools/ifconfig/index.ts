/** `ifconfig` of net-tools 2.10, and busybox's. */
import type { Place } from '../../machine';
import type { NetDevice } from '../../network';
import { formatIpv4, formatMac, maskOfLength } from '../../packet';
import { requireAdministrator } from '../common/capability';
import { byName, interfaceFlags, scaledBytes } from '../common/interfaceFlags';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { ipv6Texts } from '../ip/show';
import { changeInterface } from './change';

/** `ifconfig [-a] [-s] [INTERFACE [CHANGES]]` */
export function ifconfig(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => run(place, argv, { show: showInterface, prefix: '' }));
}

/** The same in busybox's look. */
export function busyboxIfconfig(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => run(place, argv, { show: showBusyboxInterface, prefix: 'ifconfig: ' }));
}

interface Look {
  readonly show: (place: Place, device: NetDevice) => string;
  /** Before complaints. */
  readonly prefix: string;
}

function run(place: Place, argv: readonly string[], { show, prefix }: Look): string {
  let all = false;
  let short = false;
  let index = 0;
  for (; argv[index]?.startsWith('-'); index++) {
    const option = argv[index];
    if (option === '-a') all = true;
    else if (option === '-s') short = true;
    else if (option === '-v') continue;
    else if (option === '-V' || option === '--version') return 'net-tools 2.10\n';
    else
      throw new ToolError(
        `ifconfig: option \`${option}' not recognised.\nifconfig: \`--help' gives usage information.\n`,
      );
  }
  const [name, ...changes] = argv.slice(index);
  if (name === undefined) {
    const devices = place.net.devices.filter(({ up }) => all || up).sort(byName);
    if (short) return shortTable(devices);
    return devices.map((device) => show(place, device)).join('');
  }
  if (name.includes(':')) throw refuse('ifconfig', `alias "${name}"`);
  const device = place.net.device(name);
  if (device === undefined) {
    if (changes.length === 0)
      throw new ToolError(`${prefix}${name}: error fetching interface information: Device not found\n`);
    throw new ToolError(
      `SIOCSIFADDR: No such device\n${name}: ERROR while getting interface flags: No such device\n`,
      255,
    );
  }
  if (changes.length === 0) return short ? shortTable([device]) : show(place, device);
  requireAdministrator(
    place,
    `${prefix}${/^(?:up|down|-?arp|-?promisc)$/.test(changes[0] ?? '') ? 'SIOCSIFFLAGS' : 'SIOCSIFADDR'}`,
    prefix === '' ? 255 : 1,
  );
  changeInterface(device, changes);
  return '';
}

function showInterface(place: Place, device: NetDevice): string {
  const { bits, names } = interfaceFlags(device);
  const { rxPackets, rxBytes, rxDropped, txPackets, txBytes, txDropped } = device.statistics;
  const lines = [`${device.name}: flags=${bits}<${names.join(',')}>  mtu ${device.mtu}`];
  const address = device.addresses[0];
  if (address !== undefined) {
    const broadcast = device.kind === 'loopback' ? '' : `  broadcast ${formatIpv4(address.broadcast ?? 0)}`;
    lines.push(
      `        inet ${formatIpv4(address.address)}  netmask ${formatIpv4(maskOfLength(address.prefixLength))}${broadcast}`,
    );
  }
  for (const { text, scope } of ipv6Texts(place, device)) {
    const [address, length] = text.split('/');
    lines.push(
      `        inet6 ${address}  prefixlen ${length}  scopeid ${scope === 'host' ? '0x10<host>' : '0x0<global>'}`,
    );
  }
  if (device.kind === 'loopback') lines.push(`        loop  txqueuelen ${device.txQueueLength}  (Local Loopback)`);
  else lines.push(`        ether ${formatMac(device.mac)}  txqueuelen ${device.txQueueLength}  (Ethernet)`);
  lines.push(
    `        RX packets ${rxPackets}  bytes ${rxBytes} (${scaledBytes(rxBytes)})`,
    `        RX errors 0  dropped ${rxDropped}  overruns 0  frame 0`,
    `        TX packets ${txPackets}  bytes ${txBytes} (${scaledBytes(txBytes)})`,
    `        TX errors 0  dropped ${txDropped} overruns 0  carrier 0  collisions 0`,
  );
  return `${lines.join('\n')}\n\n`;
}

function showBusyboxInterface(place: Place, device: NetDevice): string {
  const { names } = interfaceFlags(device);
  const { rxPackets, rxBytes, rxDropped, txPackets, txBytes, txDropped } = device.statistics;
  const isLoopback = device.kind === 'loopback';
  const hardware = isLoopback ? 'Local Loopback' : `Ethernet  HWaddr ${formatMac(device.mac).toUpperCase()}`;
  const lines = [`${device.name.padEnd(9)} Link encap:${hardware}  `];
  const address = device.addresses[0];
  if (address !== undefined) {
    const broadcast = isLoopback ? '' : `  Bcast:${formatIpv4(address.broadcast ?? 0)}`;
    lines.push(
      `          inet addr:${formatIpv4(address.address)}${broadcast}  Mask:${formatIpv4(maskOfLength(address.prefixLength))}`,
    );
  }
  for (const { text, scope } of ipv6Texts(place, device))
    lines.push(`          inet6 addr: ${text} Scope:${scope === 'host' ? 'Host' : 'Global'}`);
  lines.push(
    `          ${names.join(' ')}${names.length > 0 ? '  ' : ''}MTU:${device.mtu}  Metric:1`,
    `          RX packets:${rxPackets} errors:0 dropped:${rxDropped} overruns:0 frame:0`,
    `          TX packets:${txPackets} errors:0 dropped:${txDropped} overruns:0 carrier:0`,
    `          collisions:0 txqueuelen:${device.txQueueLength} `,
    `          RX bytes:${rxBytes} (${scaledBytes(rxBytes)})  TX bytes:${txBytes} (${scaledBytes(txBytes)})`,
  );
  return `${lines.join('\n')}\n\n`;
}

/** `ifconfig -s`, which is also `netstat -i` without its title. */
export function shortTable(
  devices: readonly NetDevice[],
  title = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg',
): string {
  const rows = devices.map((device) => {
    const { rxPackets, rxDropped, txPackets, txDropped } = device.statistics;
    const received = `${pad(rxPackets, 8)} ${pad(0, 6)} ${pad(rxDropped, 6)} ${'0'.padEnd(6)}`;
    const sent = `${pad(txPackets, 8)} ${pad(0, 6)} ${pad(txDropped, 6)} ${pad(0, 6)}`;
    return `${device.name.padEnd(15)} ${pad(device.mtu, 5)} ${received}  ${sent} ${flagLetters(device)}`;
  });
  return `${[title, ...rows].join('\n')}\n`;
}

function flagLetters(device: NetDevice): string {
  const letters: Readonly<Record<string, string>> = {
    BROADCAST: 'B',
    LOOPBACK: 'L',
    MULTICAST: 'M',
    RUNNING: 'R',
    UP: 'U',
  };
  const { names } = interfaceFlags(device);
  return ['BROADCAST', 'LOOPBACK', 'MULTICAST', 'RUNNING', 'UP']
    .filter((name) => names.includes(name))
    .map((name) => letters[name])
    .join('');
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}
