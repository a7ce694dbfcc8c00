/** TCP segments (RFC 9293) with the options that Linux sends. */

/** Offsets of the header's fields, in bytes; `dataOffset` shares its byte with reserved bits. */
export const TCP = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgement: 8,
  dataOffset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgentPointer: 18,
} as const;
/** A larger shift of the window counts as this one (RFC 7323, section 2.3). */
export const LARGEST_WINDOW_SCALE = 14;
/** Without options, in bytes. */
export const TCP_HEADER_LENGTH = 20;
/** With as many options as the data offset can tell of, in bytes. */
export const TCP_HEADER_LIMIT = 60;

/** Bits of the flags field. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;

/** Data that came in after a gap, or twice (RFC 2018, RFC 2883). */
export interface SackBlock {
  /** Number of its first byte, unsigned 32 bit. */
  readonly start: number;
  /** Number of the byte after its last. */
  readonly end: number;
}

/** Options in the order in which Linux writes them (tcp_options_write, net/ipv4/tcp_output.c). */
export interface TcpOptions {
  /** Largest segment the sender will take, in bytes (RFC 9293, section 3.7.1). */
  readonly maximumSegmentSize?: number;
  /** Selective acknowledgements are understood (RFC 2018). */
  readonly sackPermitted?: boolean;
  /** RFC 7323, section 3: the sender's clock in ms, and the one it echoes. */
  readonly timestamps?: {
    /** The sender's clock, in ms. */
    readonly value: number;
    /** The clock of the other side, as last received. */
    readonly echo: number;
  };
  /** Shift count of the window field (RFC 7323, section 2). */
  readonly windowScale?: number;
  /** What has come in beside the acknowledged, one to four (RFC 2018, section 3). */
  readonly selectiveAcks?: readonly SackBlock[];
}

/** A segment; its data offset and checksum follow from the rest. */
export interface TcpSegment {
  /** What tells it from other transports. */
  readonly kind: 'tcp';
  /** The sender's port. */
  readonly sourcePort: number;
  /** The receiver's port. */
  readonly destinationPort: number;
  /** Number of the first byte, unsigned 32 bit. */
  readonly sequence: number;
  /** Number of the next byte that is expected, unsigned 32 bit. */
  readonly acknowledgement: number;
  /** FIN 0x01, SYN 0x02, RST 0x04, PSH 0x08, ACK 0x10, URG 0x20. */
  readonly flags: number;
  /** As it stands in the header: not yet scaled. */
  readonly window: number;
  /** Those that Linux sends. */
  readonly options: TcpOptions;
  /** The data. */
  readonly payload: Uint8Array;
}

/** The same segment between other ports. */
export function withTcpPorts(segment: TcpSegment, sourcePort: number, destinationPort: number): TcpSegment {
  return {
    kind: 'tcp',
    sourcePort,
    destinationPort,
    sequence: segment.sequence,
    acknowledgement: segment.acknowledgement,
    flags: segment.flags,
    window: segment.window,
    options: segment.options,
    payload: segment.payload,
  };
}

/** Bytes of options, a multiple of four. */
export function tcpOptionsLength(options: TcpOptions): number {
  return (
    (options.maximumSegmentSize === undefined ? 0 : 4) +
    (options.timestamps === undefined ? (options.sackPermitted ? 4 : 0) : 12) +
    (options.windowScale === undefined ? 0 : 4) +
    (options.selectiveAcks === undefined ? 0 : 4 + 8 * options.selectiveAcks.length)
  );
}

/** Header, options and payload, in bytes. */
export function tcpLength(segment: TcpSegment): number {
  return TCP_HEADER_LENGTH + tcpOptionsLength(segment.options) + segment.payload.length;
}

/** What a segment takes of the sequence space: SYN and FIN count one each (RFC 9293, section 3.4). */
export function sequenceSpace({ flags, payload }: Pick<TcpSegment, 'flags' | 'payload'>): number {
  return payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
}

/** Flags as tcpdump prints them: `S`, `S.`, `P.`, `.`, `F.`, `R.`, `none`. */
export function formatTcpFlags(flags: number): string {
  let text = '';
  if (flags & FIN) text += 'F';
  if (flags & SYN) text += 'S';
  if (flags & RST) text += 'R';
  if (flags & PSH) text += 'P';
  if (flags & URG) text += 'U';
  if (flags & ACK) text += '.';
  return text === '' ? 'none' : text;
}

/** The sum of sequence numbers modulo 2³². */
export function addSequence(sequence: number, length: number): number {
  return (sequence + length) >>> 0;
}

/** How far `a` is after `b` in sequence space, from -2³¹ to 2³¹-1. */
export function sequenceDistance(a: number, b: number): number {
  return (a - b) | 0;
}
