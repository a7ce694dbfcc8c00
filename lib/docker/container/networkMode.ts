/** `--network container:NAME`: a container without a network of its own, in that of another one. moby: runconfig/hostconfig_unix.go. */
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container, ContainerConfig } from './container';

const PREFIX = 'container:';

/** The name or id of the container whose network it is; `undefined` for one with its own. */
export function sharedNetworkOf({ networkMode }: Pick<ContainerConfig, 'networkMode'>): string | undefined {
  return networkMode.startsWith(PREFIX) ? networkMode.slice(PREFIX.length) : undefined;
}

/** Settings of a container that are the other one's: its name for itself. */
export function adoptNetwork(engine: DockerEngine, config: ContainerConfig): ContainerConfig {
  const reference = sharedNetworkOf(config);
  if (reference === undefined) return config;
  const other = [...engine.containers.values()].find(
    ({ id, name }) => name === reference || (reference !== '' && id.startsWith(reference)),
  );
  if (other === undefined) return config;
  return { ...config, networkMode: `${PREFIX}${other.id}`, hostname: other.hostname };
}

/** The container whose network is shared. Throws a `DockerError` if there is none, or none that runs. */
export function networkOwner(engine: DockerEngine, container: Container): Container | undefined {
  const reference = sharedNetworkOf(container.config);
  if (reference === undefined) return undefined;
  const owner = engine.container(reference);
  if (owner === container) throw new DockerError('failed', 'cannot join own network');
  if (!owner.running) throw new DockerError('failed', `cannot join network of a non running container: ${owner.id}`);
  return owner;
}

/** Throws a `DockerError` for options that a network which is not the container's own does not go with. */
export function validateNetworkMode(config: ContainerConfig, askedToExpose: boolean): void {
  const { networkMode, hostname, links, dns, extraHosts, macAddress, portBindings, publishAll } = config;
  const refuse = (what: string) => new DockerError('failed', `conflicting options: ${what}`);
  const isShared = sharedNetworkOf(config) !== undefined;
  if (networkMode === PREFIX)
    throw new DockerError('failed', 'Invalid network mode: invalid container format container:<name|id>');
  if (networkMode === 'host' && links.length > 0)
    throw refuse("host type networking can't be used with links. This would result in undefined behavior");
  if ((isShared || networkMode === 'host') && macAddress !== undefined)
    throw refuse('mac-address and the network mode');
  if (!isShared) return;
  if (hostname !== undefined) throw refuse('hostname and the network mode');
  if (dns.length > 0) throw refuse('dns and the network mode');
  if (extraHosts.length > 0) throw refuse('custom host-to-IP mapping and the network mode');
  if (portBindings.length > 0 || publishAll) throw refuse('port publishing and the container type network mode');
  if (askedToExpose) throw refuse('port exposing and the container type network mode');
}
