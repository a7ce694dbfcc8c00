/** What may be asked for: published ports, what listens on the host, and the ports of containers. */
import { isLoopback, parseIpv4 } from '../../packet';
import type { HostMachines } from '../build';
import type { PlannedContainer } from '../build/plan';
import type { ReachSource } from './sources';

/** A port that somebody may ask for. */
export interface ReachTarget {
  /** `0.0.0.0:8080/tcp`, `web:80/tcp`. */
  readonly name: string;
  /** What it is. */
  readonly kind: 'published' | 'listener' | 'container';
  /** TCP or UDP. */
  readonly protocol: 'tcp' | 'udp';
  /** Where it is; `0.0.0.0`: at all addresses of the host. */
  readonly address: string;
  /** Its number. */
  readonly port: number;
  /** Who is behind it: a container's address and port, a program. */
  readonly serves: string;
}

/** Each once, in the order of the dumps. @internal */
export function targetsOf({ plan, containers }: HostMachines): readonly ReachTarget[] {
  const found = new Map<string, ReachTarget>();
  const add = (target: Omit<ReachTarget, 'name'>, place: string) => {
    const name = `${place}:${target.port}/${target.protocol}`;
    if (!found.has(name) && parseIpv4(target.address) !== undefined) found.set(name, { name, ...target });
  };
  const nameOf = (address: string) =>
    containers.find(({ plan: { endpoints } }) => endpoints.some((one) => one.address === address))?.plan.name ??
    address;
  for (const { protocol, hostIp, port, container } of plan.published)
    add(
      {
        kind: 'published',
        protocol,
        address: hostIp,
        port,
        serves: `${nameOf(container.address)}:${container.port}`,
      },
      hostIp,
    );
  for (const { protocol, address, port, program } of plan.listeners)
    add({ kind: 'listener', protocol, address, port, serves: program }, address);
  for (const { plan: container } of containers)
    for (const { address } of container.endpoints)
      for (const { protocol, port } of container.listens)
        add({ kind: 'container', protocol, address, port, serves: container.name }, placeOf(container, address));
  return [...found.values()];
}

/** A container's name, with the address where it has several; those without a name are called by an address. */
function placeOf({ name, endpoints }: PlannedContainer, address: string): string {
  if (endpoints.length === 1) return name;
  return parseIpv4(name) === undefined ? `${name} ${address}` : address;
}

/** The address at which a source asks for a target; `undefined` where that makes no sense: 127.0.0.1 is everybody's own. */
export function addressFor(source: ReachSource, { address }: ReachTarget): string | undefined {
  if (address === '0.0.0.0') return source.asks;
  const loopback = isLoopback(parseIpv4(address) ?? 0);
  if (source.kind === 'loopback') return loopback ? address : undefined;
  if (loopback && (source.kind === 'network' || source.kind === 'container')) return undefined;
  return address === source.from ? undefined : address;
}
