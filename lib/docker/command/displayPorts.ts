/** Ports as docker lists them. docker/cli: formatter/container.go (DisplayablePorts). */
import type { Container } from '../container/container';
import type { GoStruct } from '../format/goValue';
import { publishedPorts } from '../inspect/networkSettings';
import type { EngineRelease } from '../release';

/** A port as docker lists it. */
export interface Port {
  readonly privatePort: number;
  readonly protocol: string;
  /** Empty for a port that is only exposed. */
  readonly ip: string;
  readonly publicPort: number;
}

/** `0.0.0.0:8001->80/tcp, :::8001->80/tcp`; neighbours that keep their number become a range: `80-82/tcp`. */
export function displayPorts(release: EngineRelease, container: Container): string {
  const ranges = new Map<string, { readonly first: number; last: number }>();
  const finished: string[] = [];
  const mapped: string[] = [];
  for (const { ip, privatePort, publicPort, protocol } of portsOf(release, container)) {
    if (ip !== '' && publicPort !== privatePort) {
      mapped.push(`${showHost(release, ip)}:${publicPort}->${privatePort}/${protocol}`);
      continue;
    }
    const key = ip === '' ? protocol : `${showHost(release, ip)}/${protocol}`;
    const range = ranges.get(key);
    if (range !== undefined && privatePort === range.last + 1) range.last = privatePort;
    else {
      if (range !== undefined) finished.push(formatRange(key, range));
      ranges.set(key, { first: privatePort, last: privatePort });
    }
  }
  return [...finished, ...[...ranges].map(([key, range]) => formatRange(key, range)), ...mapped].join(', ');
}

/** Newer clients write IPv6 addresses in brackets. Go: net.JoinHostPort. */
function showHost({ changes }: EngineRelease, ip: string): string {
  return changes.has('bracketsAddresses') ? inBrackets(ip) : ip;
}

export function inBrackets(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

function formatRange(key: string, { first, last }: { readonly first: number; readonly last: number }): string {
  const ports = first === last ? `${first}` : `${first}-${last}`;
  const slash = key.lastIndexOf('/');
  return slash < 0 ? `${ports}/${key}` : `${key.slice(0, slash)}:${ports}->${ports}/${key.slice(slash + 1)}`;
}

/** Published ports and those that are only exposed, by container port, address and host port. */
export function portsOf(release: EngineRelease, container: Container): readonly Port[] {
  return listedPorts(release, container).sort(
    (a, b) =>
      a.privatePort - b.privatePort ||
      (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0) ||
      a.publicPort - b.publicPort ||
      (a.protocol < b.protocol ? -1 : 1),
  );
}

/** The same as `docker inspect` has them. */
export function listedPorts(release: EngineRelease, container: Container): Port[] {
  return [...publishedPorts(release, container)].flatMap(([key, bindings]): readonly Port[] => {
    const [number, protocol = 'tcp'] = key.split('/');
    const port = { privatePort: Number(number), protocol };
    if (bindings === null) return [{ ...port, ip: '', publicPort: 0 }];
    return (bindings as readonly GoStruct[]).map(({ HostIp, HostPort }) => ({
      ...port,
      ip: `${HostIp}`,
      publicPort: Number(HostPort),
    }));
  });
}
