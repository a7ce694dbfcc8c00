/** Cuts packets that are too long for what they leave by. Linux: ip_fragment, ip_do_fragment, net/ipv4/ip_output.c. */
import { drop, SkBuff } from '../../netfilter/skb';
import { fragmentIpv4 } from '../../packet/fragments';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED } from '../../packet/icmp';
import type { IpHost } from '../ipHost';

/** Whether a packet cannot leave as it is: it is too long, or came in fragments, which are made again. Linux: __ip_finish_output. */
export function needsCutting({ packet, notes }: SkBuff, mtu: number): boolean {
  return packet.totalLength > mtu || notes.longestFragment > 0;
}

/** Sends a packet in fragments of at most `mtu` bytes; its sender is told if it is not to be cut. */
export function cutAndSend(namespace: IpHost, skb: SkBuff, mtu: number, send: (fragment: SkBuff) => void): void {
  if (skb.packet.dontFragment && skb.packet.totalLength > mtu) {
    namespace.counters.ipFragFails += 1;
    drop(skb, 'longer than the MTU, and not to be cut');
    skb.observer = undefined;
    namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, mtu);
    return;
  }
  for (const fragment of cut(skb, mtu)) {
    namespace.counters.ipFragCreates += 1;
    send(fragment);
    if (!fragment.undeliverable) continue;
    skb.undeliverable = true;
    return;
  }
  namespace.counters.ipFragOKs += 1;
}

/** The fragments of a packet, none longer than those that it came in, with its notes. */
export function cut(skb: SkBuff, mtu: number): readonly SkBuff[] {
  const { longestFragment, owner } = skb.notes;
  return fragmentIpv4(skb.packet, longestFragment === 0 ? mtu : Math.min(mtu, longestFragment)).map((packet) => {
    const fragment = new SkBuff(packet);
    fragment.sourceMac = skb.sourceMac;
    fragment.destinationMac = skb.destinationMac;
    fragment.confirmsNextHop = skb.confirmsNextHop;
    Object.assign(fragment.notes, skb.notes, { owner, longestFragment: 0, observer: undefined });
    return fragment;
  });
}
