/** The frames of devices: IP packets as SkBuffs, and ARP. */
import { drop, SkBuff } from '../../netfilter/skb';
import type { ArpPacket, EthernetPayload, Ipv4Packet, Ipv6Packet, MacAddress } from '../../packet';
import { formatIpv4 } from '../../packet/address';
import { formatIp } from '../../packet/ipv6Address';

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
/** An IPv6 packet, and what is noted about it. */
export type Ipv6Frame = SkBuff<Ipv6Packet>;
/** A frame of any kind. */
export type Frame = Ipv4Frame | Ipv6Frame | ArpFrame;

/** The end of a frame. Nobody watches ARP. */
export function dropFrame(frame: Frame, reason: string): void {
  if (frame instanceof SkBuff) drop(frame, reason);
}

/** A frame in a few words: `ARP who-has 172.17.0.2 (from 172.17.0.1)`, `IPv4 192.168.70.1 → 172.17.0.2`. */
export function describeFrame({ payload }: Frame): string {
  if (payload.kind === 'arp')
    return `ARP ${payload.operation} ${formatIpv4(payload.targetAddress)} (from ${formatIpv4(payload.senderAddress)})`;
  const version = payload.kind === 'ipv4' ? 'IPv4' : 'IPv6';
  return `${version} ${formatIp(payload.source)} → ${formatIp(payload.destination)}`;
}

/** Whether it is what iptables may see. */
export function isIpv4(frame: Frame): frame is Ipv4Frame {
  return frame instanceof SkBuff && frame.packet.kind === 'ipv4';
}
