/**
 * Shows bridged IPv4 packets to iptables, if net.bridge.bridge-nf-call-iptables says so.
 * Linux: net/bridge/br_netfilter_hooks.c.
 */
import type { HookName, SkBuff } from '../netfilter';
import type { Interface } from '../routing';
import type { BridgeDevice } from './bridge';
import type { NetDevice } from './device';

const CALL_IPTABLES = 'net.bridge.bridge-nf-call-iptables';

/** A packet came in by a port: PREROUTING, with the bridge as input interface. False if it went no further. */
export function bridgePreRouting(skb: SkBuff, bridge: BridgeDevice, port: NetDevice): boolean {
  if (!isCalled(bridge)) return true;
  skb.physicalIn = port;
  bridge.namespace.observe(skb, bridge.name);
  const { destination } = skb.packet;
  if (!runHook(skb, bridge, 'PREROUTING', bridge, undefined)) return false;
  // Sent to somewhere else now: the routing of this machine has to decide. Linux: br_nf_pre_routing_finish.
  if (skb.packet.destination !== destination) skb.destinationMac = bridge.mac;
  return true;
}

/** A packet goes from port to port: FORWARD and POSTROUTING. False if it went no further. */
export function bridgeForward(skb: SkBuff, bridge: BridgeDevice, from: NetDevice, to: NetDevice): boolean {
  if (!isCalled(bridge) || skb.physicalIn === undefined) return true;
  skb.physicalIn = from;
  skb.physicalOut = to;
  if (!runHook(skb, bridge, 'FORWARD', bridge, bridge)) return false;
  if (!runHook(skb, bridge, 'POSTROUTING', undefined, bridge)) return false;
  skb.observer?.end(skb, { kind: 'transmitted', device: to.name });
  return true;
}

function isCalled(bridge: BridgeDevice): boolean {
  return bridge.namespace.sysctl.number(CALL_IPTABLES) === 1;
}

function runHook(skb: SkBuff, bridge: BridgeDevice, hook: HookName, input: Interface | undefined, output: Interface | undefined): boolean {
  return bridge.namespace.runHook(hook, skb, input, output) === 'ACCEPT';
}
