/** A packet on its way, with what the kernel notes about it. Linux: struct sk_buff. */
import type { EthernetPayload, Ipv4Packet, Ipv6Packet, MacAddress } from '../packet';
import type { Interface } from '../routing';
import type { ConntrackEntry, ConntrackInfo, Direction } from './conntrack/entry';
import type { PacketObserver } from './observer';

/** The local socket that a packet comes from: a program's, or one of the kernel's own, for resets and ICMP. Linux: sk_buff.sk. */
export type PacketOwner =
  | {
      readonly uid: number;
      readonly gid: number;
      /** Of a connection that is only asked for: its listener is the owner. Linux: skb_to_full_sk. */
      readonly request?: boolean;
    }
  | 'kernel';

/** Netfilter knows those with IPv4 packets only. */
export class SkBuff<Packet extends Ipv4Packet | Ipv6Packet = Ipv4Packet> {
  /** The link-layer header, where there is one. */
  sourceMac: MacAddress = 0;
  destinationMac: MacAddress = 0;
  /** The connection, how the packet relates to it, and in which direction it goes; set by conntrack. */
  conntrack: ConntrackEntry | undefined = undefined;
  conntrackInfo: ConntrackInfo = 'INVALID';
  direction: Direction = 'original';
  /** Set by the NOTRACK target: conntrack leaves the packet alone. */
  untracked = false;
  /** Set by the CT target: what stands for the connection until it is tracked, and no longer to be made UNTRACKED. Linux: nf_ct_is_template. */
  template: ConntrackEntry | undefined = undefined;
  /** Answers an untracked packet: of no connection, but no longer to be made UNTRACKED. Linux: nf_ct_attach. */
  answersUntracked = false;
  mark = 0;
  /** Set by the TRACE target: the kernel log is told of every step. Linux: nf_trace. */
  traced = false;
  /** The bridge ports that a bridged packet came in and goes out by. Linux: struct nf_bridge_info. */
  physicalIn: Interface | undefined = undefined;
  physicalOut: Interface | undefined = undefined;
  /** The machine's own copy of a broadcast that it sent. Linux: PACKET_LOOPBACK. */
  looped = false;
  /**
   * Its sender has heard of the other side: the next hop is alive, and so, by a quirk of the kernel's, are those of the
   * namespaces that it passes. Linux: dst_pending_confirm, which skb_scrub_packet keeps.
   */
  confirmsNextHop = false;
  /** Dropped by netfilter before it left the machine that made it, which is told (EPERM). */
  refused = false;
  /** Waits in this machine for the hardware address of its next hop. */
  queued = false;
  /** Told what happens to the packet, if anyone asked. */
  observer: PacketObserver | undefined = undefined;

  constructor(
    /** Replaced, never changed, when a header is rewritten. */
    public packet: Packet,
    /** For packets of this namespace's own, until they are received somewhere. */
    public owner: PacketOwner | undefined = undefined,
  ) {}

  /** Goes from port to port of a bridge: this machine's routes have no say. */
  get bridged(): boolean {
    return this.physicalOut !== undefined;
  }

  /** What an Ethernet frame with this packet carries. */
  get payload(): EthernetPayload {
    return this.packet;
  }

  /** Forgets what one namespace noted, when the packet crosses into another. Linux: skb_scrub_packet, net/core/skbuff.c. */
  scrub(): void {
    this.owner = undefined;
    this.conntrack = undefined;
    this.conntrackInfo = 'INVALID';
    this.direction = 'original';
    this.untracked = false;
    this.template = undefined;
    this.answersUntracked = false;
    this.mark = 0;
    this.traced = false;
    this.physicalIn = undefined;
    this.physicalOut = undefined;
    this.looped = false;
    this.observer = undefined;
  }

  /** Counts this packet, an answer, to the connection of the packet that it answers. Linux: nf_conntrack_attach. */
  attachTo(about: SkBuff): void {
    this.answersUntracked = about.untracked;
    if (about.conntrack === undefined) return;
    this.conntrack = about.conntrack;
    this.conntrackInfo = 'RELATED';
    this.direction = about.direction === 'original' ? 'reply' : 'original';
  }

  /** A second packet with the same content and notes, for flooding; it is nobody's. Linux: skb_clone. */
  clone(): SkBuff<Packet> {
    const copy = new SkBuff(this.packet);
    copy.sourceMac = this.sourceMac;
    copy.destinationMac = this.destinationMac;
    copy.conntrack = this.conntrack;
    copy.conntrackInfo = this.conntrackInfo;
    copy.direction = this.direction;
    copy.untracked = this.untracked;
    copy.template = this.template;
    copy.answersUntracked = this.answersUntracked;
    copy.mark = this.mark;
    copy.traced = this.traced;
    copy.confirmsNextHop = this.confirmsNextHop;
    copy.physicalIn = this.physicalIn;
    copy.physicalOut = this.physicalOut;
    return copy;
  }
}
