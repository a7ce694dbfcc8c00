/** IPv6 packets that come in, to an address of the machine's own. Linux: ip6_input_finish, net/ipv6/ip6_input.c. */
import { drop } from '../../netfilter/skb';
import type { NetDevice } from '../link/device';
import type { Ipv6Frame } from '../link/frame';
import type { NetNamespace } from '../namespace';
import { receiveUdp } from '../socket/udp';
import { receiveTcp } from '../tcp/input';
import { receiveIcmpv6 } from './icmpv6Input';

/**
 * Delivers a packet that came in by `device` to the protocol that it carries; one for a foreign address is dropped, as
 * IPv6 is not forwarded here.
 */
export function receiveIpv6(namespace: NetNamespace, skb: Ipv6Frame, device: NetDevice): void {
  skb.notes.owner = undefined;
  namespace.observe(skb, device.name);
  const { destination, transport } = skb.packet;
  if (!namespace.ipv6Addresses.includes(destination)) return drop(skb, 'not an IPv6 address of this machine');
  switch (transport.kind) {
    case 'tcp':
      return receiveTcp(namespace, skb, transport);
    case 'udp':
      return receiveUdp(namespace, skb, transport, false);
    case 'icmpv6':
      return receiveIcmpv6(namespace, skb, transport);
  }
}
