/** Taps at interfaces, and what they saw as rows. */
import type { NetDevice, NetNamespace, Tap } from '../../network';
import { MILLISECOND } from '../../network';
import { type EthernetFrame, formatIp, formatIpv4, formatTcpFlags, type TcpOptions } from '../../packet';

import type { CapturedPacket, Captures } from './packets';

/** A frame as it is seen: its row is made when somebody asks for it. */
interface SeenFrame {
  readonly time: number;
  readonly direction: 'in' | 'out';
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
        const tap: Tap = (direction, frame) =>
          frames.push({ time: (clock.now - begun) / MILLISECOND, direction, frame });
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
    const row = ({ time, direction, frame }: SeenFrame) => capturedPacket(time, direction, frame);
    return Object.fromEntries(Object.entries(this.#frames).map(([device, frames]) => [device, frames.map(row)]));
  }
}

/** A frame as a row; `time` in milliseconds. */
export function capturedPacket(time: number, direction: 'in' | 'out', { payload }: EthernetFrame): CapturedPacket {
  if (payload.kind === 'arp') {
    return {
      time,
      direction,
      source: formatIpv4(payload.senderAddress),
      destination: formatIpv4(payload.targetAddress),
      protocol: 'arp',
      operation: payload.operation,
    };
  }
  const { transport, ttl } = payload;
  const ip = {
    time,
    direction,
    source: formatIp(payload.source),
    destination: formatIp(payload.destination),
    length: payload.totalLength,
    ttl,
    payload: transport.payload.length,
  };
  switch (transport.kind) {
    case 'tcp':
      return {
        ...ip,
        protocol: 'tcp',
        sourcePort: transport.sourcePort,
        destinationPort: transport.destinationPort,
        flags: formatTcpFlags(transport.flags),
        window: transport.window,
        options: describeOptions(transport.options),
        ...httpStart(transport.payload),
      };
    case 'udp':
      return { ...ip, protocol: 'udp', sourcePort: transport.sourcePort, destinationPort: transport.destinationPort };
    case 'opaque':
      return { ...ip, protocol: String(payload.protocol) };
    default:
      return { ...ip, protocol: transport.kind };
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
