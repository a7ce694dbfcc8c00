/** Network devices: what packets leave and come in by. Linux: net/core/dev.c. */
import type { EthernetFrame, Ipv4Address, Ipv6Address, MacAddress } from '../../packet';
import { frameLength, payloadLength } from '../../packet/ethernet';
import type { Interface } from '../../routing';
import type { IpHost } from '../ipHost';
import { type DeviceSettings, NO_DEVICE_SETTINGS } from '../sysctl';
import type { Frame } from './frame';

/** Which driver a device has: `ethernet` is a network card. */
export type DeviceKind = 'loopback' | 'ethernet' | 'veth' | 'bridge';

/** An address of a device. Linux: struct in_ifaddr. */
export interface InterfaceAddress {
  /** The address. */
  readonly address: Ipv4Address;
  /** Length of its subnet's prefix, 0 to 32. */
  readonly prefixLength: number;
  /** The subnet's broadcast address, if it is to have one. */
  readonly broadcast?: Ipv4Address;
  /** How far it is valid, as `ip address` shows it. */
  readonly scope: 'global' | 'link' | 'host';
}

/** Frames and bytes, as `ip -s link` and ifconfig show them. */
export interface DeviceStatistics {
  /** Frames received. */
  rxPackets: number;
  /** Bytes received. */
  rxBytes: number;
  /** Frames that came in and were dropped. */
  rxDropped: number;
  /** Frames sent. */
  txPackets: number;
  /** Bytes sent. */
  txBytes: number;
  /** Frames that were to be sent and were dropped. */
  txDropped: number;
}

const VLAN_TAG_LENGTH = 4;

/** Sees each frame that a device receives (`in`) or transmits (`out`), as a packet socket does. */
export type Tap = (direction: 'in' | 'out', frame: EthernetFrame) => void;

/** A port's settings. Linux: struct net_bridge_port. */
export interface BridgePort {
  /** The device that is a port. */
  readonly device: NetDevice;
  /** 1-based, the lowest that is free. */
  readonly number: number;
  /** Frames may leave by the port that they came in by. */
  hairpin: boolean;
}

/** A device that others are ports of: it takes what comes in by them. Linux: IFLA_MASTER, rx_handler. */
export interface MasterDevice extends NetDevice {
  /** In the order in which they were added. */
  readonly ports: readonly BridgePort[];
  /** A frame came in by a port. */
  receiveFromPort(frame: Frame, port: NetDevice): void;
  /** Makes a port an ordinary device again; nothing happens to one that is no port. */
  removePort(port: NetDevice): void;
}

/** What packets leave and come in by. Linux: struct net_device. */
export abstract class NetDevice implements Interface {
  /** Its driver. */
  abstract readonly kind: DeviceKind;
  /** Whether it is up; `setUp` of its namespace changes that. */
  up = false;
  /** Longest IP packet that it takes, in bytes. */
  mtu = 1500;
  /** Length of the transmit queue in packets (`qlen`); 0 is not shown. @internal */
  txQueueLength = 1000;
  /** It was up once, so it has a queueing discipline. @internal */
  activated = false;
  /** What this device is a port of. @internal */
  master: MasterDevice | undefined = undefined;
  /** Its settings in the namespace that it was added to. @internal */
  settings: DeviceSettings = NO_DEVICE_SETTINGS;
  /** Its IPv4 addresses; `addAddress` of its namespace gives it one. */
  readonly addresses: InterfaceAddress[] = [];
  /** What `ip` shows of IPv6; no packet knows them. @internal */
  ipv6Addresses: readonly { readonly address: Ipv6Address; readonly prefixLength: number }[] = [];
  /** What it has carried so far. */
  readonly statistics: DeviceStatistics = {
    rxPackets: 0,
    rxBytes: 0,
    rxDropped: 0,
    txPackets: 0,
    txBytes: 0,
    txDropped: 0,
  };
  /** See each frame that it receives or sends. */
  readonly taps = new Set<Tap>();

  /** A device that is down, and still to be added to its namespace (`addDevice`). */
  constructor(
    /** Where it is. */
    public namespace: IpHost,
    /** As `ip link` shows it. */
    public name: string,
    /** The number before it in `ip link`. */
    public ifindex: number,
    /** Its hardware address. */
    public mac: MacAddress,
  ) {}

  /** Whether something is at the other end. */
  abstract get carrier(): boolean;

  /**
   * Without a carrier its queue takes no frames (noop_qdisc). Linux: __dev_queue_xmit, dev_hard_start_xmit.
   * @internal
   */
  transmit(frame: Frame): void {
    if (!this.up) {
      this.statistics.txDropped += 1;
      return;
    }
    if (!this.carrier) return;
    this.tap('out', frame);
    this.startTransmit(frame);
  }

  /** Linux: __netif_receive_skb_core: taps first, then the bridge, else the protocols. @internal */
  receive(frame: Frame): void {
    if (!this.up) {
      this.statistics.rxDropped += 1;
      return;
    }
    this.countReceived(frameLength(frame.payload));
    this.tap('in', frame);
    if (this.master === undefined) this.namespace.receive(frame, this);
    else this.master.receiveFromPort(frame, this);
  }

  /**
   * Whether a frame is not too long to be handed to this device: there would be room for a VLAN's tag. Linux: is_skb_forwardable.
   * @internal
   */
  holds(frame: Frame): boolean {
    return payloadLength(frame.payload) <= this.mtu + VLAN_TAG_LENGTH;
  }

  /** It was taken down: whatever is at the other end has no carrier any more. @internal */
  loseLink(): void {}

  /** Without a carrier nobody is known behind it. Linux: arp_netdev_event, neigh_carrier_down. @internal */
  forgetNeighbours(): void {
    this.namespace.neighbours.flush(this);
    if (this.master?.carrier === false) this.master.forgetNeighbours();
  }

  protected abstract startTransmit(frame: Frame): void;

  protected countReceived(bytes: number): void {
    this.statistics.rxPackets += 1;
    this.statistics.rxBytes += bytes;
  }

  protected countTransmitted(bytes: number): void {
    this.statistics.txPackets += 1;
    this.statistics.txBytes += bytes;
  }

  protected tap(direction: 'in' | 'out', frame: Frame): void {
    if (this.taps.size === 0 && this.namespace.taps.size === 0) return;
    if (this.namespace.taps.size > 0) for (const tap of this.namespace.taps) tap(this, direction, frame);
    if (this.taps.size === 0) return;
    const seen = { source: frame.sourceMac, destination: frame.destinationMac, payload: frame.payload };
    for (const tap of this.taps) tap(direction, seen);
  }
}
