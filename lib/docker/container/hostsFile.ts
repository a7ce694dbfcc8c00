/** /etc/hosts and /etc/hostname of a container, which dockerd writes. libnetwork: etchosts/etchosts.go, sandbox.go (updateHostsFile), endpoint.go (sbLeave). */
import { formatIpv4, type Ipv4Address } from '../../packet';
import type { DockerEngine } from '../engine';
import type { Container, Sandbox } from './container';

const HOSTS = '/etc/hosts';
const LOCAL = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
ff00::0\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`;

/** Writes both when the container starts: its name at its address in each network that it joined, in the order of joining. */
export function writeHostFiles(engine: DockerEngine, container: Container, { endpoints }: Sandbox): void {
  const own = [...endpoints.values()].map(({ address }) => hostsLine(container, address));
  write(engine, container, HOSTS, LOCAL + own.join(''));
  write(engine, container, '/etc/hostname', `${container.hostname}\n`);
}

/** A running container has joined one more network. */
export function addToHosts(engine: DockerEngine, container: Container, address: Ipv4Address): void {
  write(engine, container, HOSTS, readHosts(container) + hostsLine(container, address));
}

/** A running container has left a user-defined network: what the file says of its name goes, at all addresses. */
export function removeFromHosts(engine: DockerEngine, container: Container): void {
  const lines = readHosts(container).split(/(?<=\n)/);
  const kept = lines.filter((line) => !line.trimEnd().endsWith(`\t${container.hostname}`));
  write(engine, container, HOSTS, kept.join(''));
}

function hostsLine({ hostname }: Container, address: Ipv4Address): string {
  return `${formatIpv4(address)}\t${hostname}\n`;
}

function readHosts({ files }: Container): string {
  const node = files.find(HOSTS);
  return node?.kind === 'file' ? node.content : '';
}

function write({ machine }: DockerEngine, { files }: Container, path: string, content: string): void {
  files.set(path, { content, modifiedAt: machine.date().getTime() });
}
