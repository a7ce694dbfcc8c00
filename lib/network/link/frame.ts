/** What devices pass on: packets as SkBuffs, ARP as it is. */
import { SkBuff } from '../../netfilter/skb';
import type { ArpPacket, EthernetPayload, Ipv4Packet, Ipv6Packet, MacAddress } from '../../packet';

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

export type Ipv4Frame = SkBuff<Ipv4Packet>;
export type Ipv6Frame = SkBuff<Ipv6Packet>;
export type Frame = Ipv4Frame | Ipv6Frame | ArpFrame;

/** Whether it is what iptables may see. */
export function isIpv4(frame: Frame): frame is Ipv4Frame {
  return frame instanceof SkBuff && frame.packet.kind === 'ipv4';
}
