/** Either version of IP, as TCP and UDP see it. Linux: struct inet_connection_sock_af_ops. */
import type { PacketOwner, SkBuff } from '../netfilter';
import type { IpAddress, TcpSegment, UdpDatagram } from '../packet';
import { IPV4_HEADER_LENGTH, ipv4Packet, PROTOCOL_TCP, PROTOCOL_UDP } from '../packet/ipv4';
import { IPV6_HEADER_LENGTH } from '../packet/ipv6';
import type { IpHost } from './ipHost';
import { type OutputRoute, routeOutput, sendIp } from './ipv4/ipOutput';
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
  }: {
    readonly identification?: number;
    readonly typeOfService?: number;
    readonly owner?: PacketOwner | undefined;
    readonly confirmsNextHop?: boolean;
  } = {},
): Ipv4Frame | undefined {
  const protocol = transport.kind === 'tcp' ? PROTOCOL_TCP : PROTOCOL_UDP;
  const ttl = namespace.defaultTtl;
  if (output.kind === 'ipv6') {
    sendIpv6(namespace, output, { protocol }, transport, owner);
    return undefined;
  }
  const { source, destination } = output;
  return sendIp(
    namespace,
    ipv4Packet({ source, destination, protocol, ttl, identification, typeOfService }, transport),
    output,
    owner,
    confirmsNextHop ? confirm : undefined,
  );
}

function confirm(skb: SkBuff): void {
  skb.confirmsNextHop = true;
}

/** IP_MAX_MTU: a total length has 16 bits. */
const IPV4_LIMIT = 0xffff;

/** Bytes of transport that a packet to there can carry. Linux: ipv4_mtu, ip6_mtu, less the header. */
export function transportRoom({ kind, device }: IpOutput): number {
  return kind === 'ipv4' ? Math.min(device.mtu, IPV4_LIMIT) - IPV4_HEADER_LENGTH : device.mtu - IPV6_HEADER_LENGTH;
}
