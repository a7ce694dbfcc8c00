/** What `ip` and ifconfig say of a device: its flags, its state, its other end. Linux: dev_get_flags, rfc2863_policy. */
import { BridgeDevice, type IpHost, type NetDevice, VethDevice } from '../../network';

/** IFF_* as `ip` prints them; `NO-CARRIER` comes first and `LOWER_UP` means a carrier. */
export function flagNames(
  device: NetDevice,
  options: { readonly peerDown: boolean } = { peerDown: false },
): readonly string[] {
  const lower = device.up && device.carrier;
  return [
    ...(device.up && !device.carrier ? ['NO-CARRIER'] : []),
    ...(device.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST']),
    ...(device.up ? ['UP'] : []),
    ...(lower ? ['LOWER_UP'] : []),
    ...(options.peerDown ? ['M-DOWN'] : []),
  ];
}

/** The state of a device as `ip link` prints it. Linux: operstate, RFC 2863. */
export type OperationalState = 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN';

/** RFC 2863's state: of lo it is never known. */
export function operationalState(device: NetDevice): OperationalState {
  if (!device.up) return 'DOWN';
  if (device.kind === 'loopback') return 'UNKNOWN';
  if (device.carrier) return 'UP';
  return device instanceof VethDevice && device.peer !== undefined ? 'LOWERLAYERDOWN' : 'DOWN';
}

/** A device that was never up has no queueing discipline. */
export function queueDiscipline(device: NetDevice): string {
  return device.activated ? 'noqueue' : 'noop';
}

/** The veth at the other end; a cable to another machine is not looked through. */
export function vethPeer(device: NetDevice): VethDevice | undefined {
  return device instanceof VethDevice && device.kind === 'veth' ? device.peer : undefined;
}

/** How `ip` names a device: with its other end's name, or index if that is in another namespace. */
export function displayName(device: NetDevice): string {
  const peer = vethPeer(device);
  if (peer === undefined) return device.name;
  return `${device.name}@${peer.namespace === device.namespace ? peer.name : `if${peer.ifindex}`}`;
}

/** Whether the other end, in the same namespace, is down. */
export function isPeerDown(device: NetDevice): boolean {
  const peer = vethPeer(device);
  return peer !== undefined && peer.namespace === device.namespace && !peer.up;
}

const NETNS_IDS = new WeakMap<IpHost, Map<IpHost, number>>();

/** The number by which a namespace knows another one: the lowest that was free when it first had to. Linux: peernet2id_alloc. */
export function netnsId(namespace: IpHost, other: IpHost): number {
  const ids = NETNS_IDS.get(namespace) ?? new Map<IpHost, number>();
  NETNS_IDS.set(namespace, ids);
  const inUse = new Set(namespace.devices.map((device) => vethPeer(device)?.namespace));
  for (const known of ids.keys()) if (!inUse.has(known)) ids.delete(known);
  for (const device of namespace.devices) {
    const there = vethPeer(device)?.namespace;
    if (there === undefined || there === namespace || ids.has(there)) continue;
    const taken = new Set(ids.values());
    let id = 0;
    while (taken.has(id)) id += 1;
    ids.set(there, id);
  }
  return ids.get(other) ?? 0;
}

/** Bytes of a bridge's identifier: priority 0x8000 and its address. */
export function isBridge(device: NetDevice): device is BridgeDevice {
  return device instanceof BridgeDevice;
}
