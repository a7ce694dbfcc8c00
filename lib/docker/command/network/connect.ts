/** `docker network connect`. docker/cli: cli/command/network/connect.go. */

import { type NetworkAttachment, shownAliases } from '../../container/container';
import { addToHosts } from '../../container/hostsFile';
import { joinNetwork } from '../../container/networking';
import { startNameServer } from '../../dns/nameServer';
import { DockerError } from '../../dockerError';
import type { EngineRelease } from '../../release';
import { ask, type Command } from '../cli';
import { type FlagTable, mistake, parseFlags } from '../flags';

const CONNECT_FLAGS: FlagTable = {
  command: 'docker network connect',
  strings: ['ip', 'gw-priority'],
  lists: ['alias'],
  refused: ['driver-opt', 'ip6', 'link', 'link-local-ip'],
  usage: ['[OPTIONS] NETWORK CONTAINER', 'Connect a container to a network'],
  arguments: { exactly: 2 },
};

/** `docker network connect [--ip ADDRESS] [--alias NAME] [--gw-priority NUMBER] NETWORK CONTAINER` */
export const connect: Command = function* (client, argv) {
  const flags = parseFlags(CONNECT_FLAGS, argv);
  const [networkName = '', name = ''] = flags.arguments;
  const { engine } = client;
  const gatewayPriority = parsePriority(engine.release, flags.value('gw-priority'));
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
      gatewayPriority,
      aliases: network.isDefault ? undefined : shownAliases(engine.release, container, flags.all('alias')),
      connected: true,
      endpointId: '',
    };
    if (container.running) {
      joinNetwork(engine, container, attachment);
      const endpoint = container.sandbox?.endpoints.get(network.id);
      if (endpoint !== undefined) addToHosts(engine, container, endpoint.address);
      startNameServer(engine, container);
    }
    container.attachments.set(network.name, attachment);
  });
  return 0;
};

/** The highest has the default route; a client before 28 does not know the flag. */
function parsePriority({ changes }: EngineRelease, text: string | undefined): number {
  if (text === undefined) return 0;
  if (!changes.has('gatewayPriority')) throw mistake(CONNECT_FLAGS, 'unknown flag: --gw-priority');
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  throw mistake(
    CONNECT_FLAGS,
    `invalid argument "${text}" for "--gw-priority" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
  );
}
