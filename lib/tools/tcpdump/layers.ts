/** Where in a frame its headers begin: what both the filters and the printers look at. */
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../../packet';
import { ETHERNET_LENGTH } from './captured';

/** A frame, its type and the headers in it, as offsets. */
export interface Layers {
  readonly frame: Uint8Array;
  readonly view: DataView;
  readonly etherType: number;
  /** The header of ARP or IP; always behind Ethernet's. */
  readonly network: number;
  /** The version of IP; `undefined` for other frames. */
  readonly version: 4 | 6 | undefined;
  /** The transport's number; `undefined` for other frames than IP's. */
  readonly protocol: number | undefined;
  /** Where the transport's header begins; `undefined` if this is no first fragment. */
  readonly transport: number | undefined;
  /** Where the packet ends, by its own word and by how much of it is there. */
  readonly end: number;
}

/** Finds the headers of a frame. */
export function layersOf(frame: Uint8Array): Layers {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const etherType = frame.length >= ETHERNET_LENGTH ? view.getUint16(12) : 0;
  const common = { frame, view, etherType, network: ETHERNET_LENGTH };
  if (etherType === ETHERTYPE_IPV4 && frame.length >= ETHERNET_LENGTH + 20) {
    const headerLength = (view.getUint8(ETHERNET_LENGTH) & 0xf) * 4;
    const offset = view.getUint16(ETHERNET_LENGTH + 6) & 0x1fff;
    const end = Math.min(frame.length, ETHERNET_LENGTH + view.getUint16(ETHERNET_LENGTH + 2));
    const transport = offset === 0 ? ETHERNET_LENGTH + headerLength : undefined;
    return { ...common, version: 4, protocol: view.getUint8(ETHERNET_LENGTH + 9), transport, end };
  }
  if (etherType === ETHERTYPE_IPV6 && frame.length >= ETHERNET_LENGTH + 40) {
    const start = ETHERNET_LENGTH + 40;
    const end = Math.min(frame.length, start + view.getUint16(ETHERNET_LENGTH + 4));
    return { ...common, version: 6, protocol: view.getUint8(ETHERNET_LENGTH + 6), transport: start, end };
  }
  return { ...common, version: undefined, protocol: undefined, transport: undefined, end: frame.length };
}

/** Whether it is ARP. */
export function isArp({ etherType }: Layers): boolean {
  return etherType === ETHERTYPE_ARP;
}
