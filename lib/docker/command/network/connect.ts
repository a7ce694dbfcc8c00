/** `docker network connect`. docker/cli: cli/command/network/connect.go. */

import type { Container, NetworkAttachment } from '../../container/container';
import { addToHosts } from '../../container/hostsFile';
import { joinedAliases, joinNetwork } from '../../container/networking';
import { sharedNetworkOf } from '../../container/networkMode';
import { DockerError, noSuchNetwork } from '../../dockerError';
import type { DockerEngine } from '../../engine';
import type { Network } from '../../network/network';
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
  yield* ask(client, () =>
    connectContainer(engine, engine.container(name), networkName, {
      address: flags.value('ip'),
      aliases: flags.all('alias'),
      gatewayPriority,
    }),
  );
  return 0;
};

/** How a container is to be known in one more network. */
interface Connection {
  readonly address: string | undefined;
  readonly aliases: readonly string[];
  readonly gatewayPriority: number;
}

/**
 * Puts a container into one more network, at once if it runs; one that does not run may ask for one that is yet to be made. Throws a
 * `DockerError`. moby: daemon/container_operations.go (ConnectToNetwork).
 */
export function connectContainer(
  engine: DockerEngine,
  container: Container,
  networkName: string,
  { address, aliases, gatewayPriority }: Connection,
): void {
  const network = engine.findNetwork(networkName);
  if (network === undefined && container.running) throw noSuchNetwork(networkName);
  if (network !== undefined) refuseOther(network, container);
  const name = network?.name ?? networkName;
  if (container.running && container.attachments.has(name))
    throw new DockerError('forbidden', `endpoint with name ${container.name} already exists in network ${name}`);
  if (network !== undefined && network.driver !== 'bridge') return;
  const attachment: NetworkAttachment = {
    name,
    networkId: container.running ? (network?.id ?? '') : '',
    requestedAddress: address,
    gatewayPriority,
    aliases: network === undefined ? aliases : joinedAliases(engine, container, network, aliases),
    connected: true,
    endpointId: '',
  };
  if (container.running && network !== undefined) {
    joinNetwork(engine, container, attachment);
    const endpoint = container.sandbox?.endpoints.get(network.id);
    if (endpoint !== undefined) addToHosts(engine, container, endpoint.address);
    engine.startNameServer?.(engine, container);
  }
  container.attachments.set(name, attachment);
}

/** What goes with no other network. moby: daemon/container_operations.go (validateNetworkingConfig, updateNetworkConfig). */
function refuseOther({ driver, name }: Network, { attachments, config }: Container): void {
  const isTogether = sharedNetworkOf(config) !== undefined || attachments.has('host');
  if (isTogether)
    throw new DockerError(
      'forbidden',
      'container sharing network namespace with another container or host cannot be connected to any other network',
    );
  if (driver === 'host')
    throw new DockerError(
      'forbidden',
      'container cannot be disconnected from host network or connected to host network',
    );
  const isAlone = attachments.has('none') || (driver === 'null' && attachments.size > 0);
  if (isAlone && !attachments.has(name))
    throw new DockerError(
      'forbidden',
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    );
}

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
