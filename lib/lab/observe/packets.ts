/** What each interface carried, as rows: like tcpdump's lines, from the interface's own point of view. */
import type { NetDevice, NetNamespace, Tap } from '../../network';
import { MILLISECOND } from '../../network';
import { type EthernetFrame, formatIp, formatIpv4, formatTcpFlags, type TcpOptions } from '../../packet';

export interface CapturedPacket {
  /** Milliseconds since the command began. */
  readonly t: number;
  readonly dir: 'in' | 'out';
  readonly src: string;
  readonly dst: string;
  readonly proto: string;
  /** For ARP: `who-has` or `is-at`. */
  readonly op?: 'who-has' | 'is-at';
  readonly sport?: number;
  readonly dport?: number;
  /** As tcpdump prints them. */
  readonly flags?: string;
  /** IP total length and transport payload, in bytes. */
  readonly ipLen?: number;
  readonly ttl?: number;
  readonly payload?: number;
  /** The first line of a payload that begins an HTTP message: `GET / HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly info?: string;
  /** The window field as it stands in the header. */
  readonly win?: number;
  /** `mss 1460`, `sackOK`, `ts`, `nop`, `wscale 10`, in their order on the wire. */
  readonly options?: readonly string[];
}

/** Packets by interface: `NAMESPACE DEVICE`. */
export type Captures = Readonly<Record<string, readonly CapturedPacket[]>>;

/** A frame as it is seen: its row is made when somebody asks for it. */
interface SeenFrame {
  readonly t: number;
  readonly dir: 'in' | 'out';
  readonly frame: EthernetFrame;
}

/** Taps every device of the namespaces from `start` to `stop`. */
export class PacketCapture {
  readonly #namespaces: readonly NetNamespace[];
  readonly #frames: Record<string, SeenFrame[]> = {};
  readonly #taps = new Map<NetDevice, Tap>();

  constructor(namespaces: readonly NetNamespace[]) {
    this.#namespaces = namespaces;
  }

  start(): void {
    for (const { name, devices, clock } of this.#namespaces) {
      const begun = clock.now;
      for (const device of devices) {
        const frames: SeenFrame[] = [];
        this.#frames[`${name} ${device.name}`] = frames;
        const tap: Tap = (dir, frame) => frames.push({ t: (clock.now - begun) / MILLISECOND, dir, frame });
        device.taps.add(tap);
        this.#taps.set(device, tap);
      }
    }
  }

  stop(): void {
    for (const [device, tap] of this.#taps) device.taps.delete(tap);
  }

  /** What was captured so far. */
  get packets(): Captures {
    const row = ({ t, dir, frame }: SeenFrame) => capturedPacket(t, dir, frame);
    return Object.fromEntries(Object.entries(this.#frames).map(([device, frames]) => [device, frames.map(row)]));
  }
}

/** A frame as a row; `t` in milliseconds. */
export function capturedPacket(t: number, dir: 'in' | 'out', { payload }: EthernetFrame): CapturedPacket {
  if (payload.kind === 'arp') {
    return {
      t,
      dir,
      src: formatIpv4(payload.senderAddress),
      dst: formatIpv4(payload.targetAddress),
      proto: 'arp',
      op: payload.operation,
    };
  }
  const { transport, totalLength: ipLen, ttl } = payload;
  const ip = {
    t,
    dir,
    src: formatIp(payload.source),
    dst: formatIp(payload.destination),
    ipLen,
    ttl,
    payload: transport.payload.length,
  };
  switch (transport.kind) {
    case 'tcp':
      return {
        ...ip,
        proto: 'tcp',
        sport: transport.sourcePort,
        dport: transport.destinationPort,
        flags: formatTcpFlags(transport.flags),
        win: transport.window,
        options: describeOptions(transport.options),
        ...httpStart(transport.payload),
      };
    case 'udp':
      return { ...ip, proto: 'udp', sport: transport.sourcePort, dport: transport.destinationPort };
    case 'opaque':
      return { ...ip, proto: String(payload.protocol) };
    default:
      return { ...ip, proto: transport.kind };
  }
}

/** `METHOD TARGET HTTP/1.1` or `HTTP/1.1 STATUS REASON` (RFC 9112, sections 3 and 4). */
const HTTP_START = /^(?:[A-Z]+ \S+ HTTP\/\d\.\d|HTTP\/\d\.\d \d{3}[\x20-\x7e]*)/;
const LONGEST_START = 200;

function httpStart(payload: Uint8Array): { readonly info?: string } {
  if (payload.length === 0) return {};
  const [info] = HTTP_START.exec(String.fromCharCode(...payload.subarray(0, LONGEST_START))) ?? [];
  return info === undefined ? {} : { info };
}

/** Linux pads timestamps with two NOPs, or with "SACK permitted" on a SYN. */
function describeOptions({
  maximumSegmentSize,
  sackPermitted,
  timestamps,
  windowScale,
}: TcpOptions): readonly string[] {
  return [
    ...(maximumSegmentSize === undefined ? [] : [`mss ${maximumSegmentSize}`]),
    ...(timestamps === undefined
      ? sackPermitted
        ? ['nop', 'nop', 'sackOK']
        : []
      : sackPermitted
        ? ['sackOK', 'ts']
        : ['nop', 'nop', 'ts']),
    ...(windowScale === undefined ? [] : ['nop', `wscale ${windowScale}`]),
  ];
}
