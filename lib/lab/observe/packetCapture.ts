/** Taps at interfaces, and what they saw as rows. */
import type { NetDevice, NetNamespace, Tap } from '../../network';
import { MILLISECOND } from '../../network/clock';
import {
  decodeLatin1,
  type EthernetFrame,
  type FragmentPacket,
  formatIp,
  formatIpv4,
  formatTcpFlags,
  protocolName,
  type TcpOptions,
} from '../../packet';

import { AlikePackets, type Payload } from './alikePackets';
import type { CapturedPacket, Captures } from './packets';

/** Taps every device of the namespaces from `start` to `stop`. */
export class PacketCapture {
  readonly #namespaces: readonly NetNamespace[];
  readonly #seen = new Map<string, SeenFrames>();
  readonly #taps = new Map<NetDevice, Tap>();
  readonly #alike = new AlikePackets();

  constructor(namespaces: readonly NetNamespace[]) {
    this.#namespaces = namespaces;
  }

  start(): void {
    for (const { name, devices, clock } of this.#namespaces) {
      const begun = clock.now;
      for (const device of devices) {
        const seen: SeenFrames = { times: [], directions: [], payloads: [] };
        this.#seen.set(`${name} ${device.name}`, seen);
        const tap: Tap = (direction, { payload }) => {
          seen.times.push((clock.now - begun) / MILLISECOND);
          seen.directions.push(direction);
          seen.payloads.push(this.#alike.of(payload));
        };
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
    const known = new Map<Payload, SegmentRow>();
    return Object.fromEntries([...this.#seen].map(([device, seen]) => [device, rowsOf(seen, known)]));
  }
}

/** What one device carried, field by field: rows are made of it when they are asked for. */
interface SeenFrames {
  readonly times: number[];
  readonly directions: ('in' | 'out')[];
  readonly payloads: Payload[];
}

/** `known`: rows of packets that came up before. */
function rowsOf(
  { times, directions, payloads }: SeenFrames,
  known: Map<Payload, SegmentRow>,
): readonly CapturedPacket[] {
  return payloads.map((payload, index) => {
    const [time = 0, direction = 'in'] = [times[index], directions[index]];
    const alike = known.get(payload);
    if (alike !== undefined) return again(alike, time, direction);
    const row = capturedPacket(time, direction, { payload });
    if (isSegmentRow(row)) known.set(payload, row);
    return row;
  });
}

/** Of a whole TCP segment that begins no HTTP message. */
type SegmentRow = Required<Omit<CapturedPacket, 'operation' | 'info' | 'fragment'>>;

function isSegmentRow(row: CapturedPacket): row is SegmentRow {
  return row.protocol === 'tcp' && row.info === undefined && row.fragment === undefined;
}

/** Spread into another, an object takes four times the memory. */
function again(row: SegmentRow, time: number, direction: 'in' | 'out'): SegmentRow {
  return {
    time,
    direction,
    source: row.source,
    destination: row.destination,
    length: row.length,
    ttl: row.ttl,
    payload: row.payload,
    protocol: row.protocol,
    sourcePort: row.sourcePort,
    destinationPort: row.destinationPort,
    flags: row.flags,
    window: row.window,
    options: row.options,
  };
}

/** A frame as a row; `time` in milliseconds. */
export function capturedPacket(
  time: number,
  direction: 'in' | 'out',
  { payload }: Pick<EthernetFrame, 'payload'>,
): CapturedPacket {
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
  if (payload.kind === 'ipv4' && payload.fragment !== undefined)
    return capturedFragment({ ...payload, fragment: payload.fragment }, time, direction);
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
    case 'tcp': {
      // Spread into another, an object takes four times the memory.
      const row: CapturedPacket = {
        time: ip.time,
        direction: ip.direction,
        source: ip.source,
        destination: ip.destination,
        length: ip.length,
        ttl: ip.ttl,
        payload: ip.payload,
        protocol: 'tcp',
        sourcePort: transport.sourcePort,
        destinationPort: transport.destinationPort,
        flags: formatTcpFlags(transport.flags),
        window: transport.window,
        options: describeOptions(transport.options),
      };
      const info = httpStart(transport.payload);
      return info === undefined ? row : { ...row, info };
    }
    case 'udp':
      return { ...ip, protocol: 'udp', sourcePort: transport.sourcePort, destinationPort: transport.destinationPort };
    case 'opaque':
      return { ...ip, protocol: String(payload.protocol) };
    default:
      return { ...ip, protocol: transport.kind };
  }
}

/** A fragment as a row: only the first has ports, so that none is told of any. */
function capturedFragment(packet: FragmentPacket, time: number, direction: 'in' | 'out'): CapturedPacket {
  const { source, destination, totalLength, ttl, fragment } = packet;
  return {
    time,
    direction,
    source: formatIp(source),
    destination: formatIp(destination),
    protocol: protocolName(packet),
    length: totalLength,
    ttl,
    payload: fragment.bytes.length,
    fragment: { offset: fragment.offset, more: fragment.more },
  };
}

/** `METHOD TARGET HTTP/1.1` or `HTTP/1.1 STATUS REASON` (RFC 9112, sections 3 and 4). */
const HTTP_START = /^(?:[A-Z]+ \S+ HTTP\/\d\.\d|HTTP\/\d\.\d \d{3}[\x20-\x7e]*)/;
const LONGEST_START = 200;

function httpStart(payload: Uint8Array): string | undefined {
  if (payload.length === 0) return undefined;
  return HTTP_START.exec(decodeLatin1(payload.subarray(0, LONGEST_START)))?.[0];
}

/** What nearly all segments have, in one list for all rows. */
const TIMESTAMPS: readonly string[] = ['nop', 'nop', 'ts'];
const NONE: readonly string[] = [];

/** Linux pads timestamps with two NOPs, or with "SACK permitted" on a SYN. */
function describeOptions({
  maximumSegmentSize,
  sackPermitted,
  timestamps,
  windowScale,
  selectiveAcks,
}: TcpOptions): readonly string[] {
  if (maximumSegmentSize === undefined && !sackPermitted && windowScale === undefined && selectiveAcks === undefined)
    return timestamps === undefined ? NONE : TIMESTAMPS;
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
    ...(selectiveAcks === undefined ? [] : ['nop', 'nop', `sack ${selectiveAcks.length}`]),
  ];
}
