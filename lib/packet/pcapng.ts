/**
 * Capture files that Wireshark reads: pcapng (draft-ietf-opsawg-pcapng), one section, little-endian, times in microseconds.
 * Blocks: Section Header, Interface Description, Enhanced Packet.
 */
import type { MacAddress } from './address';
import { encodeUtf8 } from './text';
import { viewOf, writeMac } from './wire';

/** A device whose frames a file holds. */
export interface PcapngInterface {
  readonly name: string;
  readonly description: string;
  readonly mac: MacAddress;
}

/** A frame in a file. */
export interface PcapngPacket {
  /** Place of its interface in the file's list. */
  readonly interface: number;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly reception: 'unicast' | 'multicast' | 'broadcast';
  /** A whole Ethernet frame. */
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

/** A capture file with comments. */
export interface PcapngFile {
  /** What wrote the file. */
  readonly application: string;
  readonly comment: string;
  readonly interfaces: readonly PcapngInterface[];
  /** In the order of their times. */
  readonly packets: readonly PcapngPacket[];
}

const LINKTYPE_ETHERNET = 1;
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION = { end: 0, comment: 1, userApplication: 4, name: 2, description: 3, mac: 6, flags: 2 } as const;
const DIRECTION = { in: 1, out: 2 } as const;
const RECEPTION = { unicast: 1, multicast: 2, broadcast: 3 } as const;
/** An option's length is a 16-bit number. */
const LONGEST_OPTION = 0xffff;

/** The file byte for byte, little-endian, with one section. A text longer than 65,535 bytes is cut between characters. */
export function encodePcapng({ application, comment, interfaces, packets }: PcapngFile): Uint8Array {
  return join([
    block(BLOCK.section, sectionHeader(), [
      [OPTION.comment, utf8(comment)],
      [OPTION.userApplication, utf8(application)],
    ]),
    ...interfaces.map(({ name, description, mac }) =>
      block(BLOCK.interface, interfaceHeader(), [
        [OPTION.name, utf8(name)],
        [OPTION.description, utf8(description)],
        [OPTION.mac, macBytes(mac)],
      ]),
    ),
    ...packets.map((packet) =>
      block(BLOCK.packet, packetHeader(packet), [
        ...packet.comments.map((text): Option => [OPTION.comment, utf8(text)]),
        [OPTION.flags, word(DIRECTION[packet.direction] | (RECEPTION[packet.reception] << 2))],
      ]),
    ),
  ]);
}

type Option = readonly [code: number, value: Uint8Array];

/** Byte order, version 1.0, and a length that is not said. */
function sectionHeader(): Uint8Array {
  const bytes = new Uint8Array(16).fill(0xff, 8);
  const view = viewOf(bytes);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  return bytes;
}

/** A snapshot length of 0: frames are whole. */
function interfaceHeader(): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setUint16(0, LINKTYPE_ETHERNET, true);
  return bytes;
}

function packetHeader({ interface: number, at, bytes: frame }: PcapngPacket): Uint8Array {
  const bytes = new Uint8Array(20 + padded(frame.length));
  const view = viewOf(bytes);
  view.setUint32(0, number, true);
  view.setUint32(4, Math.floor(at / 2 ** 32), true);
  view.setUint32(8, at % 2 ** 32, true);
  view.setUint32(12, frame.length, true);
  view.setUint32(16, frame.length, true);
  bytes.set(frame, 20);
  return bytes;
}

function block(type: number, header: Uint8Array, options: readonly Option[]): Uint8Array {
  const parts = [...options, [OPTION.end, new Uint8Array()] as const].map(encodeOption);
  const length = 12 + header.length + parts.reduce((sum, part) => sum + part.length, 0);
  return join([word(type), word(length), header, ...parts, word(length)]);
}

function encodeOption([code, value]: Option): Uint8Array {
  const bytes = new Uint8Array(4 + padded(value.length));
  const view = viewOf(bytes);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

/** Cut between characters where an option has no room for all. */
function utf8(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (bytes.length <= LONGEST_OPTION) return bytes;
  let end = LONGEST_OPTION;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function macBytes(mac: MacAddress): Uint8Array {
  const bytes = new Uint8Array(6);
  writeMac(viewOf(bytes), 0, mac);
  return bytes;
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
