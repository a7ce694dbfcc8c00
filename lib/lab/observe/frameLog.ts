/** All frames of one network namespace, each with what netfilter did with its packet there. */
import type { Machine } from '../../machine';
import type { Frame, NamespaceTap, NetDevice, NetNamespace, PacketListener } from '../../network';
import { BROADCAST_MAC, encodeFrame, isGroupMac, type MacAddress, type PcapngPacket } from '../../packet';
import { PacketStory } from './packetStory';

export interface LoggedFrame {
  readonly packet: Omit<PcapngPacket, 'interface' | 'comments'>;
  readonly interface: LoggedInterface;
  /** Absent for what netfilter is not shown: ARP, and frames that are not for this station. */
  story: PacketStory | undefined;
}

/** A device under one name: one that is renamed or comes back from elsewhere is another interface. */
export interface LoggedInterface {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: MacAddress;
  /** Its kind, its index, the bridge that it is a port of. */
  readonly description: string;
}

export class FrameLog {
  readonly frames: LoggedFrame[] = [];
  readonly interfaces = new Map<string, LoggedInterface>();
  readonly #net: NetNamespace;
  /** Microseconds since 1970 when the machine's clock stood at 0. */
  readonly #epoch: number;
  readonly #stories = new WeakMap<Frame, PacketStory>();
  /** Seen on an interface, and not yet by netfilter. */
  readonly #arrived = new WeakMap<Frame, LoggedFrame[]>();

  readonly #machine: Machine;

  constructor(net: NetNamespace, machine: Machine) {
    this.#net = net;
    this.#machine = machine;
    this.#epoch = machine.date(0).getTime() * 1000;
  }

  /** The place's name as it is now: containers can be renamed. */
  get name(): string {
    return this.#net.name;
  }

  /** The machine's own namespace, not a container's. */
  get isMachine(): boolean {
    return this.#net === this.#machine.net;
  }

  start(): void {
    for (const device of this.#net.devices) this.#interface(device);
    this.#net.taps.add(this.#tap);
    this.#net.packetListeners.add(this.#listener);
  }

  stop(): void {
    this.#net.taps.delete(this.#tap);
    this.#net.packetListeners.delete(this.#listener);
    for (const device of this.#net.devices) this.#interface(device);
  }

  readonly #tap: NamespaceTap = (device, direction, frame) => {
    const logged: LoggedFrame = {
      packet: {
        at: this.#epoch + Math.floor(this.#net.clock.now),
        direction,
        reception: receptionOf(frame.destinationMac),
        bytes: encodeFrame({
          source: frame.sourceMac,
          destination: frame.destinationMac,
          payload: frame.payload,
        }),
      },
      interface: this.#interface(device),
      story: undefined,
    };
    this.frames.push(logged);
    const watched = 'observer' in frame && frame.observer !== undefined;
    if (direction === 'in' && !watched) {
      // What netfilter does with it is still to come, if anything.
      this.#stories.delete(frame);
      this.#arrived.set(frame, [...(this.#arrived.get(frame) ?? []), logged]);
    } else {
      logged.story = this.#stories.get(frame);
      this.#arrived.delete(frame);
    }
  };

  readonly #listener: PacketListener = (_net, skb) => {
    const story = new PacketStory(this.#machine.iptablesVariant);
    this.#stories.set(skb, story);
    for (const logged of this.#arrived.get(skb) ?? []) logged.story = story;
    this.#arrived.delete(skb);
    return story;
  };

  #interface(device: NetDevice): LoggedInterface {
    const { name, ifindex, mac, kind, master } = device;
    const key = `${ifindex} ${name}`;
    const known = this.interfaces.get(key);
    if (known !== undefined) return known;
    const port = master === undefined ? '' : `, port of ${master.name}`;
    const entry = { name, ifindex, mac, description: `${kind}, index ${ifindex}${port}` };
    this.interfaces.set(key, entry);
    return entry;
  }
}

function receptionOf(destination: MacAddress): PcapngPacket['reception'] {
  if (destination === BROADCAST_MAC) return 'broadcast';
  return isGroupMac(destination) ? 'multicast' : 'unicast';
}
