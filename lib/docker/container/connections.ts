/** Connections that the machine forgets when containers come and go. libnetwork: iptables/conntrack.go. */
import type { NetNamespace } from '../../network';
import { type Ipv4Address, PROTOCOL_UDP } from '../../packet';
import type { MappedPort } from '../network/portMapper';

/** The machine forgets connections of the address, which may soon be another container's. */
export function forgetConnections(net: NetNamespace, address: Ipv4Address): void {
  for (const entry of net.conntrack.entries(net.now())) {
    const { source, destination } = entry.reply.tuple;
    if (source === address || destination === address) net.conntrack.remove(entry);
  }
}

/**
 * What sends to a published UDP port is to meet its rules, though it began before: its flows are forgotten, as those of all
 * senders of that port. libnetwork: DeleteConntrackEntriesByPort.
 */
export function forgetSenders(net: NetNamespace, ports: readonly MappedPort[]): void {
  const published = ports.flatMap(({ facts }) => (facts.protocol === 'udp' ? [facts.hostPort] : []));
  if (published.length === 0) return;
  for (const entry of net.conntrack.entries(net.now())) {
    const { protocol, destinationKey } = entry.original.tuple;
    if (protocol === PROTOCOL_UDP && published.includes(destinationKey)) net.conntrack.remove(entry);
  }
}
