/**
 * br_netfilter, which shows bridged packets to iptables: where it is a module, the engine loads it. moby: libnetwork:
 * drivers/bridge/setup_bridgenetfiltering.go.
 */
import type { NetNamespace } from '../../network';
import type { EngineOptions } from '../engineOptions';
import type { EngineRelease } from '../release';

/** The settings that come with it. */
const SETTINGS = 'net.bridge.';

/** A kernel that has it as a module, not loaded yet. */
export function unloadBridgeNetfilter(net: NetNamespace): void {
  net.sysctl.withhold(SETTINGS);
}

/** Until 27.2 the engine loads it when it starts. */
export function loadAtStart(net: NetNamespace, { changes }: EngineRelease): void {
  if (!changes.has('bridgeNetfilterOnDemand')) net.sysctl.provide(SETTINGS);
}

/** From 27.3 for a network that cannot do without: whose containers may not talk to each other; from 27.4 also without docker-proxy. */
export function loadForNetwork(
  net: NetNamespace,
  { changes }: EngineRelease,
  { icc }: { readonly icc: boolean },
  { userlandProxy, iptables }: EngineOptions,
): void {
  if (!iptables || !changes.has('bridgeNetfilterOnDemand')) return;
  if (icc && (userlandProxy || !changes.has('bridgeNetfilterWithoutProxy'))) return;
  net.sysctl.provide(SETTINGS);
  net.sysctl.set('net.bridge.bridge-nf-call-iptables', '1');
}
