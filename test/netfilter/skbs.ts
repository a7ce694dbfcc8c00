/** Packets and places to hold hooks, chains and conntrack against. */
import {
  ConntrackTable,
  type HookName,
  type HookState,
  type NetfilterHost,
  SetTable,
  SkBuff,
} from '../../lib/netfilter';
import type { TcpTimeouts } from '../../lib/netfilter/conntrack/host';
import { HashlimitTables } from '../../lib/netfilter/hashlimitTables';
import { RecentTables } from '../../lib/netfilter/recentTables';
import { Sysctl } from '../../lib/network';
import type { PacketSettings } from '../../lib/network/sysctl';
import {
  ACK,
  type Ipv4Packet,
  ipv4,
  ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  SYN,
} from '../../lib/packet';

export const CLIENT = ipv4('10.1.0.2');
export const SERVER = ipv4('10.2.0.2');

export interface Ends {
  readonly source?: number;
  readonly destination?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

const NOTHING = new Uint8Array(0);

export function tcp(flags: number, ends: Ends = {}): Ipv4Packet {
  const { source = CLIENT, destination = SERVER, sourcePort = 40_000, destinationPort = 80 } = ends;
  const acknowledgement = flags & ACK ? 1 : 0;
  const fixed = { kind: 'tcp', sequence: 1, acknowledgement, window: 0, options: {}, payload: NOTHING } as const;
  return ipv4Packet({ source, destination, protocol: PROTOCOL_TCP }, { ...fixed, sourcePort, destinationPort, flags });
}

export function udp(ends: Ends = {}): Ipv4Packet {
  const { source = CLIENT, destination = SERVER, sourcePort = 40_000, destinationPort = 53 } = ends;
  const header = { source, destination, protocol: PROTOCOL_UDP };
  return ipv4Packet(header, { kind: 'udp', sourcePort, destinationPort, payload: NOTHING });
}

export function echo(
  type: 0 | 8,
  identifier: number,
  { source = CLIENT, destination = SERVER }: Ends = {},
): Ipv4Packet {
  const header = { source, destination, protocol: PROTOCOL_ICMP };
  return ipv4Packet(header, { kind: 'icmp', type, code: 0, rest: identifier * 65_536, payload: NOTHING });
}

export function skbOf(packet: Ipv4Packet = tcp(SYN)): SkBuff {
  return new SkBuff(packet);
}

/** A host with a clock that the test sets, and random numbers that are always 0. */
export class TestHost implements NetfilterHost {
  time = 0;
  readonly hashlimits = new HashlimitTables();
  readonly recent = new RecentTables();
  readonly sets = new SetTable(() => 0);
  readonly #settings = new Sysctl();
  readonly rejected: string[] = [];
  readonly logged: string[] = [];

  constructor(readonly conntrack: ConntrackTable = new ConntrackTable()) {}

  setting(name: string): number {
    return this.#settings.number(name);
  }

  get settings(): PacketSettings {
    return this.#settings.ofPackets;
  }

  get tcpTimeouts(): TcpTimeouts {
    return this.#settings.tcpTimeouts;
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return 0;
  }

  addressType(): 'UNICAST' {
    return 'UNICAST';
  }

  masqueradeAddress(): number {
    return ipv4('10.2.0.1');
  }

  firstAddress(): number {
    return ipv4('10.1.0.1');
  }

  readonly startedAt = 0;
  route(): undefined {}

  pathMtu(): number {
    return 1500;
  }

  reassemble(): boolean {
    return true;
  }

  receiverOf(): undefined {}

  log(level: number, text: string): void {
    this.logged.push(`<${level}>${text}`);
  }

  reroute(): boolean {
    return true;
  }

  sendReject(_skb: SkBuff, kind: string): void {
    this.rejected.push(kind);
  }
}

export function stateAt(hook: HookName, host: TestHost = new TestHost(), input?: string, output?: string): HookState {
  const device = (name: string | undefined) => (name === undefined ? undefined : { name, ifindex: 1 });
  return { hook, in: device(input), out: device(output), host, conntrack: host.conntrack };
}
