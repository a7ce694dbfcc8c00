/** Probes with a limited TTL, and the ICMP messages that they bring back: what every traceroute works with. */
import { type Process, userOf, type Wait, waitFor } from '../../machine';
import { type Errno, type Microseconds, routeOutput, Subscribers, sendIp } from '../../network';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_PORT_UNREACHABLE,
  ICMP_TIME_EXCEEDED,
  type IpPacket,
  type Ipv4Address,
  ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type TcpSegment,
} from '../../packet';
import { SYN } from '../../packet/tcp';

/** What came back: from whom, and what it says. */
export interface ProbeAnswer {
  readonly from: Ipv4Address;
  /** `exceeded` on the path, `reached` at the destination, or the code of "destination unreachable". */
  readonly kind: 'exceeded' | 'reached' | number;
  readonly ttl: number;
  /** What the path takes, of who says that the probe was too long. */
  readonly mtu?: number;
  readonly time: Microseconds;
}

/** How probes look. */
export interface ProbeOptions {
  readonly kind: 'udp' | 'icmp' | 'tcp';
  /** Bytes of the packet, headers included. */
  readonly length: number;
  readonly dontFragment: boolean;
  readonly source?: Ipv4Address | undefined;
  /** The number that a SYN begins with. */
  readonly sequence?: number;
}

const IP_AND_UDP = 28;

/** Sends probes of one process to one destination. */
export class Prober extends Subscribers {
  readonly #process: Process;
  readonly #destination: Ipv4Address;
  readonly #options: ProbeOptions;
  readonly #stop: () => void;
  readonly #sentAt = new Map<string, Microseconds>();
  readonly #answers = new Map<string, ProbeAnswer>();

  constructor(process: Process, destination: Ipv4Address, options: ProbeOptions) {
    super();
    this.#process = process;
    this.#destination = destination;
    this.#options = options;
    const { sockets } = process.place.net;
    const stops = [sockets.listenIcmp((packet) => this.#receive(packet))];
    if (options.kind === 'tcp') stops.push(sockets.listenTcp((packet) => this.#receiveTcp(packet)));
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  close(): void {
    this.#stop();
  }

  /** The address that probes leave from; why there is none. */
  get source(): Ipv4Address | Errno {
    const output = routeOutput(this.#process.place.net, this.#destination, this.#options.source);
    return typeof output === 'string' ? output : output.source;
  }

  /** Sends one: of UDP from a port to a port, of ICMP with an identifier and a sequence number. */
  send(ttl: number, from: number, to: number): Errno | undefined {
    const { net } = this.#process.place;
    const output = routeOutput(net, this.#destination, this.#options.source);
    if (typeof output === 'string') return output;
    const { kind, length, dontFragment } = this.#options;
    const { source, destination } = output;
    const protocol = PROTOCOLS[kind];
    const identification = net.identifications.next(source, destination, protocol);
    const header = { source, destination, protocol, ttl, identification, dontFragment };
    const payload = new Uint8Array(Math.max(0, length - IP_AND_UDP));
    const transport =
      kind === 'tcp'
        ? synFrom(from, to, this.#options.sequence ?? 0, output.device.mtu)
        : kind === 'udp'
          ? ({ kind: 'udp', sourcePort: from, destinationPort: to, payload } as const)
          : ({ kind: 'icmp', type: ICMP_ECHO_REQUEST, code: 0, rest: ((from << 16) | to) >>> 0, payload } as const);
    this.#sentAt.set(`${from} ${to}`, net.clock.now);
    const sent = sendIp(net, ipv4Packet(header, transport), output, userOf(this.#process.place));
    net.clock.backlog.deliver();
    return sent.refused ? 'EPERM' : undefined;
  }

  /** The answer to a probe, if it has come. */
  answered(from: number, to: number): ProbeAnswer | undefined {
    return this.#answers.get(`${from} ${to}`);
  }

  /** How many answers have come. */
  get answers(): number {
    return this.#answers.size;
  }

  /** The answer to a probe that was sent, waited for so long. */
  *answerTo(from: number, to: number, patience: Microseconds): Generator<Wait, ProbeAnswer | undefined, void> {
    const key = `${from} ${to}`;
    yield* waitFor(this.#process, [this], () => this.#answers.has(key), patience);
    return this.#answers.get(key);
  }

  #receive({ source, ttl, transport }: IpPacket): void {
    if (transport.kind !== 'icmp' || typeof source !== 'number') return;
    const ends =
      transport.type === ICMP_ECHO_REPLY
        ? ([transport.rest >>> 16, transport.rest & 0xffff] as const)
        : quotedEnds(transport.quoted?.packet);
    if (ends === undefined) return;
    const kind = kindOf(transport.type, transport.code);
    const mtu = kind === ICMP_FRAGMENTATION_NEEDED ? { mtu: transport.rest & 0xffff } : {};
    if (kind !== undefined) this.#take(ends, { from: source, kind, ttl, ...mtu });
  }

  /** A SYN is answered by a SYN or a reset of the port that it went to. */
  #receiveTcp({ source, ttl, transport }: IpPacket): void {
    if (transport.kind !== 'tcp' || source !== this.#destination) return;
    this.#take([transport.destinationPort, transport.sourcePort], { from: source, kind: 'reached', ttl });
  }

  #take(ends: readonly [number, number], answer: Omit<ProbeAnswer, 'time'>): void {
    const key = ends.join(' ');
    const sentAt = this.#sentAt.get(key);
    if (sentAt === undefined || this.#answers.has(key)) return;
    this.#answers.set(key, { ...answer, time: this.#process.place.net.clock.now - sentAt });
    this.changed();
  }
}

/** The code of "destination unreachable" (RFC 1191). */
const ICMP_FRAGMENTATION_NEEDED = 4;
const PROTOCOLS = { udp: PROTOCOL_UDP, icmp: PROTOCOL_ICMP, tcp: PROTOCOL_TCP } as const;
/** Of a header without options. */
const IP_AND_TCP = 40;

/** As Linux begins a connection. traceroute: mod-tcp.c. */
function synFrom(sourcePort: number, destinationPort: number, sequence: number, mtu: number): TcpSegment {
  const maximumSegmentSize = mtu - IP_AND_TCP;
  return {
    kind: 'tcp',
    sourcePort,
    destinationPort,
    sequence,
    acknowledgement: 0,
    flags: SYN,
    window: 4 * maximumSegmentSize,
    options: { maximumSegmentSize, sackPermitted: true, timestamps: { value: sequence, echo: 0 }, windowScale: 2 },
    payload: new Uint8Array(),
  };
}

function kindOf(type: number, code: number): ProbeAnswer['kind'] | undefined {
  if (type === ICMP_ECHO_REPLY) return 'reached';
  if (type === ICMP_TIME_EXCEEDED) return 'exceeded';
  if (type !== ICMP_DESTINATION_UNREACHABLE) return undefined;
  return code === ICMP_PORT_UNREACHABLE ? 'reached' : code;
}

function quotedEnds(packet: IpPacket | undefined): readonly [number, number] | undefined {
  const about = packet?.transport;
  if (about?.kind === 'udp' || about?.kind === 'tcp') return [about.sourcePort, about.destinationPort];
  return about?.kind === 'icmp' ? [about.rest >>> 16, about.rest & 0xffff] : undefined;
}

/** What traceroutes add to the time of an answer that says "unreachable". */
export function unreachableMark(code: number): string {
  const marks: Readonly<Record<number, string>> = {
    0: ' !N',
    1: ' !H',
    2: ' !P',
    4: ' !F',
    5: ' !S',
    9: ' !X',
    10: ' !X',
    13: ' !X',
  };
  return marks[code] ?? ` !<${code}>`;
}
