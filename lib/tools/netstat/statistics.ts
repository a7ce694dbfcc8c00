/** `netstat -s` of net-tools 2.10 (statistics.c), and `nstat` of iproute2 6.1 (misc/nstat.c), with the counters that are modelled. */

import type { Place } from '../../machine';
import type { NetNamespace } from '../../network';
import { readLetters } from '../common/letters';
import type { CommandResult } from '../common/result';
import { type CounterGroup, counterGroups } from '../kernelFiles/snmp';

/** What is said of TCP's and IP's other counters. */
const OTHERS = 'the counters of TcpExt and of most of IpExt are not modelled by chainwalk';

/** A counter's line; a `number` kind is shown always, an `optional` one if it is not 0, an `input` or `output` in a histogram. */
type Line = readonly [name: string, text: string, kind?: 'optional' | 'histogram'];

const IP: readonly Line[] = [
  ['Forwarding', 'Forwarding: %'],
  ['InReceives', '% total packets received'],
  ['InHdrErrors', '% with invalid headers', 'optional'],
  ['InAddrErrors', '% with invalid addresses', 'optional'],
  ['ForwDatagrams', '% forwarded'],
  ['InUnknownProtos', '% with unknown protocol', 'optional'],
  ['InDiscards', '% incoming packets discarded'],
  ['InDelivers', '% incoming packets delivered'],
  ['OutRequests', '% requests sent out'],
  ['OutDiscards', '% outgoing packets dropped', 'optional'],
  ['OutNoRoutes', '% dropped because of missing route', 'optional'],
  ['ReasmTimeout', '% fragments dropped after timeout', 'optional'],
  ['ReasmReqds', '% reassemblies required', 'optional'],
  ['ReasmOKs', '% packets reassembled ok', 'optional'],
  ['ReasmFails', '% packet reassemblies failed', 'optional'],
  ['FragOKs', '% fragments received ok', 'optional'],
  ['FragFails', '% fragments failed', 'optional'],
  ['FragCreates', '% fragments created', 'optional'],
  ['OutTransmits', 'OutTransmits: %', 'optional'],
];
const ICMP_WORDS: readonly Line[] = [
  ['DestUnreachs', 'destination unreachable: %'],
  ['TimeExcds', 'timeout in transit: %'],
  ['ParmProbs', 'wrong parameters: %'],
  ['SrcQuenchs', 'source quenches: %'],
  ['Redirects', 'redirects: %'],
  ['Echos', 'echo requests: %'],
  ['EchoReps', 'echo replies: %'],
  ['Timestamps', 'timestamp request: %'],
  ['TimestampReps', 'timestamp reply: %'],
  ['AddrMasks', 'address mask request: %'],
  ['AddrMaskReps', 'address mask replies: %'],
];
const histogram = (prefix: string) => ICMP_WORDS.map(([name, text]): Line => [`${prefix}${name}`, text, 'histogram']);
const ICMP: readonly Line[] = [
  ['InMsgs', '% ICMP messages received'],
  ['InErrors', '% input ICMP message failed'],
  ['', 'ICMP input histogram:'],
  ...histogram('In'),
  ['OutMsgs', '% ICMP messages sent'],
  ['OutErrors', '% ICMP messages failed'],
  ['', 'ICMP output histogram:'],
  ...histogram('Out'),
];
const TCP: readonly Line[] = [
  ['ActiveOpens', '% active connection openings'],
  ['PassiveOpens', '% passive connection openings'],
  ['AttemptFails', '% failed connection attempts'],
  ['EstabResets', '% connection resets received'],
  ['CurrEstab', '% connections established'],
  ['InSegs', '% segments received'],
  ['OutSegs', '% segments sent out'],
  ['RetransSegs', '% segments retransmitted'],
  ['InErrs', '% bad segments received'],
  ['OutRsts', '% resets sent'],
];
const UDP: readonly Line[] = [
  ['InDatagrams', '% packets received'],
  ['NoPorts', '% packets to unknown port received'],
  ['InErrors', '% packet receive errors'],
  ['OutDatagrams', '% packets sent'],
  ['RcvbufErrors', '% receive buffer errors'],
  ['SndbufErrors', '% send buffer errors'],
];
const LINES: Readonly<Record<string, readonly Line[]>> = { Ip: IP, Icmp: ICMP, Tcp: TCP, Udp: UDP };

/** `netstat -s` */
export function statistics(place: Place): string {
  const groups = counterGroups(place).map(groupText).join('');
  const { ipInOctets, ipOutOctets, ipInReceives } = place.net.counters;
  const more = [
    ['InOctets', ipInOctets],
    ['OutOctets', ipOutOctets],
    ['InNoECTPkts', ipInReceives],
  ] as const;
  const octets = more.flatMap(([name, value]) => (value > 0 ? [`    ${name}: ${value}\n`] : []));
  return `${groups}TcpExt:\nIpExt:\n${octets.join('')}MPTcpExt:\n`;
}

/** What is told beside it. */
export const STATISTICS_NOTE = `netstat: ${OTHERS}\n`;

function groupText({ name, values }: CounterGroup): string {
  if (name === 'UdpLite') return 'UdpLite:\n';
  if (name === 'IcmpMsg')
    return `IcmpMsg:\n${Object.entries(values)
      .map(([type, count]) => `        ${type}: ${count}\n`)
      .join('')}`;
  const lines = (LINES[name] ?? []).flatMap(([key, text, kind]) => {
    const value = values[key] ?? 0;
    if (kind !== undefined && value === 0) return [];
    return [`${kind === 'histogram' ? '        ' : '    '}${text.replace('%', `${value}`)}\n`];
  });
  return `${name}:\n${lines.join('')}`;
}

/** Not counters, and so not shown. nstat.c: useless_numbers. */
const USELESS = [
  'IpForwarding',
  'IpDefaultTTL',
  'TcpRtoAlgorithm',
  'TcpRtoMin',
  'TcpRtoMax',
  'TcpMaxConn',
  'TcpCurrEstab',
];

/** What was shown last, as its file of history keeps it. */
const shownBefore = new WeakMap<NetNamespace, ReadonlyMap<string, number>>();

/** `nstat [-a] [-z] [-r] [-n] [-s] [PATTERN…]` */
export function nstat(place: Place, argv: readonly string[]): CommandResult {
  const { given, words, wrong } = readLetters(argv, 'azrnsVhjpd:t:');
  const refused = wrong?.letter ?? [...'Vhjpdt'].find((letter) => given.has(letter));
  if (refused !== undefined || argv.some((word) => word.startsWith('--')))
    return {
      stdout: '',
      stderr: `nstat: option "${refused === undefined ? argv[0] : `-${refused}`}" is not modelled by chainwalk\n`,
      exitCode: 2,
    };
  const now = new Map(
    counterGroups(place).flatMap(({ name, values }) =>
      Object.entries(values).map(([key, value]) => [`${name}${key}`, value] as const),
    ),
  );
  for (const name of USELESS) now.delete(name);
  const { ipInOctets, ipOutOctets, ipInReceives } = place.net.counters;
  now.set('IpExtInOctets', ipInOctets).set('IpExtOutOctets', ipOutOctets).set('IpExtInNoECTPkts', ipInReceives);
  const before = given.has('a') || given.has('r') ? undefined : shownBefore.get(place.net);
  if (!given.has('s')) shownBefore.set(place.net, now);
  if (given.has('n')) return { stdout: '', stderr: '', exitCode: 0 };
  const patterns = words.map(
    (word) =>
      new RegExp(
        `^${word
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  );
  const rows = [...now].flatMap(([name, value]) => {
    const more = value - (before?.get(name) ?? 0);
    const isMeant = patterns.length === 0 || patterns.some((pattern) => pattern.test(name));
    return isMeant && (more > 0 || given.has('z')) ? [`${name.padEnd(32)}${String(more).padEnd(16)}   0.0\n`] : [];
  });
  return { stdout: `#kernel\n${rows.join('')}`, stderr: `nstat: ${OTHERS}\n`, exitCode: 0 };
}
