/** ICMP echo requests of a program, and what comes back. Linux: net/ipv4/ping.c, raw sockets. */
import { type Errno, type Microseconds, routeOutput, Subscribers, sendIp } from '../network';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_TIME_EXCEEDED,
  type IcmpMessage,
  type Ipv4Address,
  type Ipv4Packet,
  ipv4Packet,
  isMulticast,
  PROTOCOL_ICMP,
} from '../packet';
import type { Closable, Process } from './process';

/** An answer with its round-trip time in µs, or an error about a request. */
export type IcmpReceived =
  | {
      readonly kind: 'reply';
      readonly from: Ipv4Address;
      readonly sequence: number;
      readonly ttl: number;
      readonly time: Microseconds;
    }
  | { readonly kind: 'error'; readonly from: Ipv4Address; readonly sequence: number; readonly text: string };

export class EchoSocket extends Subscribers implements Closable {
  readonly received: IcmpReceived[] = [];
  readonly #process: Process;
  readonly #destination: Ipv4Address;
  readonly #identifier: number;
  readonly #sentAt = new Map<number, Microseconds>();
  readonly #stop: () => void;

  constructor(process: Process, destination: Ipv4Address) {
    super();
    this.#process = process;
    this.#destination = destination;
    this.#identifier = process.place.net.random(0x10000);
    this.#stop = process.place.net.sockets.listenIcmp((packet, message) => this.#receive(packet, message));
  }

  /** Sends one request with a sequence number and so many bytes of data. */
  send(sequence: number, size: number, ttl: number): Errno | undefined {
    const { net } = this.#process.place;
    const output = routeOutput(net, this.#destination);
    if (typeof output === 'string') return output;
    const message: IcmpMessage = {
      kind: 'icmp',
      type: ICMP_ECHO_REQUEST,
      code: 0,
      rest: ((this.#identifier << 16) | (sequence & 0xffff)) >>> 0,
      payload: new Uint8Array(size),
    };
    const { source } = output;
    const identification = net.identifications.next(source, this.#destination, PROTOCOL_ICMP);
    this.#sentAt.set(sequence & 0xffff, net.clock.now);
    sendIp(
      net,
      ipv4Packet({ source, destination: this.#destination, protocol: PROTOCOL_ICMP, ttl, identification }, message),
      output,
      { uid: 0, gid: 0 },
    );
    return undefined;
  }

  close(): void {
    this.#stop();
  }

  #receive(packet: Ipv4Packet, message: IcmpMessage): void {
    const about = message.type === ICMP_ECHO_REPLY ? message : quotedEcho(message);
    if (about === undefined || about.rest >>> 16 !== this.#identifier) return;
    const sequence = about.rest & 0xffff;
    const from = packet.source;
    if (message.type === ICMP_ECHO_REPLY) {
      const sentAt = this.#sentAt.get(sequence);
      if (sentAt === undefined) return;
      this.received.push({
        kind: 'reply',
        from,
        sequence,
        ttl: packet.ttl,
        time: this.#process.place.net.clock.now - sentAt,
      });
    } else {
      this.received.push({ kind: 'error', from, sequence, text: errorText(message) });
    }
    this.changed();
  }
}

/** A socket for echo requests, held by the process; an error if there is no way to the destination. */
export function openEcho(
  process: Process,
  destination: Ipv4Address,
  { broadcast = false }: { readonly broadcast?: boolean } = {},
): EchoSocket | Errno {
  const output = routeOutput(process.place.net, destination);
  if (typeof output === 'string') return output;
  if (output.route.type === 'broadcast' && !isMulticast(destination) && !broadcast) return 'EACCES';
  return process.hold(new EchoSocket(process, destination));
}

/** The request that an error is about. */
function quotedEcho({ quoted }: IcmpMessage): IcmpMessage | undefined {
  const transport = quoted?.packet.transport;
  return transport?.kind === 'icmp' && transport.type === ICMP_ECHO_REQUEST ? transport : undefined;
}

const UNREACHABLE = [
  'Destination Net Unreachable',
  'Destination Host Unreachable',
  'Destination Protocol Unreachable',
  'Destination Port Unreachable',
];

/** As iputils words it (pr_icmph). */
function errorText({ type, code, rest }: IcmpMessage): string {
  if (type === ICMP_TIME_EXCEEDED) return 'Time to live exceeded';
  if (type !== ICMP_DESTINATION_UNREACHABLE) return `Bad ICMP type: ${type}`;
  if (code === 4) return `Frag needed and DF set (mtu = ${rest & 0xffff})`;
  if (code === 9) return 'Destination Net Prohibited';
  if (code === 10) return 'Destination Host Prohibited';
  if (code === 13) return 'Packet filtered';
  return UNREACHABLE[code] ?? `Dest Unreachable, Bad Code: ${code}`;
}
