/** Who may ask: the outside by each interface, each network or container, the host itself, and its loopback. */
import { formatIpv4, maskOfLength, parseIpv4 } from '../../packet';
import type { HostMachines, PlannedDevice } from '../build';

/** Somebody who asks. */
export interface ReachSource {
  /** `outside by eth0`, `network docker0`, `container web`, `host`, `loopback`. */
  readonly name: string;
  /** What it is. */
  readonly kind: 'outside' | 'network' | 'container' | 'host' | 'loopback';
  /** The sender, as a question names it. */
  readonly from: string;
  /** The host's address that is nearest to it: it asks there for what listens at all addresses. */
  readonly asks: string;
}

/** Whether one of a network's containers is asked for all, or each by itself. */
export type ReachDetail = 'networks' | 'containers';

/** In the order in which a table shows them. @internal */
export function sourcesOf(machines: HostMachines, detail: ReachDetail): readonly ReachSource[] {
  const { devices } = machines.plan;
  const uplinks = devices.filter(
    ({ role, fact }) => role === 'uplink' && fact.up && hostAddressOf({ fact }) !== undefined,
  );
  const own = uplinks.map(hostAddressOf).find((address) => address !== undefined);
  return [
    ...uplinks.map(
      (device): ReachSource => ({
        name: `outside by ${device.name}`,
        kind: 'outside',
        from: `outside%${device.name}`,
        asks: hostAddressOf(device) ?? '',
      }),
    ),
    ...(detail === 'networks' ? networksOf(machines) : containersOf(machines)),
    ...(own === undefined ? [] : [{ name: 'host', kind: 'host', from: 'host', asks: own } as const]),
    { name: 'loopback', kind: 'loopback', from: '127.0.0.1', asks: '127.0.0.1' },
  ];
}

/** One that no rule names, for all containers of a network that no rule names. */
function networksOf({ plan, facts, containers }: HostMachines): readonly ReachSource[] {
  const taken = new Set(containers.flatMap(({ plan: { endpoints } }) => endpoints.map(({ address }) => address)));
  return plan.devices.flatMap((device): readonly ReachSource[] => {
    const asks = hostAddressOf(device);
    const from = device.role === 'bridge' && device.fact.up ? freeAddress(device, taken) : undefined;
    if (asks === undefined || from === undefined) return [];
    const name = facts.networks.find(({ bridge }) => bridge === device.name)?.name ?? device.name;
    return [{ name: `network ${name}`, kind: 'network', from, asks }];
  });
}

function containersOf({ plan, containers }: HostMachines): readonly ReachSource[] {
  return containers.flatMap(({ plan: { name, endpoints } }): readonly ReachSource[] => {
    const [first] = endpoints;
    const bridge = plan.devices.find((device) => device.name === first?.bridge);
    const asks = bridge === undefined ? undefined : hostAddressOf(bridge);
    return first === undefined || asks === undefined
      ? []
      : [{ name: `container ${name}`, kind: 'container', from: first.address, asks }];
  });
}

function hostAddressOf({ fact }: Pick<PlannedDevice, 'fact'>): string | undefined {
  return fact.addresses.find(({ address, scope }) => scope === 'global' && parseIpv4(address) !== undefined)?.address;
}

/** The last of a bridge's subnet that nobody has. */
function freeAddress({ fact }: PlannedDevice, taken: ReadonlySet<string>): string | undefined {
  const own = fact.addresses.find(({ address, prefixLength }) => parseIpv4(address) !== undefined && prefixLength < 31);
  const address = parseIpv4(own?.address ?? '');
  if (own === undefined || address === undefined) return undefined;
  const first = (address & maskOfLength(own.prefixLength)) >>> 0;
  for (let one = first + 2 ** (32 - own.prefixLength) - 2; one > first; one--) {
    const text = formatIpv4(one);
    if (!taken.has(text) && !fact.addresses.some((other) => other.address === text)) return text;
  }
  return undefined;
}
