/** The checksum that a transport's header should have (RFC 1071). */
import { internetChecksum } from '../../../packet';
import type { Layers } from '../layers';

/** Computed anew over the packet, the field at `field` taken as 0. */
export function transportChecksum(
  { frame, view, network, version, protocol = 0, transport = 0, end }: Layers,
  field: number,
): number {
  const segment = frame.slice(transport, end);
  segment[field - transport] = 0;
  segment[field - transport + 1] = 0;
  const pseudo = new Uint8Array(version === 4 ? 12 : 40);
  const header = new DataView(pseudo.buffer);
  if (version === 4) {
    header.setUint32(0, view.getUint32(network + 12));
    header.setUint32(4, view.getUint32(network + 16));
    header.setUint16(8, protocol);
    header.setUint16(10, segment.length);
  } else {
    pseudo.set(frame.subarray(network + 8, network + 40));
    header.setUint32(32, segment.length);
    header.setUint32(36, protocol);
  }
  return internetChecksum(pseudo, segment);
}
