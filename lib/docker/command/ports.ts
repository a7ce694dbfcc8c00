/** Published ports as `docker ps` and `docker port` show them. docker/cli: formatter/container.go (DisplayablePorts), port.go. */
import type { Container } from '../container/container';
import type { GoStruct } from '../format/goValue';
import { publishedPorts } from '../inspect/networkSettings';
import { CliError, type Client, type Command, lookUp, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

interface Port {
  readonly privatePort: number;
  readonly protocol: string;
  /** Empty for a port that is only exposed. */
  readonly ip: string;
  readonly publicPort: number;
}

/** `0.0.0.0:8001->80/tcp, :::8001->80/tcp`; neighbours that keep their number become a range: `80-82/tcp`. */
export function displayPorts(container: Container): string {
  const ranges = new Map<string, { readonly first: number; last: number }>();
  const finished: string[] = [];
  const mapped: string[] = [];
  for (const { ip, privatePort, publicPort, protocol } of portsOf(container)) {
    if (ip !== '' && publicPort !== privatePort) {
      mapped.push(`${ip}:${publicPort}->${privatePort}/${protocol}`);
      continue;
    }
    const key = ip === '' ? protocol : `${ip}/${protocol}`;
    const range = ranges.get(key);
    if (range !== undefined && privatePort === range.last + 1) range.last = privatePort;
    else {
      if (range !== undefined) finished.push(formatRange(key, range));
      ranges.set(key, { first: privatePort, last: privatePort });
    }
  }
  return [...finished, ...[...ranges].map(([key, range]) => formatRange(key, range)), ...mapped].join(', ');
}

function formatRange(key: string, { first, last }: { readonly first: number; readonly last: number }): string {
  const ports = first === last ? `${first}` : `${first}-${last}`;
  const slash = key.lastIndexOf('/');
  return slash < 0 ? `${ports}/${key}` : `${key.slice(0, slash)}:${ports}->${ports}/${key.slice(slash + 1)}`;
}

function portsOf(container: Container): readonly Port[] {
  const ports = [...publishedPorts(container)].flatMap(([key, bindings]): readonly Port[] => {
    const [number, protocol = 'tcp'] = key.split('/');
    const port = { privatePort: Number(number), protocol };
    if (bindings === null) return [{ ...port, ip: '', publicPort: 0 }];
    return (bindings as readonly GoStruct[]).map(({ HostIp, HostPort }) => ({
      ...port,
      ip: `${HostIp}`,
      publicPort: Number(HostPort),
    }));
  });
  return ports.sort(
    (a, b) =>
      a.privatePort - b.privatePort ||
      (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0) ||
      a.publicPort - b.publicPort ||
      (a.protocol < b.protocol ? -1 : 1),
  );
}

const PORT_FLAGS: FlagTable = {
  command: 'docker port',
  usage: ['CONTAINER [PRIVATE_PORT[/PROTO]]', 'List port mappings or a specific mapping for the container'],
  arguments: { atLeast: 1, atMost: 2 },
};

export const port: Command = function* (client, argv) {
  const [name = '', wanted] = parseFlags(PORT_FLAGS, argv).arguments;
  const ports = yield* readPorts(client, name);
  const address = ({ ip, publicPort }: Port) => `${ip}:${publicPort}`;
  if (wanted === undefined) {
    print(client, ...ports.map((one) => `${one.privatePort}/${one.protocol} -> ${address(one)}`));
    return 0;
  }
  const key = wanted.includes('/') ? wanted : `${wanted}/tcp`;
  const found = ports.filter(({ privatePort, protocol }) => `${privatePort}/${protocol}` === key);
  if (found.length === 0) throw new CliError(`Error: No public port '${key}' published for ${name}`);
  print(client, ...found.map(address));
  return 0;
};

function* readPorts(client: Client, name: string) {
  const container = yield* lookUp(client, name);
  return portsOf(container).filter(({ ip }) => ip !== '');
}
