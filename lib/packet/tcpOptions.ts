/**
 * TCP options as bytes (RFC 9293, section 3.2; RFC 2018; RFC 7323).
 * Linux: tcp_options_write, net/ipv4/tcp_output.c. Not modelled: fast open, MD5 and AO signatures, MPTCP,
 * and the same options in the order or with the padding of another system.
 */
import { DecodeError, requireConsistent, requireModelled } from './decodeError';
import { type TcpOptions, tcpOptionsLength } from './tcp';
import { viewOf } from './wire';

const END = 0;
const NOP = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;

/** Words of four bytes in Linux's order: SACK-permitted takes the place of the two NOPs before the timestamps. */
export function encodeTcpOptions(options: TcpOptions): Uint8Array {
  const bytes = new Uint8Array(tcpOptionsLength(options));
  const view = viewOf(bytes);
  let at = 0;
  const word = (value: number) => {
    view.setUint32(at, value);
    at += 4;
  };
  const { maximumSegmentSize, timestamps, sackPermitted, windowScale, selectiveAcks } = options;
  if (maximumSegmentSize !== undefined) word((MSS << 24) | (4 << 16) | maximumSegmentSize);
  if (timestamps !== undefined) {
    word((sackPermitted ? (SACK_PERMITTED << 24) | (2 << 16) : (NOP << 24) | (NOP << 16)) | (TIMESTAMPS << 8) | 10);
    word(timestamps.value);
    word(timestamps.echo);
  } else if (sackPermitted) word((NOP << 24) | (NOP << 16) | (SACK_PERMITTED << 8) | 2);
  if (windowScale !== undefined) word((NOP << 24) | (WINDOW_SCALE << 16) | (3 << 8) | windowScale);
  if (selectiveAcks !== undefined) {
    word((NOP << 24) | (NOP << 16) | (SACK << 8) | (2 + 8 * selectiveAcks.length));
    for (const { start, end } of selectiveAcks) {
      word(start);
      word(end);
    }
  }
  return bytes;
}

/** The options of a whole header. Throws `DecodeError` for a malformed or unknown one, and for another layout than Linux's. */
export function decodeTcpOptions(bytes: Uint8Array): TcpOptions {
  let options: TcpOptions = {};
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes[at] ?? END;
    if (kind === END) break;
    const length = kind === NOP ? 1 : (bytes[at + 1] ?? 0);
    requireConsistent(
      kind === NOP || (length >= 2 && at + length <= bytes.length),
      `TCP option ${kind} does not fit into its header.`,
    );
    if (kind !== NOP) options = { ...options, ...decodeOption(kind, bytes.subarray(at, at + length)) };
    at += length;
  }
  const canonical = encodeTcpOptions(options);
  requireModelled(
    canonical.length === bytes.length && canonical.every((byte, index) => byte === bytes[index]),
    'TCP options in another order or with other padding than Linux writes',
  );
  return options;
}

function decodeOption(kind: number, bytes: Uint8Array): TcpOptions {
  const view = viewOf(bytes);
  const requireSize = (size: number) =>
    requireConsistent(bytes.length === size, `TCP option ${kind} has ${bytes.length} bytes instead of ${size}.`);
  switch (kind) {
    case MSS:
      requireSize(4);
      return { maximumSegmentSize: view.getUint16(2) };
    case WINDOW_SCALE:
      requireSize(3);
      return { windowScale: view.getUint8(2) };
    case SACK_PERMITTED:
      requireSize(2);
      return { sackPermitted: true };
    case TIMESTAMPS:
      requireSize(10);
      return { timestamps: { value: view.getUint32(2), echo: view.getUint32(6) } };
    case SACK: {
      const blocks = Array.from({ length: (bytes.length - 2) >> 3 }, (_, index) => ({
        start: view.getUint32(2 + 8 * index),
        end: view.getUint32(6 + 8 * index),
      }));
      requireSize(2 + 8 * Math.max(1, blocks.length));
      return { selectiveAcks: blocks };
    }
    default:
      throw new DecodeError('DECODE_UNSUPPORTED', `TCP option ${kind}${nameOf(kind)} is not modelled.`);
  }
}

/** Names from the registry of TCP option kinds (IANA, "TCP Parameters"). */
function nameOf(kind: number): string {
  const name = { 19: 'MD5 signature', 29: 'authentication', 30: 'multipath', 34: 'fast open' }[kind];
  return name === undefined ? '' : ` (${name})`;
}
