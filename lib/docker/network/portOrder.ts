/** The order in which the engine publishes a container's ports, which is that of their rules. */
import { parseIpv4 } from '../../packet';
import type { PortBinding } from './portSpec';

/**
 * Until 26 nat.SortPortMap, whose comparison is no order: ports of one protocol and container port come in the reverse order
 * of typing. Of several container ports the highest comes first, though where host ports say otherwise Go's order of
 * maps decides. moby: daemon/network.go; go-connections: nat/sort.go.
 */
export function orderByReverse(bindings: readonly PortBinding[]): readonly PortBinding[] {
  return [...bindings].reverse().sort((a, b) => b.containerPort - a.containerPort || compare(a.protocol, b.protocol));
}

/** From 27: exact host ports before ranges and any; then by container port, protocol, host port, address. libnetwork: drivers/bridge/port_mapping_linux.go (sortAndNormPBs). */
export function orderByNumber(bindings: readonly PortBinding[]): readonly PortBinding[] {
  return [...bindings].sort(
    (a, b) =>
      Number(!isExact(a)) - Number(!isExact(b)) ||
      a.containerPort - b.containerPort ||
      compare(a.protocol, b.protocol) ||
      hostPortOf(a) - hostPortOf(b) ||
      (parseIpv4(a.hostIp) ?? 0) - (parseIpv4(b.hostIp) ?? 0),
  );
}

function isExact({ hostPort }: PortBinding): boolean {
  return /^\d+$/.test(hostPort);
}

function hostPortOf({ hostPort }: PortBinding): number {
  return Number.parseInt(hostPort || '0', 10);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
