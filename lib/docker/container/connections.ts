/** Connections that the machine forgets when containers come and go. libnetwork: iptables/conntrack.go. */
import type { Tuple } from '../../netfilter';
import type { NetNamespace } from '../../network';
import { formatIpv4, type Ipv4Address, PROTOCOL_UDP } from '../../packet';
import type { PortFacts } from '../firewall/ruleBook';
import type { MappedPort } from '../network/portMapper';
import { ANY_ADDRESS } from '../network/portSpec';
import type { EngineRelease } from '../release';

/** The machine forgets connections of the address, which may soon be another container's. */
export function forgetConnections(net: NetNamespace, address: Ipv4Address): void {
  for (const entry of net.conntrack.entries(net.now())) {
    const { source, destination } = entry.reply.tuple;
    if (source === address || destination === address) net.conntrack.remove(entry);
  }
}

/**
 * What sends to a published UDP port is to meet its rules, though it began before: from 23 its flows are forgotten, as those of
 * all senders of that port, from 29.5 only those to the address at which it is published. libnetwork: DeleteConntrackEntriesByPort.
 */
export function forgetSenders(net: NetNamespace, { changes }: EngineRelease, ports: readonly MappedPort[]): void {
  const published = ports.map(({ facts }) => facts).filter(({ protocol }) => protocol === 'udp');
  if (published.length === 0 || !changes.has('flushesUdpFlows')) return;
  const isOf = (tuple: Tuple, { hostPort, hostAddress }: PortFacts): boolean =>
    tuple.destinationKey === hostPort &&
    (!changes.has('flushesByAddress') || [ANY_ADDRESS, formatIpv4(tuple.destination)].includes(hostAddress));
  for (const entry of net.conntrack.entries(net.now())) {
    const { tuple } = entry.original;
    if (tuple.protocol === PROTOCOL_UDP && published.some((port) => isOf(tuple, port))) net.conntrack.remove(entry);
  }
}
