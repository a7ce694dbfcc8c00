/** Messages of ICMP. tcpdump: print-icmp.c. */
import { formatIpv4, internetChecksum } from '../../../packet';
import { ETHERNET_LENGTH } from '../captured';
import { type Layers, layersOf } from '../layers';
import type { Look } from './look';

const UNREACHABLE: Readonly<Record<number, (address: string) => string>> = {
  0: (address) => `net ${address} unreachable`,
  1: (address) => `host ${address} unreachable`,
  5: (address) => `${address} unreachable - source route failed`,
  6: (address) => `net ${address} unreachable - unknown`,
  7: (address) => `host ${address} unreachable - unknown`,
  8: (address) => `${address} unreachable - source host isolated`,
  9: (address) => `net ${address} unreachable - admin prohibited`,
  10: (address) => `host ${address} unreachable - admin prohibited`,
  11: (address) => `net ${address} unreachable - tos prohibited`,
  12: (address) => `host ${address} unreachable - tos prohibited`,
  13: (address) => `host ${address} unreachable - admin prohibited filter`,
  14: (address) => `host ${address} unreachable - host precedence violation`,
  15: (address) => `host ${address} unreachable - precedence cutoff`,
};
const REDIRECTS = ['to net', 'to host', 'to tos net?', 'to tos host?'];
/** Messages that carry the packet that they are about. */
const ERRORS = [3, 4, 5, 11, 12];

/** `ICMP echo request, id 1, seq 1, length 64`; with -v, an error is followed by the packet that it is about, as `packetText` prints it. */
export function icmpText(layers: Layers, look: Look, packetText: (layers: Layers, look: Look) => string): string {
  const { view, frame, end } = layers;
  const at = layers.transport ?? end;
  const [type, code] = [view.getUint8(at), view.getUint8(at + 1)];
  const length = end - at;
  const quoted = ERRORS.includes(type) ? quotedPacket(frame.subarray(at + 8, end)) : undefined;
  const wrong =
    look.verbose > 0 && !look.unchecked && internetChecksum(frame.subarray(at, end)) !== 0 ? ' (wrong icmp cksum)' : '';
  const about =
    quoted === undefined || look.verbose === 0
      ? ''
      : `\n\t${look.linkHeader ? '' : 'IP '}${packetText(quoted, look).trimStart()}`;
  return `ICMP ${describe(view, at, type, code, quoted, look)}, length ${length}${wrong}${about}`;
}

function describe(
  view: DataView,
  at: number,
  type: number,
  code: number,
  quoted: Layers | undefined,
  look: Look,
): string {
  const destination = quoted === undefined ? '' : look.nameOf(quoted.view.getUint32(quoted.network + 16));
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 8 ? 'request' : 'reply'}, id ${view.getUint16(at + 4)}, seq ${view.getUint16(at + 6)}`;
    case 3:
      return unreachableText(view, at, code, destination, quoted, look);
    case 4:
      return 'source quench';
    case 5:
      return `redirect ${destination} ${REDIRECTS[code] ?? `${code}`} ${formatIpv4(view.getUint32(at + 4))}`;
    case 11:
      return code === 0
        ? 'time exceeded in-transit'
        : code === 1
          ? 'ip reassembly time exceeded'
          : `time exceeded-#${code}`;
    case 12:
      return code === 0 ? `parameter problem - octet ${view.getUint8(at + 4)}` : `parameter problem - code ${code}`;
    case 13:
      return `time stamp query id ${view.getUint16(at + 4)} seq ${view.getUint16(at + 6)}`;
    case 14:
      return `time stamp reply id ${view.getUint16(at + 4)} seq ${view.getUint16(at + 6)}: org ${clock(view, at + 8)}, recv ${clock(view, at + 12)}, xmit ${clock(view, at + 16)}`;
    default:
      return `type-#${type}`;
  }
}

function unreachableText(
  view: DataView,
  at: number,
  code: number,
  destination: string,
  quoted: Layers | undefined,
  look: Look,
): string {
  if (code === 2) return `${destination} protocol ${quoted?.protocol ?? 0} unreachable`;
  if (code === 4) {
    const mtu = view.getUint16(at + 6);
    return mtu === 0
      ? `${destination} unreachable - need to frag`
      : `${destination} unreachable - need to frag (mtu ${mtu})`;
  }
  if (code !== 3) return UNREACHABLE[code]?.(destination) ?? `${destination} unreachable - #${code}`;
  const protocol =
    quoted?.protocol === 6 ? 'tcp' : quoted?.protocol === 17 ? 'udp' : `protocol ${quoted?.protocol ?? 0}`;
  const port = quoted?.transport === undefined ? 0 : quoted.view.getUint16(quoted.transport + 2);
  return `${destination} ${protocol} port ${look.portName(port)} unreachable`;
}

/** Milliseconds since midnight. */
function clock(view: DataView, at: number): string {
  const milliseconds = view.getUint32(at);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(milliseconds / 3_600_000)}:${two((milliseconds / 60_000) % 60)}:${two((milliseconds / 1000) % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** The packet within an error, behind an Ethernet header of no addresses. */
function quotedPacket(bytes: Uint8Array): Layers | undefined {
  if (bytes.length < 28) return undefined;
  const frame = new Uint8Array(ETHERNET_LENGTH + bytes.length);
  frame[12] = 0x08;
  frame.set(bytes, ETHERNET_LENGTH);
  return layersOf(frame);
}
