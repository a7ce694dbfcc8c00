/** Packets that come in: PREROUTING, routing, and up or on. Linux: ip_rcv, ip_route_input_slow, ip_local_deliver, net/ipv4. */
import { drop, type SkBuff } from '../../netfilter/skb';
import type { Ipv4Address } from '../../packet';
import { IPV4_BROADCAST, isGroupMac, isLoopback, isMulticast, isZeronet } from '../../packet/address';
import {
  ICMP_ADMIN_PROHIBITED,
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_HOST_UNREACHABLE,
  ICMP_NET_UNREACHABLE,
  ICMP_PROTOCOL_UNREACHABLE,
} from '../../packet/icmp';
import type { Flow, Route } from '../../routing';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import { RECEIVE_TIME } from '../processing';
import type { DeliveryHost } from '../socket/socketTable';
import { receiveUdp } from '../socket/udpInput';
import { receiveTcp } from '../tcp/input';
import { receiveIcmp } from './icmpInput';
import { forward } from './ipForward';
import { sourceProblem } from './sourceProblem';

/** Linux: ip_rcv. */
export function receiveIp(namespace: DeliveryHost, skb: SkBuff, device: NetDevice): void {
  if (
    device.kind !== 'loopback' &&
    !skb.notes.looped &&
    !isGroupMac(skb.destinationMac) &&
    skb.destinationMac !== device.mac
  )
    return drop(skb, 'not for this station');
  const { counters, clock } = namespace;
  clock.spend(RECEIVE_TIME);
  counters.ipInReceives += 1;
  counters.ipInOctets += skb.packet.totalLength;
  // A packet that comes in has no owning socket, even if this machine sent it. Linux: skb_orphan in ip_rcv_core.
  skb.notes.owner = undefined;
  skb.notes.longestFragment = 0;
  namespace.observe(skb, device.name);
  // A bridge's port has shown it to PREROUTING already. Linux: ip_sabotage_in.
  if (skb.notes.physicalIn === undefined || device.kind !== 'bridge') {
    if (namespace.runHook('PREROUTING', skb, device, undefined) !== 'ACCEPT') return drop(skb, 'netfilter');
  }
  // It has its route since it was sent.
  if (skb.notes.looped) return deliver(namespace, skb, device, true);
  routeInput(namespace, skb, device);
}

/** The route of a packet that would leave by the device that it came in by. Linux: skb_dst(skb)->dev after ip_route_input. */
export function routeBack(namespace: IpHost, skb: SkBuff, device: NetDevice): Route | undefined {
  const { packet } = skb;
  const route = namespace.fib.lookup(packet.destination, undefined, flowOf(namespace, skb, device));
  return isForwarding(device) && route?.type === 'unicast' && route.device === device ? route : undefined;
}

/** The route of a packet to a single address. */
function inputRoute(namespace: IpHost, skb: SkBuff, device: NetDevice): Route | undefined {
  const { source, destination } = skb.packet;
  if (isMulticast(destination) || isToAll(source, destination)) return undefined;
  return namespace.fib.lookup(destination, undefined, flowOf(namespace, skb, device));
}

/** Why a packet with such addresses may not come in by this device. Linux: the errors of ip_route_input_slow. */
export function inputProblem(
  namespace: IpHost,
  skb: SkBuff,
  device: NetDevice,
  route = inputRoute(namespace, skb, device),
): string | undefined {
  const { source, destination } = skb.packet;
  const { mark } = skb.notes;
  const martian = martianReason(namespace, source, destination, device);
  if (martian !== undefined) return martian;
  if (isMulticast(destination)) {
    if (destination !== ALL_HOSTS) return 'a group that this machine is not in';
    return isZeronet(source) ? undefined : sourceProblem(namespace, source, destination, device, undefined, mark);
  }
  const broadcast = isToAll(source, destination) || route?.type === 'broadcast';
  const needsSourceCheck = broadcast ? !isZeronet(source) : route?.type === 'local' || route?.type === 'unicast';
  if (!needsSourceCheck || (route?.type === 'unicast' && !isForwarding(device))) return undefined;
  const out = route?.type === 'unicast' ? route.device : undefined;
  return sourceProblem(namespace, source, destination, device, out, mark);
}

/** Linux: ip_rcv_finish, ip_route_input_slow. */
function routeInput(namespace: DeliveryHost, skb: SkBuff, device: NetDevice): void {
  const route = inputRoute(namespace, skb, device);
  const problem = inputProblem(namespace, skb, device, route);
  if (problem !== undefined) return drop(skb, problem);
  const { source, destination } = skb.packet;
  if (isMulticast(destination) || isToAll(source, destination)) return deliver(namespace, skb, device, true);
  if (route?.type === 'local' || route?.type === 'broadcast')
    return deliver(namespace, skb, device, route.type === 'broadcast');
  if (!isForwarding(device)) {
    namespace.counters.ipInAddrErrors += 1;
    return drop(skb, 'this machine does not forward (ip_forward)');
  }
  if (isGroupMac(skb.destinationMac)) return drop(skb, 'broadcast on the link is not forwarded');
  if (route === undefined) return unreachable(namespace, skb, ICMP_NET_UNREACHABLE, 'no route');
  if (route.type !== 'unicast') return refuse(namespace, skb, route);
  forward(namespace, skb, device, route);
}

/** What policy rules may ask of a packet that came in; nothing is made where none asks. */
function flowOf({ fib }: IpHost, { packet, notes }: SkBuff, device: NetDevice): Flow | undefined {
  return fib.asksMore ? { source: packet.source, mark: notes.mark, input: device.name } : undefined;
}

/** Every machine is in this group, and here in no other (RFC 1112, section 4). */
const ALL_HOSTS: Ipv4Address = 0xe0000001;

function isForwarding(device: NetDevice): boolean {
  return device.settings.forwarding !== 0;
}

/** A limited broadcast, or 0.0.0.0 to 0.0.0.0, as a host without an address sends it. */
function isToAll(source: Ipv4Address, destination: Ipv4Address): boolean {
  return destination === IPV4_BROADCAST || (source === 0 && destination === 0);
}

/** Addresses that never come in from a link. Linux: ip_route_input_slow. */
function martianReason(
  namespace: IpHost,
  source: Ipv4Address,
  destination: Ipv4Address,
  device: NetDevice,
): string | undefined {
  if (isMulticast(source) || source === IPV4_BROADCAST) return 'martian source';
  if (device.kind === 'loopback') return undefined;
  const routeLocalnet = device.settings.route_localnet || namespace.sysctl.all.route_localnet;
  if (isMulticast(destination)) return isLoopback(source) && !routeLocalnet ? 'martian source' : undefined;
  if (isToAll(source, destination)) return undefined;
  if (isZeronet(source)) return 'martian source';
  if (isZeronet(destination)) return 'martian destination';
  if ((isLoopback(source) || isLoopback(destination)) && !routeLocalnet)
    return isLoopback(source) ? 'martian source' : 'martian destination';
  return undefined;
}

/** Linux: ip_local_deliver and its finish. */
function deliver(namespace: DeliveryHost, skb: SkBuff, device: NetDevice, group: boolean): void {
  if (skb.packet.fragment !== undefined && !namespace.reassembly.take(skb, 'local', device)) return;
  if (namespace.runHook('INPUT', skb, device, undefined) !== 'ACCEPT') return drop(skb, 'netfilter');
  const { transport } = skb.packet;
  if (transport.kind === 'opaque') namespace.counters.ipInUnknownProtos += 1;
  else namespace.counters.ipInDelivers += 1;
  switch (transport.kind) {
    case 'tcp':
      // Connections are between two; TCP ignores packets to groups (RFC 9293, section 3.9.2.3).
      if (group || isGroupMac(skb.destinationMac)) return drop(skb, 'TCP to a group');
      namespace.sockets.deliverRawTcp(skb.packet);
      return receiveTcp(namespace, skb, transport);
    case 'udp':
      return receiveUdp(namespace, skb, transport, group);
    case 'icmp':
      return receiveIcmp(namespace, skb, transport, group);
    case 'opaque':
      return unreachable(namespace, skb, ICMP_PROTOCOL_UNREACHABLE, `protocol ${skb.packet.protocol} is not known`);
  }
}

function refuse(namespace: IpHost, skb: SkBuff, { type }: Route): void {
  if (type === 'blackhole') return drop(skb, 'blackhole route');
  unreachable(namespace, skb, type === 'prohibit' ? ICMP_ADMIN_PROHIBITED : ICMP_HOST_UNREACHABLE, `${type} route`);
}

function unreachable(namespace: IpHost, skb: SkBuff, code: number, reason: string): void {
  drop(skb, reason);
  // Linux: ip_error.
  if (namespace.icmpRateLimit.allowsRefusal(skb.packet.source))
    namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, code);
}
