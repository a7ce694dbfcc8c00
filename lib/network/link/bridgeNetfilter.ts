/**
 * Shows bridged IPv4 packets to iptables, if net.bridge.bridge-nf-call-iptables says so.
 * Linux: net/bridge/br_netfilter_hooks.c.
 */
import type { HookName } from '../../netfilter';
import { drop, type SkBuff } from '../../netfilter/skb';
import type { Ipv4Address } from '../../packet';
import { isGroupMac } from '../../packet/address';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_HOST_UNREACHABLE } from '../../packet/icmp';
import type { Interface } from '../../routing';
import { cut } from '../ipv4/fragment';
import { inputProblem, routeBack } from '../ipv4/ipInput';
import { LONGEST_PACKET } from '../ipv4/pathMtu';
import type { BridgeDevice } from './bridge';
import type { NetDevice } from './device';

/** A packet came in by a port: PREROUTING, with the bridge as input interface. False if it goes no further, or not yet. */
export function bridgePreRouting(skb: SkBuff, bridge: BridgeDevice, port: NetDevice): boolean {
  if (!isCalled(bridge)) return true;
  skb.notes.physicalIn = port;
  bridge.namespace.observe(skb, bridge.name);
  const { destination } = skb.packet;
  if (!runHook(skb, bridge, 'PREROUTING', bridge, undefined)) return false;
  if (skb.packet.destination === destination) return true;
  // Sent to somewhere else now: the routing of this machine has to decide. Linux: br_nf_pre_routing_finish.
  const problem = inputProblem(bridge.namespace, skb, bridge);
  if (problem !== undefined) {
    drop(skb, problem);
    return false;
  }
  const route = routeBack(bridge.namespace, skb, bridge);
  if (route !== undefined) return redirect(skb, bridge, port, route.gateway ?? skb.packet.destination);
  skb.destinationMac = bridge.mac;
  return true;
}

/**
 * Sent to another station of the same bridge: it stays bridged, with that station's hardware address on it. Unless the
 * station is known to be alive, the packet leaves by the bridge device as the machine's own do, and is taken back there.
 * Linux: br_nf_pre_routing_finish_bridge, br_nf_dev_xmit.
 */
function redirect(skb: SkBuff, bridge: BridgeDevice, port: NetDevice, nextHop: Ipv4Address): boolean {
  const { neighbours } = bridge.namespace;
  skb.notes.receivedFor = skb.destinationMac;
  const alive = neighbours.connected(bridge, nextHop);
  if (alive !== undefined) {
    skb.destinationMac = alive;
    return true;
  }
  neighbours.resolve(bridge, nextHop, {
    source: skb.packet.source,
    send: (mac) => {
      skb.destinationMac = mac;
      bridge.showRedirected(skb);
      bridge.switchFrom(port, skb);
    },
    fail: () => {
      drop(skb, 'the next hop does not answer ARP');
      bridge.namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_HOST_UNREACHABLE);
    },
    discard: () => drop(skb, 'the next hop was not found in time'),
  });
  return false;
}

/** A packet goes from port to port: FORWARD and POSTROUTING. False if it went no further. */
export function bridgeForward(skb: SkBuff, bridge: BridgeDevice, from: NetDevice, to: NetDevice): boolean {
  if (!isCalled(bridge) || skb.notes.physicalIn === undefined) return true;
  skb.notes.physicalIn = from;
  skb.notes.physicalOut = to;
  if (!runHook(skb, bridge, 'FORWARD', bridge, bridge)) return false;
  return runHook(skb, bridge, 'POSTROUTING', undefined, bridge);
}

/**
 * The frames that a packet leaves a port as, after POSTROUTING: one that is too long is cut, and one that was put together for the
 * tables is cut again, none longer than before. Linux: br_nf_dev_queue_xmit, br_nf_ip_fragment.
 */
export function bridgeFrames(skb: SkBuff, bridge: BridgeDevice, to: NetDevice): readonly SkBuff[] {
  const { packet, notes } = skb;
  const longest = notes.longestFragment || LONGEST_PACKET;
  if (!skb.bridged || packet.totalLength <= Math.min(to.mtu, longest)) return [skb];
  if (packet.dontFragment || (notes.longestFragment > 0 && longest > bridge.mtu)) {
    drop(skb, `longer than the MTU of ${to.mtu < bridge.mtu ? to.name : bridge.name}`);
    return [];
  }
  skb.observer?.end(skb, { kind: 'transmitted', device: to.name });
  return cut(skb, bridge.mtu);
}

/**
 * A frame for a group goes up to the machine as well: its connection is entered now, since copies share it.
 * False if it went no further. Linux: br_nf_local_in.
 */
export function bridgeLocalIn(skb: SkBuff, { namespace }: BridgeDevice): boolean {
  const entry = skb.notes.conntrack;
  if (entry === undefined || entry.confirmed || entry.dying || !isGroupMac(skb.destinationMac)) return true;
  return namespace.conntrack.confirm(entry, namespace.now());
}

function isCalled(bridge: BridgeDevice): boolean {
  return bridge.namespace.sysctl.ofPackets.callIptables === 1;
}

/** Runs a hook; false, and the packet's end, if it was not accepted. */
function runHook(
  skb: SkBuff,
  bridge: BridgeDevice,
  hook: HookName,
  input: Interface | undefined,
  output: Interface | undefined,
): boolean {
  const accepted = bridge.namespace.runHook(hook, skb, input, output) === 'ACCEPT';
  if (!accepted) drop(skb, 'netfilter');
  return accepted;
}
