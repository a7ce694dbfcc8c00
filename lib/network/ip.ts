/** Either version of IP, as TCP and UDP see it. Linux: struct inet_connection_sock_af_ops. */
import type { PacketOwner, SkBuff } from '../netfilter';
import type { IpAddress, TcpSegment, UdpDatagram } from '../packet';
import { IPV4_HEADER_LENGTH, ipv4Packet, PROTOCOL_TCP, PROTOCOL_UDP, transportLength } from '../packet/ipv4';
import { IPV6_HEADER_LENGTH } from '../packet/ipv6';
import { RST } from '../packet/tcp';
import type { IpHost } from './ipHost';
import { type OutputRoute, routeOutput, sendIp } from './ipv4/ipOutput';
import { LONGEST_PACKET } from './ipv4/pathMtu';
import { type Ipv6Output, routeIpv6, sendIpv6 } from './ipv6/ipv6Output';
import type { Ipv4Frame } from './link/frame';
import type { Errno } from './socket/errno';

/** Where packets of the machine's own go, over either version. */
export type IpOutput = OutputRoute | Ipv6Output;

/** The route to a destination; a given source has to be one of the machine's own and of the destination's version. */
export function routeIp(namespace: IpHost, destination: IpAddress, source?: IpAddress): IpOutput | Errno {
  if (typeof destination === 'bigint')
    return routeIpv6(namespace, destination, typeof source === 'bigint' ? source : undefined);
  return routeOutput(namespace, destination, typeof source === 'number' ? source : undefined);
}

/** The same for a program that sends: that there is none is counted. Linux: tcp_v4_connect, udp_sendmsg, raw_sendmsg. */
export function routeForProgram(namespace: IpHost, destination: IpAddress, source?: IpAddress): IpOutput | Errno {
  const output = routeIp(namespace, destination, source);
  if (output === 'ENETUNREACH' && typeof destination === 'number') namespace.counters.ipOutNoRoutes += 1;
  return output;
}

/** Sends a segment or datagram; what it travels as over IPv4, where it may have to wait for a neighbour. */
export function sendTransport(
  namespace: IpHost,
  output: IpOutput,
  transport: TcpSegment | UdpDatagram,
  {
    identification = 0,
    typeOfService = 0,
    owner,
    confirmsNextHop = false,
    isRepeated = false,
  }: {
    readonly identification?: number;
    readonly typeOfService?: number;
    readonly owner?: PacketOwner | undefined;
    readonly confirmsNextHop?: boolean;
    /** TCP counts apart what it sends again. */
    readonly isRepeated?: boolean;
  } = {},
): Ipv4Frame | undefined {
  const { counters } = namespace;
  if (transport.kind === 'tcp') {
    if (!isRepeated) counters.tcpOutSegs += 1;
    if (transport.flags & RST) counters.tcpOutRsts += 1;
  }
  const protocol = transport.kind === 'tcp' ? PROTOCOL_TCP : PROTOCOL_UDP;
  const ttl = namespace.defaultTtl;
  if (output.kind === 'ipv6') {
    sendIpv6(namespace, output, { protocol }, transport, owner);
    return undefined;
  }
  const { source, destination } = output;
  const { pathMtus } = namespace;
  const dontFragment =
    transport.kind === 'tcp'
      ? pathMtus.areTold(output)
      : pathMtus.isNotToBeCut(output, IPV4_HEADER_LENGTH + transportLength(transport));
  const sent = sendIp(
    namespace,
    ipv4Packet({ source, destination, protocol, ttl, identification, dontFragment, typeOfService }, transport),
    output,
    owner,
    confirmsNextHop ? confirm : undefined,
  );
  if (transport.kind === 'udp' && !sent.refused) counters.udpOutDatagrams += 1;
  return sent;
}

function confirm(skb: SkBuff): void {
  skb.confirmsNextHop = true;
}

/** Bytes of transport that a packet to there can carry as it is, as far as is known of its path. Linux: ipv4_mtu, ip6_mtu, less the header. */
export function transportRoom(output: IpOutput): number {
  if (output.kind === 'ipv6') return output.device.mtu - IPV6_HEADER_LENGTH;
  const { device, route, destination } = output;
  return device.namespace.pathMtus.of(route, destination) - IPV4_HEADER_LENGTH;
}

/** Bytes of transport that can be sent to there at all: over IPv4 in fragments. Linux: maxnonfragsize of __ip_append_data. */
export function transportLimit(output: IpOutput): number {
  return output.kind === 'ipv6' ? transportRoom(output) : LONGEST_PACKET - IPV4_HEADER_LENGTH;
}
