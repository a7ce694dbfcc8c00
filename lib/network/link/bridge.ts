/**
 * A learning bridge. Linux: net/bridge/br_input.c, br_forward.c, br_fdb.c. Not modelled: spanning tree,
 * VLAN filtering, multicast snooping (groups are flooded).
 */
import { SkBuff } from '../../netfilter/skb';
import type { MacAddress } from '../../packet';
import { isGroupMac } from '../../packet/address';
import { frameLength, payloadLength } from '../../packet/ethernet';
import { type Microseconds, SECOND } from '../clock';
import { bridgeForward, bridgeFrames, bridgeLocalIn, bridgePreRouting } from './bridgeNetfilter';
import { type BridgePort, type MasterDevice, NetDevice } from './device';
import { dropFrame, type Frame, isIpv4 } from './frame';

/** How long an address is remembered (`ageing_time`, 300 s). */
const AGEING_TIME: Microseconds = 300 * SECOND;

/** Where a station was last heard. Linux: struct net_bridge_fdb_entry. */
export interface FdbEntry {
  /** The port that it was heard at. */
  readonly port: NetDevice;
  /** When, in µs of the clock. */
  readonly heardAt: Microseconds;
}

/** The same as the bridge itself has it. */
type Station = { -readonly [K in keyof FdbEntry]: FdbEntry[K] };

/**
 * A learning bridge, and the device by which its machine is a station of it. Linux: net/bridge. Not modelled: spanning tree, VLAN
 * filtering, multicast snooping.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { BridgeDevice, VethDevice } from 'chainwalk/network';
 *
 * const { net } = new Lab().host;
 * const bridge = new BridgeDevice(net, 'br0', net.nextIfindex(), 0x0242c0a80001);
 * net.addDevice(bridge);
 * bridge.addPort(new VethDevice('veth', net, 'veth0', net.nextIfindex(), 2)).number; // → 1
 * ```
 */
export class BridgeDevice extends NetDevice implements MasterDevice {
  /** Its driver. */
  readonly kind = 'bridge';
  /** Whether it ever had a port. @internal */
  hadPort = false;
  readonly #ports = new Map<NetDevice, BridgePort>();
  readonly #fdb = new Map<MacAddress, Station>();
  /** The station that was last looked for: frames of one mostly follow each other, and those for it. */
  #recent: Station | undefined = undefined;
  #recentMac: MacAddress = 0;

  /** Up and with at least one port that has a carrier. */
  get carrier(): boolean {
    if (!this.up) return false;
    for (const port of this.#ports.keys()) if (port.carrier) return true;
    return false;
  }

  /** In the order in which they were added. */
  get ports(): readonly BridgePort[] {
    return [...this.#ports.values()];
  }

  /** Makes a device a port. Linux: br_add_if. */
  addPort(device: NetDevice): BridgePort {
    const taken = new Set([...this.#ports.values()].map(({ number }) => number));
    let number = 1;
    while (taken.has(number)) number += 1;
    const port: BridgePort = { device, number, hairpin: false };
    this.#ports.set(device, port);
    this.hadPort = true;
    device.master = this;
    return port;
  }

  /** Linux: br_del_if; what was learnt at the port is forgotten, and a bridge without carrier forgets its neighbours. */
  removePort(device: NetDevice): void {
    if (!this.#ports.delete(device)) return;
    device.master = undefined;
    for (const [mac, entry] of this.#fdb) {
      if (entry.port === device) this.#fdb.delete(mac);
    }
    this.#recent = undefined;
    if (!this.carrier) this.namespace.neighbours.flush(this);
  }

  /** Stations learnt and not yet aged out. */
  get fdb(): ReadonlyMap<MacAddress, FdbEntry> {
    const oldest = this.namespace.clock.now - AGEING_TIME;
    return new Map([...this.#fdb].filter(([, entry]) => entry.heardAt > oldest));
  }

  /** A frame came in by a port. Linux: br_handle_frame. @internal */
  receiveFromPort(frame: Frame, port: NetDevice): void {
    if (!this.up) return;
    if (!isGroupMac(frame.sourceMac)) this.#learn(frame.sourceMac, port);
    if (isIpv4(frame) && !bridgePreRouting(frame, this, port)) return;
    this.switchFrom(port, frame);
  }

  #learn(mac: MacAddress, port: NetDevice): void {
    const heardAt = this.namespace.clock.now;
    const station = this.#station(mac);
    if (station === undefined) this.#fdb.set(mac, { port, heardAt });
    else {
      station.port = port;
      station.heardAt = heardAt;
    }
  }

  /** A packet that netfilter sent elsewhere passes by the bridge device once. Linux: br_nf_dev_xmit. @internal */
  showRedirected(skb: SkBuff): void {
    const station = skb.sourceMac;
    skb.sourceMac = this.mac;
    this.tap('out', skb);
    skb.sourceMac = station;
  }

  /** To the port where the station is, to all, or up to this machine. Linux: br_handle_frame_finish. @internal */
  switchFrom(port: NetDevice, frame: Frame): void {
    const { destinationMac } = frame;
    if (isGroupMac(destinationMac)) {
      for (const to of this.#portsFor(port)) this.#forward(this.#copy(frame), to, port);
      this.#passUp(frame);
    } else if (destinationMac === this.mac) {
      this.#passUp(frame);
    } else {
      const known = this.#lookup(destinationMac);
      if (known === undefined) this.#flood(frame, port);
      else this.#forward(frame, known, port);
    }
  }

  /** A frame of the machine's own. Linux: br_dev_xmit. */
  protected override startTransmit(frame: Frame): void {
    this.countTransmitted(frameLength(frame.payload));
    const known = isGroupMac(frame.destinationMac) ? undefined : this.#lookup(frame.destinationMac);
    if (known !== undefined) push(frame, known);
    else for (const port of this.#ports.keys()) push(frame.clone(), port);
  }

  #station(mac: MacAddress): Station | undefined {
    if (this.#recent !== undefined && this.#recentMac === mac) return this.#recent;
    this.#recent = this.#fdb.get(mac);
    this.#recentMac = mac;
    return this.#recent;
  }

  #lookup(mac: MacAddress): NetDevice | undefined {
    const entry = this.#station(mac);
    return entry !== undefined && entry.heardAt > this.namespace.clock.now - AGEING_TIME ? entry.port : undefined;
  }

  /** To all other ports: copies, and the frame itself by the last. Linux: br_flood. */
  #flood(frame: Frame, from: NetDevice): void {
    const ports = this.#portsFor(from);
    const last = ports.pop();
    for (const port of ports) this.#forward(this.#copy(frame), port, from);
    if (last !== undefined) this.#forward(frame, last, from);
    else dropFrame(frame, 'no port to leave by');
  }

  #portsFor(from: NetDevice): NetDevice[] {
    return [...this.#ports.keys()].filter((port) => this.#mayLeave(port, from));
  }

  /** A copy goes a path of its own from here, and is watched if the frame is. */
  #copy(frame: Frame): Frame {
    const copy = frame.clone();
    if (frame instanceof SkBuff && frame.observer !== undefined && copy instanceof SkBuff)
      this.namespace.observe(copy, this.name);
    return copy;
  }

  #mayLeave(port: NetDevice, from: NetDevice): boolean {
    return port !== from || this.#ports.get(port)?.hairpin === true;
  }

  #forward(frame: Frame, to: NetDevice, from: NetDevice): void {
    if (!this.#mayLeave(to, from)) return dropFrame(frame, 'it would leave by the port that it came in by');
    if (!isIpv4(frame)) return push(frame, to);
    if (!bridgeForward(frame, this, from, to)) return;
    for (const part of bridgeFrames(frame, this, to)) push(part, to);
  }

  /** To the machine's own protocols, as if the bridge were an interface. Linux: br_pass_frame_up. */
  #passUp(frame: Frame): void {
    if (isIpv4(frame) && !bridgeLocalIn(frame, this)) return dropFrame(frame, 'its connection is taken');
    this.countReceived(payloadLength(frame.payload));
    this.tap('in', frame);
    this.namespace.receive(frame, this);
  }
}

/** Transmits by a port; a frame too long for it is dropped without an ICMP error. Linux: br_dev_queue_push_xmit. */
function push(frame: Frame, port: NetDevice): void {
  if (!port.holds(frame)) return dropFrame(frame, `longer than the MTU of ${port.name}`);
  if (frame instanceof SkBuff) frame.observer?.end(frame, { kind: 'transmitted', device: port.name });
  port.transmit(frame);
}
