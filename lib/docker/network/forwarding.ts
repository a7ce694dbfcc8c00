/** ip_forward of both families, which the engine turns on and then drops what no rule accepts. libnetwork: drivers/bridge/setup_ip_forwarding.go. */
import type { DockerEngine } from '../engine';
import type { Family } from '../firewall/ruleBook';
import type { BridgeNetwork } from './network';

const SETTINGS: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['net.ipv4.ip_forward'],
  ipv6: ['net.ipv6.conf.default.forwarding', 'net.ipv6.conf.all.forwarding'],
};

/** Turns forwarding on; where it was off, FORWARD's policy becomes DROP. With nftables that is left to the administrator. */
export function forwardPackets(engine: DockerEngine, family: Family): void {
  const { machine, options, release } = engine;
  const { sysctl } = machine.net;
  if (
    !options.ipForward ||
    options.firewallBackend === 'nftables' ||
    SETTINGS[family].every((name) => sysctl.get(name) === '1')
  )
    return;
  for (const name of SETTINGS[family]) sysctl.set(name, '1');
  if (options.ipForwardNoDrop || (family === 'ipv6' && !release.changes.has('noForwardDrop'))) return;
  dropForwarded(engine, family);
}

/** Until 27 IPv6 is dropped at every start. */
export function dropIpv6AtStart(engine: DockerEngine): void {
  if (!engine.release.changes.has('noForwardDrop')) dropForwarded(engine, 'ipv6');
}

/** For the first network of IPv6. */
export function forwardForNetwork(engine: DockerEngine, { ipv6 }: BridgeNetwork): void {
  if (ipv6 !== undefined) forwardPackets(engine, 'ipv6');
}

function dropForwarded({ backends }: DockerEngine, family: Family): void {
  for (const backend of backends) if (backend.family === family) backend.dropForwarded();
}

/** With nftables dockerd makes no network that nothing could leave: why, if it is so. */
export function forwardingProblem({ machine, options }: DockerEngine, hasIpv6: boolean): string | undefined {
  if (options.firewallBackend !== 'nftables' || !options.ipForward) return undefined;
  const isOn = (family: Family) => SETTINGS[family].every((name) => machine.net.sysctl.get(name) === '1');
  if (!isOn('ipv4')) return sayDisabled('IPv4', 'sysctl net.ipv4.ip_forward=1');
  if (!hasIpv6 || isOn('ipv6')) return undefined;
  return sayDisabled('IPv6', 'sysctls net.ipv6.conf.default.forwarding=1 and net.ipv6.conf.all.forwarding=1');
}

function sayDisabled(family: string, settings: string): string {
  return `${family} forwarding is disabled: check your host's firewalling and set ${settings}, or disable this check using daemon option --ip-forward=false`;
}
