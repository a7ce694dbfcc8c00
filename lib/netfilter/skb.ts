/** A packet on its path, with what the kernel notes about it. Linux: struct sk_buff. */
import type { EthernetPayload, Ipv4Packet, Ipv6Packet, MacAddress } from '../packet';
import type { Interface } from '../routing';
import type { ConntrackEntry, ConntrackInfo } from './conntrack/entry';
import type { Direction } from './conntrack/tuple';
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

/** What one namespace notes about a packet. It is forgotten when the packet crosses into another. */
export interface NamespaceNotes {
  /** For packets of this namespace's own, until they are received somewhere. */
  owner: PacketOwner | undefined;
  /** The connection, how the packet relates to it, and in which direction it goes; set by conntrack. */
  conntrack: ConntrackEntry | undefined;
  conntrackInfo: ConntrackInfo;
  direction: Direction;
  /** Set by the NOTRACK target: conntrack leaves the packet alone. */
  untracked: boolean;
  /** Set by the CT target: what stands for the connection until it is tracked, and no longer to be made UNTRACKED. Linux: nf_ct_is_template. */
  template: ConntrackEntry | undefined;
  /** Answers an untracked packet: of no connection, but no longer to be made UNTRACKED. Linux: nf_ct_attach. */
  answersUntracked: boolean;
  mark: number;
  /** Set by the TRACE target: the kernel log is told of every step. Linux: nf_trace. */
  traced: boolean;
  /** The bridge ports that a bridged packet came in and goes out by. Linux: struct nf_bridge_info. */
  physicalIn: Interface | undefined;
  physicalOut: Interface | undefined;
  /** Whom the frame was for as it came in, where a bridge sent it on to another station. Linux: pkt_type, which that leaves alone. */
  receivedFor: MacAddress | undefined;
  /** The machine's own copy of a broadcast that it sent. Linux: PACKET_LOOPBACK. */
  looped: boolean;
  /** The mark that it had when its route was last looked for anew, after a rewriting. Linux: ip_route_me_harder. */
  reroutedAs: number | undefined;
  /** Of a packet that was put together here: its longest fragment in bytes, which fragments that it is cut into again are not to exceed; else 0. Linux: frag_max_size. */
  longestFragment: number;
  /** Told what happens to the packet, if anyone asked. */
  observer: PacketObserver | undefined;
}

/** The notes about a packet that nothing is known of yet. */
function newNotes(owner: PacketOwner | undefined): NamespaceNotes {
  return {
    owner,
    conntrack: undefined,
    conntrackInfo: 'INVALID',
    direction: 'original',
    untracked: false,
    template: undefined,
    answersUntracked: false,
    mark: 0,
    traced: false,
    physicalIn: undefined,
    physicalOut: undefined,
    receivedFor: undefined,
    looped: false,
    reroutedAs: undefined,
    longestFragment: 0,
    observer: undefined,
  };
}

/** Makes notes what `newNotes(undefined)` are; a packet crosses so often that new ones would keep the collector busy. */
function forget(notes: NamespaceNotes): void {
  notes.owner = undefined;
  notes.conntrack = undefined;
  notes.conntrackInfo = 'INVALID';
  notes.direction = 'original';
  notes.untracked = false;
  notes.template = undefined;
  notes.answersUntracked = false;
  notes.mark = 0;
  notes.traced = false;
  notes.physicalIn = undefined;
  notes.physicalOut = undefined;
  notes.receivedFor = undefined;
  notes.looped = false;
  notes.reroutedAs = undefined;
  notes.longestFragment = 0;
  notes.observer = undefined;
}

/** A packet that is handed from device to device. Netfilter knows those with IPv4 packets only. */
export class SkBuff<Packet extends Ipv4Packet | Ipv6Packet = Ipv4Packet> {
  /** The link-layer header, where there is one. */
  sourceMac: MacAddress = 0;
  destinationMac: MacAddress = 0;
  /** What this namespace knows of the packet. */
  readonly notes: NamespaceNotes;
  /**
   * Its sender has heard of the other side: the next hop is alive, and so, by a quirk of the kernel's, are those of the
   * namespaces that it passes. Linux: dst_pending_confirm, which skb_scrub_packet keeps.
   */
  confirmsNextHop = false;
  /** Dropped by netfilter before it left the machine that made it, which is told (EPERM). */
  refused = false;
  /** Too long for what its first cable leads to, which whoever asked for errors is told (ENOBUFS). Linux: NET_XMIT_DROP. */
  undeliverable = false;
  /** Waits in the machine that made it for the hardware address of its next hop. */
  queued = false;

  constructor(
    /** Replaced, never changed, when a header is rewritten. */
    public packet: Packet,
    /** The socket of this namespace that sends it, if one does. */
    owner: PacketOwner | undefined = undefined,
  ) {
    this.notes = newNotes(owner);
  }

  /** Told what happens to the packet, if anyone asked. */
  get observer(): PacketObserver | undefined {
    return this.notes.observer;
  }

  set observer(observer: PacketObserver | undefined) {
    this.notes.observer = observer;
  }

  /** Goes from port to port of a bridge: this machine's routes have no say. */
  get bridged(): boolean {
    return this.notes.physicalOut !== undefined;
  }

  /** What an Ethernet frame with this packet carries. */
  get payload(): EthernetPayload {
    return this.packet;
  }

  /** Forgets what one namespace noted, when the packet crosses into another. Linux: skb_scrub_packet, net/core/skbuff.c. */
  scrub(): void {
    forget(this.notes);
  }

  /** Counts this packet, an answer, to the connection of the packet that it answers. Linux: nf_conntrack_attach. */
  attachTo({ notes: about }: SkBuff): void {
    this.notes.answersUntracked = about.untracked;
    if (about.conntrack === undefined) return;
    this.notes.conntrack = about.conntrack;
    this.notes.conntrackInfo = 'RELATED';
    this.notes.direction = about.direction === 'original' ? 'reply' : 'original';
  }

  /** A second packet with the same content and notes, for flooding; it is nobody's, and nobody watches it. Linux: skb_clone. */
  clone(): SkBuff<Packet> {
    const copy = new SkBuff(this.packet);
    copy.sourceMac = this.sourceMac;
    copy.destinationMac = this.destinationMac;
    copy.confirmsNextHop = this.confirmsNextHop;
    Object.assign(copy.notes, this.notes, { owner: undefined, looped: false, observer: undefined });
    return copy;
  }
}

/** Ends a packet's path through a namespace, and tells whoever watches it why. Linux: kfree_skb_reason. */
export function drop(skb: SkBuff<Ipv4Packet> | SkBuff<Ipv6Packet>, reason: string): void {
  skb.observer?.end(skb, { kind: 'dropped', reason });
}
