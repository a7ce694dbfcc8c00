/** Capture files as tcpdump writes them: pcap (draft-ietf-opsawg-pcap), in the byte order of the machine that wrote it. */
import { requireConsistent } from './decodeError';
import { ETHERNET, ETHERNET_HEADER_LENGTH } from './ethernet';
import { viewOf } from './wire';

/** A capture file. */
export interface PcapFile {
  /** What each packet begins with: 276 is LINUX_SLL2, 239 is NFLOG. */
  readonly linkType: number;
  readonly packets: readonly PcapPacket[];
}

/** A packet of a capture file. */
export interface PcapPacket {
  /** Seconds since 1970. */
  readonly at: number;
  /** As far as they were captured; they share their memory with the file. */
  readonly bytes: Uint8Array;
}

const HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
/** By magic number: the smallest part of a second that times have. */
const UNITS: Readonly<Record<number, number>> = { 2712847316: 1e-6, 2712812621: 1e-9 };

/** Reads a file; a packet that is cut at the end of the file is left out. Throws a `DecodeError` for any other file. */
export function readPcap(bytes: Uint8Array): PcapFile {
  requireConsistent(bytes.length >= HEADER_LENGTH, 'A capture file has at least 24 bytes.');
  const view = viewOf(bytes);
  const littleEndian = view.getUint32(0, true) in UNITS;
  const unit = UNITS[view.getUint32(0, littleEndian)];
  requireConsistent(unit !== undefined, 'A capture file begins with a magic number of pcap.');
  const packets: PcapPacket[] = [];
  let offset = HEADER_LENGTH;
  while (offset + RECORD_HEADER_LENGTH <= bytes.length) {
    const word = (at: number): number => view.getUint32(offset + at, littleEndian);
    const [at, length] = [word(0) + word(4) * unit, word(8)];
    const start = offset + RECORD_HEADER_LENGTH;
    offset = start + length;
    if (offset > bytes.length) break;
    packets.push({ at, bytes: bytes.subarray(start, offset) });
  }
  return { linkType: view.getUint32(20, littleEndian) & 0xffff, packets };
}

/** A packet of a capture of all devices. */
export interface CookedPacket {
  readonly ifindex: number;
  readonly direction: 'in' | 'out';
  /** An Ethernet frame, but for its addresses, which such a capture has only in part: they are 0. */
  readonly frame: Uint8Array;
}

const SLL2_HEADER_LENGTH = 20;
/** Linux: PACKET_OUTGOING, include/uapi/linux/if_packet.h */
const OUTGOING = 4;

/** Reads the header of link type LINUX_SLL2. Throws a `DecodeError` if it is cut. */
export function readCooked(bytes: Uint8Array): CookedPacket {
  requireConsistent(bytes.length >= SLL2_HEADER_LENGTH, 'A packet of a capture of all devices has at least 20 bytes.');
  const view = viewOf(bytes);
  const frame = new Uint8Array(ETHERNET_HEADER_LENGTH + bytes.length - SLL2_HEADER_LENGTH);
  viewOf(frame).setUint16(ETHERNET.etherType, view.getUint16(0));
  frame.set(bytes.subarray(SLL2_HEADER_LENGTH), ETHERNET_HEADER_LENGTH);
  return { ifindex: view.getUint32(4), direction: view.getUint8(10) === OUTGOING ? 'out' : 'in', frame };
}
