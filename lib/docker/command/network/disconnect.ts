/** `docker network disconnect`. docker/cli: cli/command/network/disconnect.go. */

import type { Container } from '../../container/container';
import { removeFromHosts } from '../../container/hostsFile';
import { leaveNetwork } from '../../container/networking';
import { DockerError } from '../../dockerError';
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
  yield* ask(client, () => {
    const network = engine.findNetwork(networkName);
    if (network === undefined) throw new DockerError('not-found', `network ${networkName} not found`);
    const container = findContainer(engine, name, flags.has('force'));
    if (network.driver === 'host' && container.attachments.has('host'))
      throw new DockerError(
        'forbidden',
        'container cannot be disconnected from host network or connected to host network',
      );
    if (!container.attachments.delete(network.name)) {
      throw new DockerError('forbidden', `container ${container.id} is not connected to network ${network.name}`);
    }
    leaveNetwork(engine, container, network);
    // libnetwork says it, and then the daemon.
    for (let said = 0; said < 2; said++) engine.events.tellOfNetwork(network, 'disconnect', container);
    if (container.running && isUserDefined(network)) removeFromHosts(engine, container);
  });
  return 0;
};

/** By force one is disconnected that may be there no more: then the network is looked through for its name. */
function findContainer(engine: DockerEngine, name: string, force: boolean): Container {
  try {
    return engine.container(name);
  } catch (error) {
    if (!force || !(error instanceof DockerError) || error.code !== 'not-found') throw error;
    throw new DockerError('not-found', `endpoint ${name} not found`);
  }
}
