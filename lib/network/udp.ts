/** UDP: datagrams in and out. Linux: net/ipv4/udp.c. */
import type { SkBuff } from '../netfilter';
import type { Ipv4Address, UdpDatagram } from '../packet';
import { isMulticast } from '../packet/address';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_PORT_UNREACHABLE } from '../packet/icmp';
import { ipv4Packet, PROTOCOL_UDP } from '../packet/ipv4';
import { UDP_HEADER_LENGTH } from '../packet/udp';
import type { NetDevice } from './device';
import type { Errno } from './errno';
import { routeOutput, sendIp } from './ipOutput';
import type { NetNamespace } from './namespace';
import { Socket } from './socket';

/** A datagram that came in, and from where. */
export interface ReceivedDatagram {
  readonly source: Ipv4Address;
  readonly sourcePort: number;
  readonly destination: Ipv4Address;
  readonly payload: Uint8Array;
}

export class UdpSocket extends Socket {
  readonly protocol = 'udp';
  readonly received: ReceivedDatagram[] = [];
  /** Whether it may send to broadcast addresses (SO_BROADCAST). */
  broadcast = false;

  /** Names a peer: only its datagrams come in, and errors about ours are told. Linux: __ip4_datagram_connect. */
  connect(remoteAddress: Ipv4Address, remotePort: number): Errno | undefined {
    const output = routeOutput(this.namespace, remoteAddress, this.localAddress || undefined);
    if (typeof output === 'string') return output;
    if (output.route.type === 'broadcast' && !isMulticast(remoteAddress) && !this.broadcast) return 'EACCES';
    if (this.localPort === 0) {
      const error = this.namespace.sockets.bind(this, this.localAddress, 0);
      if (error !== undefined) return error;
    }
    this.localAddress = output.source;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
    return undefined;
  }

  /** Sends a datagram; the socket gets a port, if it has none. */
  sendTo(destination: Ipv4Address, port: number, payload: Uint8Array): Errno | undefined {
    if (this.localPort === 0) {
      const error = this.namespace.sockets.bind(this, this.localAddress, 0);
      if (error !== undefined) return error;
    }
    const output = routeOutput(this.namespace, destination, this.localAddress || undefined);
    if (typeof output === 'string') return output;
    if (output.route.type === 'broadcast' && !isMulticast(destination) && !this.broadcast) return 'EACCES';
    if (20 + UDP_HEADER_LENGTH + payload.length > output.device.mtu) return 'EMSGSIZE';
    const datagram: UdpDatagram = { kind: 'udp', sourcePort: this.localPort, destinationPort: port, payload };
    const identification = this.namespace.identifications.next(output.source, destination, PROTOCOL_UDP);
    const header = {
      source: output.source,
      destination,
      protocol: PROTOCOL_UDP,
      ttl: this.namespace.defaultTtl,
      identification,
    };
    sendIp(this.namespace, ipv4Packet(header, datagram), output, this.owner);
    return undefined;
  }

  /** What went wrong since it was last asked (SO_ERROR). */
  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  override close(): void {
    this.namespace.sockets.remove(this);
  }
}

export function receiveUdp(
  namespace: NetNamespace,
  skb: SkBuff,
  datagram: UdpDatagram,
  _device: NetDevice,
  group: boolean,
): void {
  const { source, destination } = skb.packet;
  const sockets = namespace.sockets.findUdp(destination, datagram.destinationPort, source, datagram.sourcePort, group);
  if (sockets.length === 0) {
    skb.observer?.end(skb, { kind: 'dropped', reason: `no process listens on UDP port ${datagram.destinationPort}` });
    // The error has to be related to its connection anew. Linux: nf_reset_ct in __udp4_lib_rcv.
    skb.conntrack = undefined;
    if (!group) namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_PORT_UNREACHABLE);
    return;
  }
  skb.observer?.end(skb, { kind: 'delivered', to: `udp port ${datagram.destinationPort}` });
  for (const socket of sockets) {
    socket.received.push({ source, sourcePort: datagram.sourcePort, destination, payload: datagram.payload });
    socket.changed();
  }
}
