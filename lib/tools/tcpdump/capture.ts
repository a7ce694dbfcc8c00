/**
 * Packets of devices as a program gets them that does not read at a terminal: the kernel hands over what came in a second, and
 * counts what passed the filter. Linux: net/packet/af_packet.c (TPACKET_V3); libpcap: pcap-linux.c.
 */
import { type NetDevice, type NetNamespace, SECOND, Subscribers, type Timer } from '../../network';
import { BROADCAST_MAC, type EthernetFrame, type EthernetPayload, encodeFrame, isGroupMac } from '../../packet';
import { ToolError } from '../common/toolError';
import { type Captured, ETHERNET_LENGTH, type PacketType } from './captured';
import type { Filter } from './filter/compile';

/** The pseudo-device of all devices. */
export const ANY = 'any';

/** How packets are taken. */
export interface CaptureOptions {
  readonly filter: Filter;
  readonly direction: 'in' | 'out' | 'inout';
  /** Each packet is handed over as it comes. */
  readonly immediate: boolean;
}

/** Listens until it is closed. */
export class Capture extends Subscribers {
  /** Packets that passed the filter, on loopback both as they went out and as they came in. */
  received = 0;
  /** Handed over, and not taken yet. */
  readonly ready: Captured[] = [];
  readonly #block: Captured[] = [];
  readonly #net: NetNamespace;
  readonly #options: CaptureOptions;
  readonly #startedAt: number;
  readonly #stop: () => void;
  #timer: Timer | undefined;

  constructor(net: NetNamespace, device: NetDevice | typeof ANY, options: CaptureOptions) {
    super();
    this.#net = net;
    this.#options = options;
    this.#startedAt = net.clock.now;
    if (device === ANY) {
      const tap = (from: NetDevice, direction: 'in' | 'out', frame: TappedFrame) =>
        this.#take(
          from,
          direction,
          { source: frame.sourceMac, destination: frame.destinationMac, payload: frame.payload },
          true,
        );
      net.taps.add(tap);
      this.#stop = () => net.taps.delete(tap);
    } else {
      const tap = (direction: 'in' | 'out', frame: EthernetFrame) => this.#take(device, direction, frame, false);
      device.taps.add(tap);
      this.#stop = () => device.taps.delete(tap);
    }
  }

  close(): void {
    this.#stop();
    this.#timer?.cancel();
  }

  #take(device: NetDevice, direction: 'in' | 'out', frame: EthernetFrame, cooked: boolean): void {
    const isLoopback = device.kind === 'loopback';
    const packet: Captured = {
      at: this.#net.startedAt + this.#net.clock.now,
      frame: isLoopback ? withPartialChecksum(encodeFrame(frame)) : encodeFrame(frame),
      linkType: cooked ? 'cooked' : 'ethernet',
      ifindex: device.ifindex,
      device: device.name,
      type: packetType(device, direction, frame.destination),
    };
    if (!this.#options.filter(packet)) return;
    this.received += 1;
    const wanted = this.#options.direction;
    // What goes out by lo comes in again: it is shown once.
    if ((isLoopback && direction === 'out') || (wanted !== 'inout' && wanted !== direction)) return;
    if (this.#options.immediate) {
      this.ready.push(packet);
      this.changed();
      return;
    }
    this.#block.push(packet);
    this.#timer ??= this.#net.clock.schedule(this.#untilHandedOver(), () => this.#handOver());
  }

  /** Blocks are handed over each second from the start on (PACKET_RX_RING's tp_retire_blk_tov). */
  #untilHandedOver(): number {
    const elapsed = this.#net.clock.now - this.#startedAt;
    return SECOND - (elapsed % SECOND);
  }

  #handOver(): void {
    this.#timer = undefined;
    this.ready.push(...this.#block.splice(0));
    this.changed();
  }
}

interface TappedFrame {
  readonly sourceMac: number;
  readonly destinationMac: number;
  readonly payload: EthernetPayload;
}

/** Linux: eth_type_trans. */
function packetType(device: NetDevice, direction: 'in' | 'out', destination: number): PacketType {
  if (direction === 'out') return 'Out';
  if (destination === BROADCAST_MAC) return 'B';
  if (isGroupMac(destination)) return 'M';
  return destination === device.mac ? 'In' : 'P';
}

const TCP = 6;
const UDP = 17;
const RST = 0x04;

/**
 * On loopback nobody completes checksums: of what sockets send, the field has the sum over the pseudo header alone. A reset is no
 * socket's. Linux: CHECKSUM_PARTIAL, tcp_v4_send_reset.
 */
function withPartialChecksum(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(12) !== 0x0800) return frame;
  const transport = ETHERNET_LENGTH + (view.getUint8(ETHERNET_LENGTH) & 0xf) * 4;
  const protocol = view.getUint8(ETHERNET_LENGTH + 9);
  const isReset = protocol === TCP && (view.getUint8(transport + 13) & RST) !== 0;
  if ((protocol !== TCP && protocol !== UDP) || isReset) return frame;
  let sum = protocol + (frame.length - transport);
  for (let at = ETHERNET_LENGTH + 12; at < ETHERNET_LENGTH + 20; at += 2) sum += view.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  view.setUint16(transport + (protocol === TCP ? 16 : 6), sum);
  return frame;
}

/** The devices in libpcap's order: those that are connected, all at once, loopback, the others. */
function orderOf(net: NetNamespace): readonly (NetDevice | typeof ANY)[] {
  const isConnected = (device: NetDevice) => device.up && device.kind !== 'loopback' && device.carrier;
  const others = net.devices.filter((device) => !isConnected(device));
  const loopback = others.filter((device) => device.kind === 'loopback' && device.up);
  return [
    ...net.devices.filter(isConnected),
    ANY,
    ...loopback,
    ...others.filter((device) => !loopback.includes(device)),
  ];
}

/** `tcpdump -D` */
export function listDevices(net: NetNamespace): string {
  const lines = orderOf(net).map((device, index) => {
    if (device === ANY) return `${index + 1}.any (Pseudo-device that captures on all interfaces) [Up, Running]`;
    const state =
      device.kind === 'loopback'
        ? 'Up, Running, Loopback'
        : device.carrier
          ? 'Up, Running, Connected'
          : 'Up, Disconnected';
    return `${index + 1}.${device.name} [${device.up ? state : 'none'}]`;
  });
  return `${lines.join('\n')}\n`;
}

/** The device of a name or of a number of `-D`; without one, the first. Throws a `ToolError` if there is none, or it is down. */
export function findDevice(net: NetNamespace, name: string | undefined): NetDevice | typeof ANY {
  const order = orderOf(net);
  if (name === ANY) return ANY;
  const device =
    name === undefined ? order[0] : (net.device(name) ?? (/^\d+$/.test(name) ? order[Number(name) - 1] : undefined));
  if (device === undefined)
    throw new ToolError(`tcpdump: ${name}: No such device exists\n(No such device exists)\n`, 1);
  if (device !== ANY && !device.up) throw new ToolError(`tcpdump: ${device.name}: That device is not up\n`, 1);
  return device;
}
