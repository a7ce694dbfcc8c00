/** Packets as netfilter logs them, link type NFLOG: a header, then attributes. Linux: enum nfulnl_attr_type, include/uapi/linux/netfilter/nfnetlink_log.h */
import { requireConsistent } from './decodeError';
import { decodeUtf8 } from './text';
import { viewOf } from './wire';

/** A logged packet. */
export interface NflogPacket {
  /** The log's prefix: `TRACE: raw:PREROUTING:policy:2 `. */
  readonly prefix: string;
  /** Numbers of the devices; 0 where there is none. */
  readonly indev: number;
  readonly outdev: number;
  /** 2 for IPv4, 10 for IPv6. */
  readonly family: number;
  /** The IP packet, as far as it was copied. */
  readonly payload: Uint8Array;
}

const HEADER_LENGTH = 4;
const ATTRIBUTE_HEADER_LENGTH = 4;
const [IFINDEX_INDEV, IFINDEX_OUTDEV, PAYLOAD, PREFIX] = [4, 5, 9, 10];

/** Throws a `DecodeError` for attributes that go on after the end. Lengths and types are in this computer's order, as netlink's are. */
export function readNflog(bytes: Uint8Array): NflogPacket {
  requireConsistent(bytes.length >= HEADER_LENGTH, 'A logged packet has at least 4 bytes.');
  const view = viewOf(bytes);
  let packet: NflogPacket = { prefix: '', indev: 0, outdev: 0, family: view.getUint8(0), payload: new Uint8Array() };
  let offset = HEADER_LENGTH;
  while (offset + ATTRIBUTE_HEADER_LENGTH <= bytes.length) {
    const length = view.getUint16(offset, true);
    const type = view.getUint16(offset + 2, true) & 0x7fff;
    requireConsistent(
      length >= ATTRIBUTE_HEADER_LENGTH && offset + length <= bytes.length,
      `An attribute of a logged packet cannot have ${length} bytes there.`,
    );
    const value = bytes.subarray(offset + ATTRIBUTE_HEADER_LENGTH, offset + length);
    if (type === IFINDEX_INDEV) packet = { ...packet, indev: viewOf(value).getUint32(0) };
    if (type === IFINDEX_OUTDEV) packet = { ...packet, outdev: viewOf(value).getUint32(0) };
    if (type === PAYLOAD) packet = { ...packet, payload: value };
    if (type === PREFIX) packet = { ...packet, prefix: decodeUtf8(value).replace(/\0.*$/s, '') };
    offset += Math.ceil(length / 4) * 4;
  }
  return packet;
}
