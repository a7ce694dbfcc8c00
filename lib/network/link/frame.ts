/** What devices pass on: packets as SkBuffs, ARP as it is. */
import { SkBuff } from '../../netfilter/skb';
import type { ArpPacket, EthernetPayload, Ipv4Packet, Ipv6Packet, MacAddress } from '../../packet';

/** An ARP packet between two stations. */
export class ArpFrame {
  constructor(
    public sourceMac: MacAddress,
    public destinationMac: MacAddress,
    readonly arp: ArpPacket,
  ) {}

  get payload(): EthernetPayload {
    return this.arp;
  }

  clone(): ArpFrame {
    return new ArpFrame(this.sourceMac, this.destinationMac, this.arp);
  }

  /** Nothing is noted about ARP packets. */
  scrub(): void {}
}

/** A packet of one version of IP, and what is noted about it. */
export type Ipv4Frame = SkBuff<Ipv4Packet>;
export type Ipv6Frame = SkBuff<Ipv6Packet>;
/** Whatever a device passes on. */
export type Frame = Ipv4Frame | Ipv6Frame | ArpFrame;

/** The end of a frame, which whoever watches it is told of. Linux: kfree_skb_reason, net/core/skbuff.c. */
export function drop(frame: Frame, reason: string): void {
  if (frame instanceof SkBuff) frame.observer?.end(frame, { kind: 'dropped', reason });
}

/** Whether it is what iptables may see. */
export function isIpv4(frame: Frame): frame is Ipv4Frame {
  return frame instanceof SkBuff && frame.packet.kind === 'ipv4';
}
