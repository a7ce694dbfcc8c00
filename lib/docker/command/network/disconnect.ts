/** `docker network disconnect`. docker/cli: cli/command/network/disconnect.go. */

import { removeFromHosts } from '../../container/hostsFile';
import { leaveNetwork } from '../../container/networking';
import { DockerError } from '../../dockerError';
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
  const [networkName = '', name = ''] = parseFlags(DISCONNECT_FLAGS, argv).arguments;
  const { engine } = client;
  yield* ask(client, () => {
    const network = engine.findNetwork(networkName);
    const container = engine.container(name);
    if (network === undefined) throw new DockerError('not-found', `network ${networkName} not found`);
    if (!container.attachments.delete(network.name)) {
      throw new DockerError('forbidden', `container ${container.id} is not connected to network ${network.name}`);
    }
    leaveNetwork(engine, container, network);
    if (container.running && isUserDefined(network)) removeFromHosts(engine, container);
  });
  return 0;
};
