/** `--link NAME:ALIAS` on the default bridge: lines of /etc/hosts, and variables that tell of ports. moby: daemon/links/links.go, daemon/container_operations.go (buildSandboxOptions). */
import { formatIpv4 } from '../../packet';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';

/** What a link means for the container that has it. */
export interface Linked {
  readonly hostsLine: string;
  readonly environment: readonly string[];
}

/** A link as inspect shows it, `/ng1:/lk/web`. */
export function shownLink(link: string, name: string): string {
  const [target = '', alias = ''] = link.split(':');
  return `/${target}:/${name}/${alias}`;
}

/** All links of a container that starts. Throws a `DockerError` for one with a container that does not run. */
export function resolveLinks(engine: DockerEngine, { config, name }: Container): readonly Linked[] {
  return config.links.map((link) => {
    const [target = '', alias = ''] = link.split(':');
    const child = engine.container(target);
    const endpoint = [...(child.sandbox?.endpoints.values() ?? [])].find(({ network }) => network.isDefault);
    if (!child.running || endpoint === undefined)
      throw new DockerError('failed', `Cannot link to a non running container: /${child.name} AS /${name}/${alias}`);
    const address = formatIpv4(endpoint.address);
    const names = [alias, child.hostname, ...(alias === child.name ? [] : [child.name])];
    return { hostsLine: `${address}\t${names.join(' ')}\n`, environment: environmentOf(child, alias, name, address) };
  });
}

function environmentOf(child: Container, alias: string, name: string, address: string): readonly string[] {
  const prefix = alias.toUpperCase().replaceAll('-', '_');
  const ports = [...child.config.exposedPorts].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const [first] = ports;
  const url = (port: string) => `${port.split('/')[1]}://${address}:${Number.parseInt(port, 10)}`;
  const own = child.config.environment.filter((entry) => !/^(?:HOME|PATH)=/.test(entry));
  return [
    ...(first === undefined ? [] : [`${prefix}_PORT=${url(first)}`]),
    ...ports.flatMap((port) => {
      const [number, protocol = 'tcp'] = port.split('/');
      const key = `${prefix}_PORT_${number}_${protocol.toUpperCase()}`;
      return [`${key}=${url(port)}`, `${key}_ADDR=${address}`, `${key}_PORT=${number}`, `${key}_PROTO=${protocol}`];
    }),
    `${prefix}_NAME=/${name}/${alias}`,
    ...own.map((entry) => `${prefix}_ENV_${entry}`),
  ];
}
