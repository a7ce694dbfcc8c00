/** Packets as they were captured, at one device or at all of them (LINUX_SLL2), and files of them. libpcap: pcap/sll.h, savefile. */
import { concatenate, DecodeError, readPcap } from '../../packet';
import { readMac } from '../../packet/wire';

/** What a packet is to the device: for this machine, broadcast, multicast, for another one, sent by it. Linux: PACKET_HOST … */
export type PacketType = 'In' | 'B' | 'M' | 'P' | 'Out';

/** In the kernel's order. */
export const PACKET_TYPES: readonly PacketType[] = ['In', 'B', 'M', 'P', 'Out'];

/** What each packet of a capture begins with. */
export type LinkType = 'ethernet' | 'cooked';

/** A packet. */
export interface Captured {
  /** µs since 1970. */
  readonly at: number;
  /** The frame, with an Ethernet header, of which a cooked packet knows the sender's address and the type alone. */
  readonly frame: Uint8Array;
  readonly linkType: LinkType;
  /** Of the device; 0 if it is not known. */
  readonly ifindex: number;
  /** Its name, `?` if it is not known. */
  readonly device: string;
  readonly type: PacketType;
}

export const ETHERNET_LENGTH = 14;
const COOKED_LENGTH = 20;
const LINK_TYPES: Readonly<Record<LinkType, number>> = { ethernet: 1, cooked: 276 };
const MAGIC = 0xa1b2c3d4;
/** The most of a packet that is kept. */
export const SNAPSHOT_LENGTH = 262_144;

/** How long a packet is with the header that captures of its kind have. */
export function capturedLength({ frame, linkType }: Captured): number {
  return linkType === 'ethernet' ? frame.length : frame.length - ETHERNET_LENGTH + COOKED_LENGTH;
}

/** A file of packets. */
export function encodeCapture(linkType: LinkType, packets: readonly Captured[]): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPSHOT_LENGTH, true);
  view.setUint32(20, LINK_TYPES[linkType], true);
  return concatenateAll([header, ...packets.map(encodeRecord)]);
}

function encodeRecord(packet: Captured): Uint8Array {
  const bytes = capturedBytes(packet);
  const record = new Uint8Array(16);
  const view = new DataView(record.buffer);
  view.setUint32(0, Math.floor(packet.at / 1_000_000), true);
  view.setUint32(4, packet.at % 1_000_000, true);
  view.setUint32(8, bytes.length, true);
  view.setUint32(12, bytes.length, true);
  return concatenate(record, bytes);
}

/** A packet with the header that captures of its kind have. */
export function capturedBytes(packet: Captured): Uint8Array {
  return packet.linkType === 'ethernet' ? packet.frame : cookedBytes(packet);
}

/** struct sll2_header: protocol, index, kind of hardware, packet type, the sender's address. */
function cookedBytes({ frame, ifindex, type, device }: Captured): Uint8Array {
  const header = new Uint8Array(COOKED_LENGTH);
  const view = new DataView(header.buffer);
  header.set(frame.subarray(12, 14), 0);
  view.setUint32(4, ifindex);
  view.setUint16(8, device === 'lo' ? 772 : 1);
  view.setUint8(10, PACKET_TYPES.indexOf(type));
  view.setUint8(11, 6);
  header.set(frame.subarray(6, 12), 12);
  return concatenate(header, frame.subarray(ETHERNET_LENGTH));
}

function concatenateAll(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The packets of a file; `nameOf` knows devices by their index. Throws a `DecodeError` for what is no such file. */
export function decodeCapture(
  bytes: Uint8Array,
  nameOf: (ifindex: number) => string | undefined,
): { readonly linkType: LinkType; readonly packets: readonly Captured[] } {
  const file = readPcap(bytes);
  const linkType: LinkType = file.linkType === 1 ? 'ethernet' : 'cooked';
  if (LINK_TYPES[linkType] !== file.linkType)
    throw new DecodeError('DECODE_UNSUPPORTED', `link type ${file.linkType} is not modelled by chainwalk`);
  const packets = file.packets.map(({ at, bytes: data }): Captured => {
    const common = { at: Math.round(at * 1_000_000), linkType };
    if (linkType === 'ethernet') return { ...common, frame: data, ifindex: 0, device: '?', type: 'In' };
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const frame = new Uint8Array(ETHERNET_LENGTH + Math.max(0, data.length - COOKED_LENGTH));
    frame.set(data.subarray(12, 18), 6);
    frame.set(data.subarray(0, 2), 12);
    frame.set(data.subarray(COOKED_LENGTH), ETHERNET_LENGTH);
    const ifindex = view.getUint32(4);
    return {
      ...common,
      frame,
      ifindex,
      device: nameOf(ifindex) ?? '?',
      type: PACKET_TYPES[view.getUint8(10)] ?? 'In',
    };
  });
  return { linkType, packets };
}

/** Addresses of a frame. */
export function macsOf(frame: Uint8Array): { readonly destination: number; readonly source: number } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return { destination: readMac(view, 0), source: readMac(view, 6) };
}
