/** `docker network disconnect`. docker/cli: cli/command/network/disconnect.go. */

import type { Container } from '../../container/container';
import { removeFromHosts } from '../../container/hostsFile';
import { leaveNetwork } from '../../container/networking';
import { DockerError, noSuchNetwork } from '../../dockerError';
import type { DockerEngine } from '../../engine';
import { isUserDefined } from '../../network/network';
import { ask, type Command } from '../cli';
import { type FlagTable, parseFlags } from '../flags';

const DISCONNECT_FLAGS: FlagTable = {
  command: 'docker network disconnect',
  booleans: ['force,f'],
  usage: ['[OPTIONS] NETWORK CONTAINER', 'Disconnect a container from a network'],
  arguments: { exactly: 2 },
};

/** `docker network disconnect NETWORK CONTAINER` */
export const disconnect: Command = function* (client, argv) {
  const flags = parseFlags(DISCONNECT_FLAGS, argv);
  const [networkName = '', name = ''] = flags.arguments;
  const { engine } = client;
  const isForced = flags.has('force');
  yield* ask(client, () =>
    disconnectContainer(engine, findContainer(engine, name, networkName, isForced), networkName, isForced),
  );
  return 0;
};

/**
 * Takes a container out of a network, at once if it runs; one that does not run may leave a network that there is not. Throws a
 * `DockerError`. moby: daemon/container_operations.go (DisconnectFromNetwork).
 */
function disconnectContainer(engine: DockerEngine, container: Container, networkName: string, isForced: boolean): void {
  const network = engine.findNetwork(networkName);
  const { id, attachments, running } = container;
  if (!running || (network === undefined && isForced)) {
    const name = network?.name ?? networkName;
    if (!attachments.delete(name))
      throw new DockerError('forbidden', `container ${id} is not connected to the network ${name}`);
    if (network !== undefined) engine.events.tellOfNetwork(network, 'disconnect', container);
    return;
  }
  if (network === undefined) throw noSuchNetwork(networkName);
  if (network.driver === 'host' && attachments.has('host'))
    throw new DockerError(
      'forbidden',
      'container cannot be disconnected from host network or connected to host network',
    );
  if (!attachments.delete(network.name))
    throw new DockerError('forbidden', `container ${id} is not connected to network ${network.name}`);
  leaveNetwork(engine, container, network);
  // libnetwork says it, and then the daemon.
  for (let said = 0; said < 2; said++) engine.events.tellOfNetwork(network, 'disconnect', container);
  if (isUserDefined(network)) removeFromHosts(engine, container);
}

/** By force one is disconnected that may be there no more: then the network is looked through for its name. */
function findContainer(engine: DockerEngine, name: string, networkName: string, isForced: boolean): Container {
  try {
    return engine.container(name);
  } catch (error) {
    if (!isForced || !(error instanceof DockerError) || error.code !== 'not-found') throw error;
    if (engine.findNetwork(networkName) === undefined) throw noSuchNetwork(networkName);
    throw new DockerError('not-found', `endpoint ${name} not found`);
  }
}
