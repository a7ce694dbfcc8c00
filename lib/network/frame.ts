/** What devices pass on: IPv4 packets as SkBuffs, ARP packets as they are. */
import type { SkBuff } from '../netfilter';
import type { ArpPacket, EthernetPayload, MacAddress } from '../packet';

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

export type Frame = SkBuff | ArpFrame;
