/** UDP (RFC 768). */

/** Offsets of the header's fields, in bytes. */
export const UDP = { sourcePort: 0, destinationPort: 2, length: 4, checksum: 6 } as const;
export const UDP_HEADER_LENGTH = 8;

/** A datagram; its length and checksum follow from the rest. */
export interface UdpDatagram {
  /** What tells it from other transports. */
  readonly kind: 'udp';
  /** The sender's port. */
  readonly sourcePort: number;
  /** The receiver's port. */
  readonly destinationPort: number;
  /** The data. */
  readonly payload: Uint8Array;
}
