/** Packets of the machine's own, and the last steps of all that leave. Linux: __ip_local_out, ip_output, ip_finish_output2, net/ipv4/ip_output.c. */
import type { PacketOwner } from '../../netfilter';
import { drop, SkBuff } from '../../netfilter/skb';
import type { Ipv4Address, Ipv4Packet, MacAddress } from '../../packet';
import { BROADCAST_MAC, IPV4_BROADCAST, IPV4_LOOPBACK, isLoopback, isMulticast } from '../../packet/address';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_HOST_UNREACHABLE } from '../../packet/icmp';
import type { Interface, Route } from '../../routing';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import type { Errno } from '../socket/errno';
import { cutAndSend, needsCutting } from './fragment';

/** Where a packet of the machine's own would go, and from which address. Linux: ip_route_output_key. */
export interface OutputRoute {
  readonly kind: 'ipv4';
  readonly route: Route;
  /** `lo` for the machine's own addresses. */
  readonly device: NetDevice;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
}

/** The route to a destination, where 0.0.0.0 means the machine itself; a given source has to be one of the machine's own. */
export function routeOutput(
  namespace: IpHost,
  destination: Ipv4Address,
  source?: Ipv4Address,
  mark = 0,
): OutputRoute | Errno {
  if (destination === 0) return routeOutput(namespace, source ?? IPV4_LOOPBACK, source, mark);
  if (destination === IPV4_BROADCAST || isMulticast(destination)) return routeToGroup(namespace, destination, source);
  const flow = namespace.fib.asksMore ? { ...(source !== undefined && { source }), mark } : undefined;
  const route = namespace.fib.lookup(destination, undefined, flow);
  if (route === undefined) return 'ENETUNREACH';
  if (route.type === 'unreachable') return 'EHOSTUNREACH';
  if (route.type === 'prohibit') return 'EACCES';
  if (route.type === 'blackhole') return 'EINVAL';
  const device = route.type === 'local' ? namespace.lo : (route.device as NetDevice);
  if (source !== undefined && isLoopback(source) && !mayCarryLoopback(namespace, device)) return 'EINVAL';
  // To an address of its own the machine sends from that very address, to all others of 127.0.0.0/8 from 127.0.0.1.
  const usual = route.type === 'local' ? destination : namespace.sourceAddress(device, route.gateway ?? destination);
  const own = route.preferredSource ?? usual;
  return { kind: 'ipv4', route, device, source: source ?? own ?? 0, destination };
}

/** By the device that has the source address; without one, as the routes say. */
function routeToGroup(
  namespace: IpHost,
  destination: Ipv4Address,
  source: Ipv4Address | undefined,
): OutputRoute | Errno {
  const route = namespace.fib.lookup(source ?? destination);
  if (route?.device === undefined) return 'ENETUNREACH';
  const device = route.device as NetDevice;
  if (source !== undefined && !namespace.isOwnAddress(source)) return 'EINVAL';
  return {
    kind: 'ipv4',
    route: { ...route, type: 'broadcast' },
    device,
    source: source ?? namespace.sourceAddress(device, destination) ?? 0,
    destination,
  };
}

/** 127.0.0.0/8 stays inside. Linux: __mkroute_output. */
function mayCarryLoopback(namespace: IpHost, device: NetDevice): boolean {
  const allowed = device.settings.route_localnet || namespace.sysctl.all.route_localnet;
  return device.kind === 'loopback' || allowed !== 0;
}

/** Sends a packet of the machine's own; returns what it travels as. */
export function sendIp(
  namespace: IpHost,
  packet: Ipv4Packet,
  output: OutputRoute,
  owner?: PacketOwner,
  prepare?: (skb: SkBuff) => void,
): SkBuff {
  const skb = new SkBuff(packet, owner);
  prepare?.(skb);
  count(namespace, packet);
  namespace.observe(skb, '');
  if (namespace.runHook('OUTPUT', skb, undefined, output.device) !== 'ACCEPT') {
    refuse(skb);
    countRefused(namespace, packet);
    return skb;
  }
  let { route } = output;
  // Translated, or marked in mangle: it may have to go elsewhere. Linux: nf_nat_ipv4_local_fn, ipt_mangle_out.
  if (skb.notes.reroutedAs !== undefined) {
    const again = routeOutput(namespace, skb.packet.destination, skb.packet.source, skb.notes.reroutedAs);
    if (typeof again === 'string') {
      drop(skb, 'no route');
      return skb;
    }
    route = again.route;
  }
  finishOutput(namespace, skb, route, undefined);
  if (skb.refused) countRefused(namespace, packet);
  return skb;
}

/** Linux: __ip_local_out, icmp_out_count. */
function count({ counters }: IpHost, { transport }: Ipv4Packet): void {
  counters.ipOutRequests += 1;
  if (transport.kind === 'icmp') counters.icmpOut[transport.type] = (counters.icmpOut[transport.type] ?? 0) + 1;
}

/** TCP tries again, and counts nothing. Linux: ip_send_skb. */
function countRefused({ counters }: IpHost, { transport }: Ipv4Packet): void {
  if (transport.kind !== 'tcp') counters.ipOutDiscards += 1;
}

/** A broadcast also comes in at the machine that sends it, by the device that it goes out by. Linux: ip_mc_output, dev_loopback_xmit. */
function loopBackBroadcast(namespace: IpHost, skb: SkBuff, device: NetDevice): void {
  const copy = skb.clone();
  namespace.observe(copy, '');
  if (namespace.runHook('POSTROUTING', copy, undefined, device) !== 'ACCEPT') return drop(copy, 'netfilter');
  copy.observer?.end(copy, { kind: 'transmitted', device: device.name });
  copy.observer = undefined;
  copy.notes.looped = true;
  namespace.clock.schedule(0, () => namespace.receive(copy, device));
}

/** POSTROUTING, then the next hop's hardware address, then the device. */
export function finishOutput(namespace: IpHost, skb: SkBuff, route: Route, from: Interface | undefined): void {
  const device = route.type === 'local' ? namespace.lo : (route.device as NetDevice);
  if (route.type === 'broadcast' && from === undefined && !isMulticast(skb.packet.destination))
    loopBackBroadcast(namespace, skb, device);
  if (namespace.runHook('POSTROUTING', skb, from, device) !== 'ACCEPT') return refuse(skb);
  const { pathMtus } = namespace;
  const { destination } = skb.packet;
  const mtu = from === undefined ? pathMtus.of(route, destination) : pathMtus.ofForwarded(route, destination);
  if (!needsCutting(skb, mtu)) return sendToNextHop(namespace, skb, route, device, from);
  cutAndSend(namespace, skb, mtu, (fragment) => sendToNextHop(namespace, fragment, route, device, from));
  // Tables have seen it whole: what becomes of its fragments is told by whom they reach.
  skb.observer?.end(skb, { kind: 'transmitted', device: device.name });
  skb.observer = undefined;
}

/** Linux: ip_finish_output2. */
function sendToNextHop(
  namespace: IpHost,
  skb: SkBuff,
  route: Route,
  device: NetDevice,
  from: Interface | undefined,
): void {
  const { destination, totalLength } = skb.packet;
  namespace.counters.ipOutTransmits += 1;
  namespace.counters.ipOutOctets += totalLength;
  if (device.kind === 'loopback') return transmit(skb, device, 0);
  if (route.type === 'broadcast') return transmit(skb, device, BROADCAST_MAC);
  if (isMulticast(destination)) return transmit(skb, device, 0x01005e000000 + (destination & 0x7fffff));
  const nextHop = namespace.pathMtus.gateway(route, destination) ?? destination;
  // Linux: sock_confirm_neigh.
  if (skb.confirmsNextHop) namespace.neighbours.confirm(device, nextHop);
  const mac = namespace.neighbours.usable(device, nextHop);
  if (mac !== undefined) return transmit(skb, device, mac);
  transmitWhenResolved(namespace, skb, device, nextHop, from === undefined);
}

function transmit(skb: SkBuff, device: NetDevice, mac: MacAddress): void {
  skb.queued = false;
  skb.sourceMac = device.mac;
  skb.destinationMac = mac;
  skb.observer?.end(skb, { kind: 'transmitted', device: device.name });
  skb.observer = undefined;
  skb.notes.physicalIn = undefined;
  device.transmit(skb);
}

/** Only in the machine that made it a packet holds up its repetition: on the way in it loses its socket. Linux: skb_fclone_busy, skb_orphan. */
function transmitWhenResolved(
  namespace: IpHost,
  skb: SkBuff,
  device: NetDevice,
  nextHop: Ipv4Address,
  isOwn: boolean,
): void {
  skb.queued = isOwn;
  namespace.neighbours.resolve(device, nextHop, {
    source: skb.packet.source,
    send: (mac) => transmit(skb, device, mac),
    fail: () => {
      skb.queued = false;
      drop(skb, 'the next hop does not answer ARP');
      namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_HOST_UNREACHABLE);
    },
    discard: () => {
      skb.queued = false;
      drop(skb, 'the next hop was not found in time');
    },
  });
}

function refuse(skb: SkBuff): void {
  skb.refused = true;
  drop(skb, 'netfilter');
}
