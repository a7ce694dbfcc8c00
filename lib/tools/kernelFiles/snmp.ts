/** `/proc/net/snmp` of a place. Linux: net/ipv4/proc.c (snmp_seq_show) of a kernel 6.18. Not modelled: `/proc/net/netstat`, TCP's other counters. */
import type { Place } from '../../machine';

/** A group of counters, by their names. */
export interface CounterGroup {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Types by the names that have counters of their own. */
const ICMP_TYPES: readonly (readonly [name: string, type: number])[] = [
  ['DestUnreachs', 3],
  ['TimeExcds', 11],
  ['ParmProbs', 12],
  ['SrcQuenchs', 4],
  ['Redirects', 5],
  ['Echos', 8],
  ['EchoReps', 0],
  ['Timestamps', 13],
  ['TimestampReps', 14],
  ['AddrMasks', 17],
  ['AddrMaskReps', 18],
];
const UDP = { RcvbufErrors: 0, SndbufErrors: 0, InCsumErrors: 0, IgnoredMulti: 0, MemErrors: 0 };

/** All groups in the order of the file. */
export function counterGroups({ net }: Place): readonly CounterGroup[] {
  const { counters } = net;
  const established = net.sockets.connections.filter(({ state }) => state === 'ESTABLISHED' || state === 'CLOSE_WAIT');
  const types = (prefix: string, byType: readonly number[]) =>
    Object.fromEntries(ICMP_TYPES.map(([name, type]) => [`${prefix}${name}`, byType[type] ?? 0]));
  const seen = messageTypes(counters);
  return [
    {
      name: 'Ip',
      values: {
        Forwarding: net.sysctl.number('net.ipv4.ip_forward') === 0 ? 2 : 1,
        DefaultTTL: net.defaultTtl,
        InReceives: counters.ipInReceives,
        InHdrErrors: counters.ipInHdrErrors,
        InAddrErrors: counters.ipInAddrErrors,
        ForwDatagrams: counters.ipForwDatagrams,
        InUnknownProtos: counters.ipInUnknownProtos,
        InDiscards: 0,
        InDelivers: counters.ipInDelivers,
        OutRequests: counters.ipOutRequests,
        OutDiscards: counters.ipOutDiscards,
        OutNoRoutes: counters.ipOutNoRoutes,
        ReasmTimeout: counters.ipReasmTimeout,
        ReasmReqds: counters.ipReasmReqds,
        ReasmOKs: counters.ipReasmOKs,
        ReasmFails: counters.ipReasmFails,
        FragOKs: counters.ipFragOKs,
        FragFails: counters.ipFragFails,
        FragCreates: counters.ipFragCreates,
        OutTransmits: counters.ipOutTransmits,
      },
    },
    {
      name: 'Icmp',
      values: {
        InMsgs: sumOf(counters.icmpIn),
        InErrors: 0,
        InCsumErrors: 0,
        ...types('In', counters.icmpIn),
        OutMsgs: sumOf(counters.icmpOut),
        OutErrors: 0,
        OutRateLimitGlobal: 0,
        OutRateLimitHost: 0,
        ...types('Out', counters.icmpOut),
      },
    },
    ...(Object.keys(seen).length === 0 ? [] : [{ name: 'IcmpMsg', values: seen }]),
    {
      name: 'Tcp',
      values: {
        ...{ RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120_000, MaxConn: -1 },
        ActiveOpens: counters.tcpActiveOpens,
        PassiveOpens: counters.tcpPassiveOpens,
        AttemptFails: counters.tcpAttemptFails,
        EstabResets: counters.tcpEstabResets,
        CurrEstab: established.length,
        InSegs: counters.tcpInSegs,
        OutSegs: counters.tcpOutSegs,
        RetransSegs: counters.tcpRetransSegs,
        InErrs: 0,
        OutRsts: counters.tcpOutRsts,
        InCsumErrors: 0,
      },
    },
    {
      name: 'Udp',
      values: {
        InDatagrams: counters.udpInDatagrams,
        NoPorts: counters.udpNoPorts,
        InErrors: 0,
        OutDatagrams: counters.udpOutDatagrams,
        ...UDP,
      },
    },
    { name: 'UdpLite', values: { InDatagrams: 0, NoPorts: 0, InErrors: 0, OutDatagrams: 0, ...UDP } },
  ];
}

/** Types that came or went at least once: `InType8`. */
function messageTypes({ icmpIn, icmpOut }: Place['net']['counters']): Record<string, number> {
  const entries = (prefix: string, byType: readonly number[]) =>
    byType.flatMap((count, type) => (count > 0 ? [[`${prefix}${type}`, count] as const] : []));
  return Object.fromEntries([...entries('InType', icmpIn), ...entries('OutType', icmpOut)]);
}

function sumOf(byType: readonly number[]): number {
  return byType.reduce((sum, count) => sum + count, 0);
}

/** The file. */
export function snmp(place: Place): string {
  return counterGroups(place)
    .map(
      ({ name, values }) => `${name}: ${Object.keys(values).join(' ')}\n${name}: ${Object.values(values).join(' ')}\n`,
    )
    .join('');
}
