/** Which interfaces a request used, in the order of the wires that they are at: what a ladder's lanes are. */

import type { Topology, TopologyDevice, TopologyNamespace } from '../topology';
import type { CapturedPacket, Captures } from './packets';

/**
 * Keys of the captures with IP packets, such as `client eth0`: the lanes of a ladder. One wire, from the outside through the host
 * into a container, or from the container that began through the host into the other; each further container has a wire of its own.
 *
 * @example
 * ```ts
 * import { ladder, observe, topology } from 'chainwalk';
 * import { Lab, wires } from 'chainwalk/lab';
 *
 * const machines = new Lab();
 * const { packets } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * const [lanes = []] = wires(topology(machines), packets);
 * lanes; // → ["client eth0","host ens33"]
 * ladder(packets, { title: 'One ping', lanes }).title; // → 'One ping'
 * ```
 */
export function wires({ namespaces }: Topology, packets: Captures): readonly (readonly string[])[] {
  // ARP alone goes everywhere, and comes late.
  const isUsed = (key: string): boolean => packets[key]?.some(isIp) ?? false;
  const machines = namespaces.filter(({ kind }) => kind === 'machine');
  const [host] = machines;
  const outside = machines.slice(1).flatMap((machine) => machine.devices.map((device) => keyOf(machine, device)));
  const own = host?.devices.filter(({ kind }) => kind !== 'bridge' && kind !== 'veth') ?? [];
  const middle = host === undefined ? [] : own.map((device) => keyOf(host, device));
  const firstSeen = (namespace: TopologyNamespace): number =>
    Math.min(...namespace.devices.map((device) => packets[keyOf(namespace, device)]?.find(isIp)?.time ?? Infinity));
  const ways = namespaces
    .filter(({ kind }) => kind === 'container')
    .filter((namespace) => namespace.devices.some((device) => isUsed(keyOf(namespace, device))))
    .sort((a, b) => firstSeen(a) - firstSeen(b))
    .map((container) => wayTo(container, host));
  const [first = [], second = []] = ways;
  const lists =
    ways.length === 2 && !outside.some(isUsed)
      ? [between(first, second, middle)]
      : [[...outside, ...middle, ...first], ...ways.slice(1)];
  const listed = new Set(lists.flat());
  return [...lists, Object.keys(packets).filter((key) => !listed.has(key) && !isBridge(host, key))]
    .map((keys) => [...new Set(keys)].filter(isUsed))
    .filter((keys) => keys.length > 0);
}

/** A bridge that both are at is no place on the way from the one to the other: what is bridged passes by it. */
function between(first: readonly string[], second: readonly string[], middle: readonly string[]): readonly string[] {
  return [
    ...first.filter((key) => !second.includes(key)).reverse(),
    ...middle,
    ...second.filter((key) => !first.includes(key)),
  ];
}

/** Bridge, the host's end of the cable, the container's end; and what else the container has. */
function wayTo(container: TopologyNamespace, host: TopologyNamespace | undefined): readonly string[] {
  return [...container.devices].reverse().flatMap((device) => {
    const own = keyOf(container, device);
    const end = host?.devices.find(({ peer }) => peer?.namespace === container.name && peer.device === device.name);
    if (host === undefined || end === undefined) return [own];
    return [...(end.master === undefined ? [] : [`${host.name} ${end.master}`]), keyOf(host, end), own];
  });
}

function isIp({ protocol }: CapturedPacket): boolean {
  return protocol !== 'arp';
}

function keyOf({ name }: TopologyNamespace, device: TopologyDevice): string {
  return `${name} ${device.name}`;
}

function isBridge(host: TopologyNamespace | undefined, key: string): boolean {
  return host?.devices.some((device) => device.kind === 'bridge' && keyOf(host, device) === key) ?? false;
}
