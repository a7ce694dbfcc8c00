/** Segments of TCP. tcpdump: print-tcp.c. */
import { viewOf } from '../../../packet/wire';
import type { Layers } from '../layers';
import { transportChecksum } from './checksum';
import { httpText } from './http';
import type { Look } from './look';

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const URGENT = 0x20;
const FLAG_LETTERS: readonly (readonly [number, string])[] = [
  [FIN, 'F'],
  [SYN, 'S'],
  [RST, 'R'],
  [0x08, 'P'],
  [ACK, '.'],
  [URGENT, 'U'],
  [0x40, 'E'],
  [0x80, 'W'],
];
const HTTP_PORTS = [80, 8080];

/** What follows the addresses: `Flags [S], seq 1, win 64240, options [mss 1460], length 0`; `from` and `to` are addresses. */
export function tcpText(layers: Layers, from: string, to: string, look: Look): string {
  const { view, frame, end } = layers;
  const at = layers.transport ?? end;
  const headerLength = (view.getUint8(at + 12) >> 4) * 4;
  const length = Math.max(0, end - at - headerLength);
  if (look.quiet) return `tcp ${length}`;
  const [sourcePort, destinationPort] = [view.getUint16(at), view.getUint16(at + 2)];
  const [sequence, acknowledgement] = [view.getUint32(at + 4), view.getUint32(at + 8)];
  const flags = view.getUint8(at + 13);
  const offsets =
    look.absolute || (flags & ACK) === 0
      ? { sequence: 0, acknowledgement: 0 }
      : look.conversations.offsetsOf(
          `${from}:${sourcePort}`,
          `${to}:${destinationPort}`,
          (flags & SYN) !== 0,
          sequence,
          acknowledgement,
        );
  const shownSequence = (sequence - offsets.sequence) >>> 0;
  const letters = FLAG_LETTERS.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter);
  const parts = [`Flags [${letters.length === 0 ? 'none' : letters.join('')}]`];
  if (look.verbose > 0 && !look.unchecked) parts.push(checksumText(layers, at));
  if (look.verbose > 1 || length > 0 || (flags & (SYN | FIN | RST)) !== 0)
    parts.push(`seq ${shownSequence}${length > 0 ? `:${(shownSequence + length) >>> 0}` : ''}`);
  if ((flags & ACK) !== 0) parts.push(`ack ${(acknowledgement - offsets.acknowledgement) >>> 0}`);
  parts.push(`win ${view.getUint16(at + 14)}`);
  if ((flags & URGENT) !== 0) parts.push(`urg ${view.getUint16(at + 18)}`);
  const options = optionTexts(
    frame.subarray(at + 20, at + headerLength),
    (flags & ACK) === 0 ? 0 : offsets.acknowledgement,
  );
  if (options.length > 0) parts.push(`options [${options.join(',')}]`);
  parts.push(`length ${length}`);
  const isHttp = length > 0 && [sourcePort, destinationPort].some((port) => HTTP_PORTS.includes(port));
  const payload = frame.subarray(at + headerLength, end);
  return `${parts.join(', ')}${isHttp && (flags & RST) === 0 ? `: ${httpText(payload, look.verbose > 0)}` : ''}`;
}

function checksumText(layers: Layers, at: number): string {
  const written = layers.view.getUint16(at + 16);
  const right = transportChecksum(layers, at + 16);
  const text = `cksum 0x${written.toString(16).padStart(4, '0')}`;
  return written === right ? `${text} (correct)` : `${text} (incorrect -> 0x${right.toString(16).padStart(4, '0')})`;
}

function optionTexts(bytes: Uint8Array, acknowledged: number): readonly string[] {
  const view = viewOf(bytes);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] ?? 0;
    if (kind === 0) {
      texts.push('eol');
      break;
    }
    if (kind === 1) {
      texts.push('nop');
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) {
      texts.push(`unknown-${kind} [|tcp]`);
      break;
    }
    texts.push(optionText(view, kind, at, length, acknowledged));
    at += length;
  }
  return texts;
}

function optionText(view: DataView, kind: number, at: number, length: number, acknowledged: number): string {
  switch (kind) {
    case 2:
      return `mss ${view.getUint16(at + 2)}`;
    case 3:
      return `wscale ${view.getUint8(at + 2)}`;
    case 4:
      return 'sackOK';
    case 5: {
      const count = (length - 2) >> 3;
      const edge = (index: number) => (view.getUint32(at + 2 + 4 * index) - acknowledged) >>> 0;
      const blocks = Array.from({ length: count }, (_, index) => `{${edge(2 * index)}:${edge(2 * index + 1)}}`);
      return `sack ${count} ${blocks.join('')}`;
    }
    case 8:
      return `TS val ${view.getUint32(at + 2)} ecr ${view.getUint32(at + 6)}`;
    default:
      return `unknown-${kind}`;
  }
}
