/** `docker create`: a container with all its settings, and nothing that runs. moby: daemon/create.go. */
import { startNameServer } from '../dns/nameServer';
import { DockerError, notModelled } from '../dockerError';
import type { DockerEngine } from '../engine';
import { Container, type ContainerConfig, shownAliases } from './container';
import { checkLimits } from './limits';
import { adoptNetwork, sharedNetworkOf, validateNetworkMode } from './networkMode';
import { randomName } from './randomName';

/** Throws a `DockerError` if the name is taken or malformed, or options do not go together. `askedToExpose`: ports besides the image's; `addStorage` mounts what it asks for. */
export function createContainer(
  engine: DockerEngine,
  name: string | undefined,
  config: ContainerConfig,
  askedToExpose = false,
  addStorage?: (engine: DockerEngine, container: Container) => void,
): Container {
  const taken = () => new Set([...engine.containers.values()].map((container) => container.name));
  const limits = checkLimits(config.limits);
  validateNetworkMode(config, askedToExpose);
  const chosen = name ?? randomName(engine.machine.random, taken());
  checkName(engine, chosen);
  checkLinks(engine, config);
  const settings = adoptHost(engine, adoptNetwork(engine, { ...config, limits }));
  const container = new Container(engine.newId(), chosen, engine.machine.clock.now, settings, name !== undefined);
  attachSettings(engine, container);
  addStorage?.(engine, container);
  engine.startNameServer = startNameServer;
  engine.containers.set(container.id, container);
  engine.events.tellOfContainer(container, 'create');
  return container;
}

/** On the machine's network a container has the machine's name, unless it was given another. */
function adoptHost({ machine }: DockerEngine, config: ContainerConfig): ContainerConfig {
  if (config.networkMode !== 'host' || config.hostname !== undefined) return config;
  return { ...config, hostname: machine.hostname };
}

function checkLinks(engine: DockerEngine, { links, networkMode }: ContainerConfig): void {
  if (links.length === 0) return;
  if (!['default', 'bridge'].includes(networkMode))
    throw notModelled(`docker run --link in the network ${networkMode}`);
  if (!engine.options.icc) throw notModelled('docker run --link without communication of containers (icc)');
  for (const link of links) {
    const [target = ''] = link.split(':');
    try {
      engine.container(target);
    } catch (error) {
      if (!(error instanceof DockerError) || error.code !== 'not-found') throw error;
      throw new DockerError('failed', `could not get container for ${target}: ${error.message}`);
    }
  }
}

/** `docker rename`. */
export function renameContainer(engine: DockerEngine, container: Container, name: string): void {
  if (container.name === name)
    throw new DockerError('invalid', 'Renaming a container with the same name as its current name');
  allocateName(engine, name);
  const oldName = `/${container.name}`;
  container.name = name;
  engine.events.tellOfContainer(container, 'rename', { oldName });
  container.hasGivenName = true;
  if (container.sandbox !== undefined && container.sandbox.net !== engine.machine.net)
    container.sandbox.net.name = name;
}

/** The name is that of the API's address, where a stroke is before it. moby: daemon/rename.go. */
function allocateName(engine: DockerEngine, name: string): void {
  try {
    checkName(engine, name);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const message = error.message.replace('container name (', 'container name (/');
    throw new DockerError(error.code, `Error when allocating new name: ${message}`);
  }
}

function checkName(engine: DockerEngine, name: string): void {
  if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
    throw new DockerError('invalid', `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  }
  const other = [...engine.containers.values()].find((container) => container.name === name);
  if (other === undefined) return;
  throw new DockerError(
    'conflict',
    `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
}

/** The network it will join; on networks that a person made it is known by its short id as well. */
function attachSettings(engine: DockerEngine, container: Container): void {
  if (sharedNetworkOf(container.config) !== undefined) return;
  const { networkMode, requestedAddress, aliases } = container.config;
  const reference = networkMode === 'default' ? 'bridge' : networkMode;
  const network = engine.findNetwork(reference);
  const name = network?.name ?? reference;
  const isOwn = ['bridge', 'host', 'none'].includes(name);
  container.attachments.set(name, {
    name,
    networkId: '',
    requestedAddress: networkMode === 'default' ? undefined : requestedAddress,
    gatewayPriority: 0,
    aliases: isOwn ? undefined : shownAliases(engine.release, container, aliases),
    connected: false,
    endpointId: '',
  });
}
