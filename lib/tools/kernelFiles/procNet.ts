/** `/proc/net` of a place: devices, routes, neighbours, sockets. Linux: net-procfs.c, fib_trie.c, arp.c, tcp_ipv4.c, udp.c, ping.c. */
import type { Place } from '../../machine';
import type { Ipv4Address } from '../../packet';
import { formatIpv4, formatMac } from '../../packet';
import { formatEntry } from '../conntrackEntry';
import { listSockets, type SocketRow } from '../netstat/rows';
import { type Entries, kernelFile } from './nodes';
import { snmp } from './snmp';

/** Lines of `/proc/net/route` and of tables of sockets are filled up to these lengths. */
const ROUTE_LENGTH = 127;
const SOCKET_LENGTH = 149;
/** RTF_UP, RTF_GATEWAY, RTF_HOST, RTF_REJECT. */
const ROUTE_FLAGS = { up: 0x1, gateway: 0x2, host: 0x4, reject: 0x200 };
/** ATF_COM, ATF_PERM. */
const NEIGHBOUR_FLAGS = { complete: 0x2, permanent: 0x4 };
/** include/net/tcp_states.h. */
const STATES: Readonly<Record<string, number>> = {
  ESTABLISHED: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT1: 4,
  FIN_WAIT2: 5,
  TIME_WAIT: 6,
  LISTEN: 10,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  CLOSING: 11,
};
const CLOSED = 7;

/** `/proc/net` */
export function procNet(place: Place): Entries {
  return {
    arp: kernelFile(() => arp(place)),
    dev: kernelFile(() => dev(place)),
    route: kernelFile(() => route(place)),
    nf_conntrack: kernelFile(() => connections(place)),
    snmp: kernelFile(() => snmp(place)),
    tcp: kernelFile(() => sockets(place, 'tcp')),
    tcp6: kernelFile(() => sockets6(place, 'tcp')),
    udp: kernelFile(() => sockets(place, 'udp')),
    udp6: kernelFile(() => sockets6(place, 'udp')),
  };
}

function dev({ net }: Place): string {
  const rows = net.devices.map(({ name, statistics }) => {
    const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = statistics;
    const received = [rxBytes, rxPackets, 0, rxDropped, 0, 0, 0, 0];
    const sent = [txBytes, txPackets, 0, txDropped, 0, 0, 0, 0];
    return `${name.padStart(6)}: ${columns(received, [7, 7, 4, 4, 4, 5, 10, 9])} ${columns(sent, [8, 7, 4, 4, 4, 5, 7, 10])}\n`;
  });
  return `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
${rows.join('')}`;
}

function columns(values: readonly number[], widths: readonly number[]): string {
  return values.map((value, index) => String(value).padStart(widths[index] ?? 0)).join(' ');
}

/** The bytes of an address as a little-endian processor reads them. */
function hexadecimal(address: Ipv4Address): string {
  const bytes = [0, 8, 16, 24].map((shift) => (address >>> shift) & 0xff);
  return bytes.map((byte) => hex(byte, 2)).join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function route({ net }: Place): string {
  const title = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const rows = net.fib.routes('main').map(({ device, destination, gateway, metric, type }) => {
    const rejected = type === 'unreachable' || type === 'prohibit';
    const flags =
      ROUTE_FLAGS.up |
      (gateway === undefined ? 0 : ROUTE_FLAGS.gateway) |
      (destination.mask === 0xffffffff ? ROUTE_FLAGS.host : 0) |
      (rejected ? ROUTE_FLAGS.reject : 0);
    const fields = [hexadecimal(destination.address), hexadecimal(gateway ?? 0), hex(flags, 4), 0, 0, metric];
    return [device?.name ?? '*', ...fields, hexadecimal(destination.mask), 0, 0, 0].join('\t');
  });
  return [title, ...rows].map((line) => `${line.padEnd(ROUTE_LENGTH)}\n`).join('');
}

function arp({ net }: Place): string {
  const rows = net.neighbours.list().map(({ address, mac, device, state }) => {
    const flags =
      (mac === undefined ? 0 : NEIGHBOUR_FLAGS.complete) | (state === 'PERMANENT' ? NEIGHBOUR_FLAGS.permanent : 0);
    const hardware = formatMac(mac ?? 0);
    return `${formatIpv4(address).padEnd(16)} 0x${'1'.padEnd(10)}0x${flags.toString(16).padEnd(10)}${hardware}     *        ${device.name}\n`;
  });
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join('')}`;
}

/** Linux: nf_conntrack_standalone.c (ct_seq_show). */
function connections({ net }: Place): string {
  const { now } = net.clock;
  return net.conntrack
    .entries(now)
    .map((entry) => `${formatEntry(entry, now, true).replace(/ use=1$/, `${hasZone(entry) ? '' : ' zone=0'} use=2`)}\n`)
    .join('');
}

function hasZone({ zone }: { readonly zone: { readonly id: number } }): boolean {
  return zone.id !== 0;
}

/** Four words of an address, each as a little-endian processor reads it. */
function hexadecimal6(address: unknown): string {
  const value =
    typeof address === 'bigint' ? address : address === 0 ? 0n : 0xffff_0000_0000n + BigInt(Number(address));
  return [96n, 64n, 32n, 0n].map((shift) => hexadecimal(Number((value >> shift) & 0xffff_ffffn))).join('');
}

function sockets6(place: Place, protocol: 'tcp' | 'udp'): string {
  const rows = listSockets(place).filter((row) => row.protocol === protocol && row.family === 'inet6');
  const title =
    '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const width = protocol === 'tcp' ? 4 : 5;
  const lines = rows.map((row, index) => `${String(index).padStart(width)}: ${socketFields(row, hexadecimal6)}\n`);
  return `${title}${protocol === 'tcp' ? '' : ' ref pointer drops'}\n${lines.join('')}`;
}

function sockets(place: Place, protocol: 'tcp' | 'udp'): string {
  const rows = listSockets(place).filter((row) => row.protocol === protocol && row.family === 'inet');
  const title =
    protocol === 'tcp'
      ? '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
      : '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
  const width = protocol === 'tcp' ? 4 : 5;
  const length = protocol === 'tcp' ? SOCKET_LENGTH : 127;
  const lines = rows.map((row, index) => `${String(index).padStart(width)}: ${socketFields(row)}`);
  return [title, ...lines].map((line) => `${line.padEnd(length)}\n`).join('');
}

/** The kernel's own numbers of a socket, its inode and its address in memory, are no part of the simulation: 0. */
function socketFields(row: SocketRow, write = (address: unknown) => hexadecimal(Number(address))): string {
  const { state, socket, receiveQueue, sendQueue } = row;
  const end = (address: unknown, port: number) => `${write(address)}:${hex(port, 4)}`;
  const local = end(socket.localAddress, socket.localPort);
  const remote = end(socket.remoteAddress, socket.remotePort);
  const queues = `${hex(sendQueue, 8)}:${hex(receiveQueue, 8)}`;
  return `${local} ${remote} ${hex(STATES[state] ?? CLOSED, 2)} ${queues} 00:00000000 00000000     0        0 0 1 0000000000000000`;
}
