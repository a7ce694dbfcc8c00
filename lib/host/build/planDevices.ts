/** Which interfaces the host has, and what is at their other ends. */
import { contains, formatIpv4, type Ipv4Prefix, maskOfLength, parseIpv4, parsePrefix } from '../../packet';
import { lengthOfMask } from '../../packet/address';
import type { AddressFact, HostFacts, InterfaceFact } from '../read';
import type { Assumptions } from './assumption';
import type { PlannedDevice } from './plan';

/** How programs that make bridges call them. */
const BRIDGE_NAMES =
  /^(?:docker\d|docker_gwbridge|br-|br\d|virbr|lxdbr|lxcbr|incusbr|cni|podman|mpqemubr|kube-bridge|bridge)/;
/** `-A POSTROUTING -s 172.18.0.0/16 ! -o br-3f1c2d4e5a6b -j MASQUERADE` */
const MASQUERADE = /^-s (\S+) ! -o (\S+) .*?-j MASQUERADE/;
/** The address of a host about whose own nothing is said (RFC 5737). */
const DOCUMENTATION = { address: '192.0.2.10', prefixLength: 24 };

/** The interfaces of the dumps; where there are none, those that the rules tell of. */
export function planDevices(facts: HostFacts, assumptions: Assumptions): readonly PlannedDevice[] {
  const known = facts.interfaces.length > 0 ? facts.interfaces : inferInterfaces(facts, assumptions);
  for (const { name, vlanFiltering, at } of known)
    if (vlanFiltering)
      assumptions.add(
        `${name} keeps VLANs apart (vlan_filtering 1, ${at.file} line ${at.line}), which is not modelled: all its ports are in one.`,
      );
  const masters = new Set(known.map(({ master }) => master));
  const ofDocker = new Set(facts.networks.map(({ bridge }) => bridge));
  return known.map((fact) => ({ name: fact.name, role: roleOf(fact, masters, ofDocker), fact }));
}

function roleOf(
  fact: InterfaceFact,
  masters: ReadonlySet<string | undefined>,
  ofDocker: ReadonlySet<string>,
): PlannedDevice['role'] {
  if (fact.name === 'lo') return 'loopback';
  if (fact.kind === 'bridge' || masters.has(fact.name) || ofDocker.has(fact.name)) return 'bridge';
  if (fact.master !== undefined) return 'port';
  if (fact.kind === undefined && fact.peer === undefined && BRIDGE_NAMES.test(fact.name)) return 'bridge';
  // The host's end of a cable whose other end is in a namespace that is no bridge's.
  return 'uplink';
}

/** A bridge for each MASQUERADE of Docker's kind, the interfaces of `ip route`, and one uplink. */
function inferInterfaces(facts: HostFacts, assumptions: Assumptions): readonly InterfaceFact[] {
  const at = facts.sections[0]?.at ?? { file: '', line: 0 };
  const found = new Map<string, InterfaceFact>();
  const add = (name: string, address: string, prefixLength: number) => {
    if (found.has(name)) return;
    found.set(name, { name, up: true, addresses: [{ address, prefixLength, scope: 'global' }], at });
  };
  for (const { destination, device, source } of facts.routes) {
    const [, length = '32'] = destination.split('/');
    if (device !== undefined && source !== undefined && destination !== 'default') add(device, source, Number(length));
  }
  for (const network of facts.networks) {
    const subnet = network.subnet === undefined ? undefined : parsePrefix(network.subnet);
    if (network.driver !== 'bridge' || subnet === undefined) continue;
    const bridge = network.name === 'bridge' ? 'docker0' : network.bridge;
    add(bridge, network.gateway ?? formatIpv4(subnet.address + 1), lengthOfMask(subnet.mask) ?? 16);
  }
  for (const { name, rules } of facts.tables) {
    if (name !== 'nat') continue;
    for (const { text } of rules) {
      const [, source = '', bridge = ''] = MASQUERADE.exec(text) ?? [];
      const subnet = parsePrefix(source);
      if (subnet === undefined) continue;
      add(bridge, formatIpv4(subnet.address + 1), lengthOfMask(subnet.mask) ?? 16);
    }
  }
  for (const { name, addresses } of found.values()) {
    const [address] = addresses;
    assumptions.add(`${name} has the address ${address?.address}/${address?.prefixLength}.`, 'ip address');
  }
  const uplinks = [...found.keys()].filter((name) => !BRIDGE_NAMES.test(name));
  if (uplinks.length === 0) {
    const { address, prefixLength } = DOCUMENTATION;
    const name = facts.routes.find(({ destination }) => destination === 'default')?.device ?? 'eth0';
    add(name, address, prefixLength);
    assumptions.add(`The host is ${address}/${prefixLength}, on ${name}.`, 'ip address');
  }
  add('lo', '127.0.0.1', 8);
  return [...found.values()];
}

/** The subnets of devices of a kind, to be asked which of them has an address. */
export class Subnets {
  readonly #all: readonly { readonly device: PlannedDevice; readonly subnet: Ipv4Prefix }[];

  constructor(devices: readonly PlannedDevice[], kind: PlannedDevice['role']) {
    this.#all = devices.flatMap((device) =>
      device.role !== kind
        ? []
        : device.fact.addresses.flatMap((own) => subnetOf(own).map((subnet) => ({ device, subnet }))),
    );
  }

  /** The first device that has it. */
  deviceOf(address: string): PlannedDevice | undefined {
    const value = parseIpv4(address);
    return value === undefined ? undefined : this.#all.find(({ subnet }) => contains(subnet, value))?.device;
  }
}

function subnetOf({ address, prefixLength }: AddressFact): readonly Ipv4Prefix[] {
  const base = parseIpv4(address);
  const mask = maskOfLength(prefixLength);
  return base === undefined || prefixLength > 31 ? [] : [{ address: (base & mask) >>> 0, mask }];
}
