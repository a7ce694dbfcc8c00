/** ip_forward of both families, which the engine turns on and then drops what no rule accepts. libnetwork: drivers/bridge/setup_ip_forwarding.go. */
import type { DockerEngine } from '../engine';
import type { Family } from '../firewall/ruleBook';
import type { BridgeNetwork } from './network';

const SETTINGS: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['net.ipv4.ip_forward'],
  ipv6: ['net.ipv6.conf.default.forwarding', 'net.ipv6.conf.all.forwarding'],
};

/** Turns forwarding on; where it was off, FORWARD's policy becomes DROP. */
export function forwardPackets(engine: DockerEngine, family: Family): void {
  const { machine, options, release } = engine;
  const { sysctl } = machine.net;
  if (!options.ipForward || SETTINGS[family].every((name) => sysctl.get(name) === '1')) return;
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

function dropForwarded({ firewalls }: DockerEngine, family: Family): void {
  for (const firewall of firewalls)
    if (firewall.family === family) firewall.run('-t', 'filter', '-P', 'FORWARD', 'DROP');
}
