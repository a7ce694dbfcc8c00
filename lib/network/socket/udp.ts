/** UDP as a program has it. Linux: net/ipv4/udp.c. */
import type { IpAddress, UdpDatagram } from '../../packet';
import { isMulticast } from '../../packet/address';
import { PROTOCOL_UDP } from '../../packet/ipv4';
import { ipv4IfMapped } from '../../packet/ipv6Address';
import { UDP_HEADER_LENGTH } from '../../packet/udp';
import { type IpOutput, routeForProgram, sendTransport, transportLimit } from '../ip';
import type { Errno } from './errno';
import { Socket } from './socket';

/** A datagram that came in, and from where. */
export interface ReceivedDatagram {
  readonly source: IpAddress;
  readonly sourcePort: number;
  readonly destination: IpAddress;
  readonly payload: Uint8Array;
}

/** A socket of a program that sends and receives datagrams. */
export class UdpSocket extends Socket {
  readonly protocol = 'udp';
  readonly received: ReceivedDatagram[] = [];
  /** Whether it may send to broadcast addresses (SO_BROADCAST). */
  broadcast = false;

  /** Names a peer: only its datagrams come in, and errors about ours are told. Linux: __ip4_datagram_connect. */
  connect(remoteAddress: IpAddress, remotePort: number): Errno | undefined {
    const output = this.#routeTo(remoteAddress);
    if (typeof output === 'string') return output;
    this.localAddress = output.source;
    this.remoteAddress = output.destination;
    this.remotePort = remotePort;
    return undefined;
  }

  /** Sends a datagram, from an address of choice (IP_PKTINFO) or its own; the socket gets a port, if it has none. */
  sendTo(destination: IpAddress, port: number, payload: Uint8Array, source?: IpAddress): Errno | undefined {
    const output = this.#routeTo(destination, source);
    if (typeof output === 'string') return output;
    if (UDP_HEADER_LENGTH + payload.length > transportLimit(output)) return 'EMSGSIZE';
    const datagram: UdpDatagram = { kind: 'udp', sourcePort: this.localPort, destinationPort: port, payload };
    const { namespace, owner } = this;
    const identification =
      output.kind === 'ipv4' ? namespace.identifications.next(output.source, output.destination, PROTOCOL_UDP) : 0;
    const skb = sendTransport(namespace, output, datagram, { identification, owner });
    namespace.clock.backlog.deliver();
    // A rule dropped it: nf_hook_slow gives NF_DROP back as EPERM.
    return skb?.refused === true ? 'EPERM' : undefined;
  }

  /** The route to a peer, from a port of its own. */
  #routeTo(address: IpAddress, source?: IpAddress): IpOutput | Errno {
    const { namespace, localAddress } = this;
    const output = routeForProgram(namespace, ipv4IfMapped(address), source ?? (localAddress || undefined));
    if (typeof output === 'string') return output;
    if (
      output.kind === 'ipv4' &&
      output.route.type === 'broadcast' &&
      !isMulticast(output.destination) &&
      !this.broadcast
    )
      return 'EACCES';
    return (this.localPort === 0 ? namespace.sockets.bind(this, localAddress, 0) : undefined) ?? output;
  }

  /** The pending error, which this clears (SO_ERROR). */
  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  override close(): void {
    this.namespace.sockets.remove(this);
  }
}
