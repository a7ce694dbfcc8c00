/** UDP (RFC 768). */
export const UDP_HEADER_LENGTH = 8;

export interface UdpDatagram {
  readonly kind: 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}
