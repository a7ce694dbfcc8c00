/** ICMP echo requests of a program, and what comes back. Linux: net/ipv4/ping.c, net/ipv6/ping.c, raw sockets. */
import {
  type Errno,
  type IpOutput,
  LONGEST_PACKET,
  type Microseconds,
  routeForProgram,
  routeIp,
  Subscribers,
  sendIp,
  sendIpv6,
} from '../network';
import {
  ICMP_ADMIN_PROHIBITED,
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_HOST_PROHIBITED,
  ICMP_HOST_UNREACHABLE,
  ICMP_NET_PROHIBITED,
  ICMP_NET_UNREACHABLE,
  ICMP_PORT_UNREACHABLE,
  ICMP_PROTOCOL_UNREACHABLE,
  ICMP_TIME_EXCEEDED,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  type IcmpMessage,
  type Icmpv6Message,
  IPV4_HEADER_LENGTH,
  type IpAddress,
  type IpPacket,
  icmpLength,
  ipv4Packet,
  isMulticast,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
} from '../packet';
import type { Closable, Process } from './process';
import { userOf } from './user';

/** An answer with its round-trip time in µs, or an error about a request. */
export type IcmpReceived =
  | {
      readonly kind: 'reply';
      readonly from: IpAddress;
      readonly sequence: number;
      readonly ttl: number;
      readonly time: Microseconds;
    }
  | { readonly kind: 'error'; readonly from: IpAddress; readonly sequence: number; readonly text: string };

/**
 * Whether a request may be cut into fragments: `do`: never, it has DF; `want`: here, if it is longer than the path is known to
 * take, else it has DF; `dont`: anywhere. Linux: IP_MTU_DISCOVER.
 */
export type PathDiscovery = 'do' | 'want' | 'dont';

/** What is set on a socket. */
export interface EchoOptions {
  /** Whether it may ask a whole network (SO_BROADCAST). */
  readonly broadcast?: boolean;
  readonly discovery?: PathDiscovery;
  /** Its own address; the route's if absent. */
  readonly source?: IpAddress | undefined;
  readonly typeOfService?: number;
  /** SO_MARK */
  readonly mark?: number;
  /** What fills the data of requests; zeroes if absent. */
  readonly pattern?: Uint8Array | undefined;
}

/** How packets go to a destination. */
export interface EchoRoute {
  readonly device: { readonly name: string };
  readonly source: IpAddress;
  readonly gateway: IpAddress | undefined;
}

/** A socket of `process` that sends echo requests to one destination and receives replies and errors about them. */
export class EchoSocket extends Subscribers implements Closable {
  readonly received: IcmpReceived[] = [];
  readonly #process: Process;
  readonly #destination: IpAddress;
  readonly #identifier: number;
  readonly #sentAt = new Map<number, Microseconds>();
  readonly #options: EchoOptions;
  readonly #stop: () => void;

  constructor(process: Process, destination: IpAddress, options: EchoOptions) {
    super();
    this.#options = options;
    this.#process = process;
    this.#destination = destination;
    this.#identifier = process.place.net.random(0x10000);
    this.#stop = process.place.net.sockets.listenIcmp((packet) => this.#receive(packet));
  }

  /** Sends one request with a sequence number and so many bytes of data; `confirm` says that an answer came before (MSG_CONFIRM). */
  send(sequence: number, size: number, ttl: number, confirm = false): Errno | undefined {
    const { net } = this.#process.place;
    const output = routeForProgram(net, this.#destination, this.#options.source);
    if (typeof output === 'string') return output;
    if (output.kind === 'ipv4' && size > LONGEST_PACKET) return 'EMSGSIZE';
    this.#sentAt.set(sequence & 0xffff, net.clock.now);
    return this.#request(output, ttl, confirm, {
      code: 0,
      rest: ((this.#identifier << 16) | (sequence & 0xffff)) >>> 0,
      payload: filled(size, this.#options.pattern),
    });
  }

  /** How packets go there now; undefined if they do not. */
  get route(): EchoRoute | undefined {
    const output = routeIp(this.#process.place.net, this.#destination, this.#options.source);
    if (typeof output === 'string') return undefined;
    const gateway = output.kind === 'ipv4' ? output.route.gateway : undefined;
    return { device: output.device, source: output.source, gateway };
  }

  /** The longest packet to there, in bytes, as far as is known of the path (IP_MTU). */
  get mtu(): number {
    const { net } = this.#process.place;
    const output = routeIp(net, this.#destination, this.#options.source);
    if (typeof output === 'string') return 0;
    return output.kind === 'ipv4' ? net.pathMtus.of(output.route, output.destination) : output.device.mtu;
  }

  close(): void {
    this.#stop();
  }

  #request(
    output: IpOutput,
    ttl: number,
    confirm: boolean,
    echo: Pick<IcmpMessage, 'code' | 'rest' | 'payload'>,
  ): Errno | undefined {
    const { net } = this.#process.place;
    if (output.kind === 'ipv6') {
      const message: Icmpv6Message = { kind: 'icmpv6', type: ICMPV6_ECHO_REQUEST, ...echo };
      sendIpv6(net, output, { protocol: PROTOCOL_ICMPV6, ttl }, message, userOf(this.#process.place));
      return undefined;
    }
    const { source, destination } = output;
    const identification = net.identifications.next(source, destination, PROTOCOL_ICMP);
    const message: IcmpMessage = { kind: 'icmp', type: ICMP_ECHO_REQUEST, ...echo };
    const length = IPV4_HEADER_LENGTH + icmpLength(message);
    const { discovery = 'want', typeOfService = 0, mark = 0 } = this.#options;
    if (length > (discovery === 'do' ? this.mtu : LONGEST_PACKET)) return 'EMSGSIZE';
    const dontFragment = discovery === 'do' || (discovery === 'want' && net.pathMtus.isNotToBeCut(output, length));
    const header = { source, destination, protocol: PROTOCOL_ICMP, ttl, identification, dontFragment, typeOfService };
    const sent = sendIp(net, ipv4Packet(header, message), output, userOf(this.#process.place), (skb) => {
      skb.confirmsNextHop = confirm;
      skb.notes.mark = mark;
    });
    if (sent.refused) return 'EPERM';
    return sent.undeliverable ? 'ENOBUFS' : undefined;
  }

  #receive({ source: from, ttl, transport }: IpPacket): void {
    if (transport.kind !== 'icmp' && transport.kind !== 'icmpv6') return;
    if (transport.type === (transport.kind === 'icmp' ? ICMP_ECHO_REPLY : ICMPV6_ECHO_REPLY)) {
      const sequence = transport.rest & 0xffff;
      const sentAt = this.#sentAt.get(sequence);
      if (!this.#isOwn(transport) || sentAt === undefined) return;
      this.received.push({ kind: 'reply', from, sequence, ttl, time: this.#process.place.net.clock.now - sentAt });
    } else {
      const about = transport.kind === 'icmp' ? quotedEcho(transport) : undefined;
      if (transport.kind !== 'icmp' || about === undefined || !this.#isOwn(about)) return;
      this.received.push({ kind: 'error', from, sequence: about.rest & 0xffff, text: errorText(transport) });
    }
    this.changed();
  }

  #isOwn({ rest }: Pick<IcmpMessage, 'rest'>): boolean {
    return rest >>> 16 === this.#identifier;
  }
}

/** A socket for echo requests, held by the process; an error if there is no route to the destination. */
export function openEcho(process: Process, destination: IpAddress, options: EchoOptions = {}): EchoSocket | Errno {
  const output = routeForProgram(process.place.net, destination);
  if (typeof output === 'string') return output;
  const group = output.kind === 'ipv4' && output.route.type === 'broadcast' && !isMulticast(output.destination);
  if (group && options.broadcast !== true) return 'EACCES';
  return process.hold(new EchoSocket(process, destination, options));
}

function filled(size: number, pattern: Uint8Array | undefined): Uint8Array {
  if (pattern === undefined) return new Uint8Array(size);
  return Uint8Array.from({ length: size }, (_, at) => pattern[at % pattern.length] ?? 0);
}

/** The request that an error is about. */
function quotedEcho({ quoted }: IcmpMessage): IcmpMessage | undefined {
  const transport = quoted?.packet.transport;
  return transport?.kind === 'icmp' && transport.type === ICMP_ECHO_REQUEST ? transport : undefined;
}

const UNREACHABLE: Readonly<Record<number, string>> = {
  [ICMP_NET_UNREACHABLE]: 'Destination Net Unreachable',
  [ICMP_HOST_UNREACHABLE]: 'Destination Host Unreachable',
  [ICMP_PROTOCOL_UNREACHABLE]: 'Destination Protocol Unreachable',
  [ICMP_PORT_UNREACHABLE]: 'Destination Port Unreachable',
  [ICMP_NET_PROHIBITED]: 'Destination Net Prohibited',
  [ICMP_HOST_PROHIBITED]: 'Destination Host Prohibited',
  [ICMP_ADMIN_PROHIBITED]: 'Packet filtered',
};

/** As iputils words it (pr_icmph). */
function errorText({ type, code, rest }: IcmpMessage): string {
  if (type === ICMP_TIME_EXCEEDED) return 'Time to live exceeded';
  if (type !== ICMP_DESTINATION_UNREACHABLE) return `Bad ICMP type: ${type}`;
  if (code === ICMP_FRAGMENTATION_NEEDED) return `Frag needed and DF set (mtu = ${rest & 0xffff})`;
  return UNREACHABLE[code] ?? `Dest Unreachable, Bad Code: ${code}`;
}
