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
export function writeHostFiles(
  engine: DockerEngine,
  container: Container,
  { endpoints, net, isShared }: Sandbox,
  linked: readonly string[],
): void {
  const extra = container.config.extraHosts.map((entry) => {
    const colon = entry.indexOf(':');
    return `${addressOf(engine, entry.slice(colon + 1))}\t${entry.slice(0, colon)}\n`;
  });
  const own = [...endpoints.values()].map(({ address }) => hostsLine(container, address));
  const isMachines = isShared && net === engine.machine.net;
  const ofMachine = engine.machine.files.get(HOSTS)?.content;
  const begins = isMachines && ofMachine !== undefined ? ofMachine : LOCAL;
  write(engine, container, HOSTS, begins + [...extra, ...linked, ...own].join(''));
  write(engine, container, '/etc/hostname', `${container.hostname}\n`);
}

/** A container in another one's network has its files. */
export function shareHostFiles(engine: DockerEngine, container: Container, owner: Container): void {
  for (const path of [HOSTS, '/etc/hostname', '/etc/resolv.conf']) {
    const content = owner.files.get(path)?.content;
    if (content !== undefined) write(engine, container, path, content);
  }
}

/** `host-gateway` is docker0's. */
function addressOf({ defaultNetwork }: DockerEngine, text: string): string {
  const gateway = defaultNetwork?.gateway;
  return text === 'host-gateway' && gateway !== undefined ? formatIpv4(gateway) : text;
}

/** A running container has joined one more network. */
export function addToHosts(engine: DockerEngine, container: Container, address: Ipv4Address): void {
  write(engine, container, HOSTS, readHosts(container) + hostsLine(container, address));
}

/** A running container has left a user-defined network: what the file says of its name goes, at all addresses. */
export function removeFromHosts(engine: DockerEngine, container: Container): void {
  const lines = readHosts(container).split(/(?<=\n)/);
  const kept = lines.filter((line) => !line.trimEnd().endsWith(`\t${namesOf(container)}`));
  write(engine, container, HOSTS, kept.join(''));
}

function hostsLine(container: Container, address: Ipv4Address): string {
  return `${formatIpv4(address)}\t${namesOf(container)}\n`;
}

/** With its domain before it, if it has one. libnetwork: sandbox.go (buildHostsFile). */
function namesOf({ hostname, config: { domainname } }: Container): string {
  return domainname === '' ? hostname : `${hostname}.${domainname} ${hostname}`;
}

function readHosts({ files }: Container): string {
  const node = files.find(HOSTS);
  return node?.kind === 'file' ? node.content : '';
}

function write({ machine }: DockerEngine, { files }: Container, path: string, content: string): void {
  files.set(path, { content, modifiedAt: machine.date().getTime() });
}
