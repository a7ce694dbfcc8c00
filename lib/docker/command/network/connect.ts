/** `docker network connect`. docker/cli: cli/command/network/connect.go. */

import type { NetworkAttachment } from '../../container/container';
import { joinNetwork } from '../../container/networking';
import { DockerError } from '../../dockerError';
import { ask, type Command } from '../cli';
import { type FlagTable, parseFlags } from '../flags';

const CONNECT_FLAGS: FlagTable = {
  command: 'docker network connect',
  strings: ['ip'],
  lists: ['alias'],
  refused: ['driver-opt', 'ip6', 'link', 'link-local-ip'],
  usage: ['[OPTIONS] NETWORK CONTAINER', 'Connect a container to a network'],
  arguments: { exactly: 2 },
};

/** `docker network connect [--ip ADDRESS] [--alias NAME] NETWORK CONTAINER` */
export const connect: Command = function* (client, argv) {
  const flags = parseFlags(CONNECT_FLAGS, argv);
  const [networkName = '', name = ''] = flags.arguments;
  const { engine } = client;
  yield* ask(client, () => {
    const network = engine.findNetwork(networkName);
    const container = engine.container(name);
    if (network === undefined) throw new DockerError('not-found', `network ${networkName} not found`);
    if (network.driver !== 'bridge')
      throw new DockerError(
        'forbidden',
        'container cannot be connected to host network - container must be created in host network mode',
      );
    if (container.attachments.has(network.name)) {
      throw new DockerError(
        'forbidden',
        `endpoint with name ${container.name} already exists in network ${network.name}`,
      );
    }
    const attachment: NetworkAttachment = {
      name: network.name,
      networkId: network.id,
      requestedAddress: flags.value('ip'),
      aliases: network.isDefault ? undefined : [...flags.all('alias'), container.shortId],
      connected: true,
      endpointId: '',
    };
    if (container.running) joinNetwork(engine, container, attachment);
    container.attachments.set(network.name, attachment);
  });
  return 0;
};
