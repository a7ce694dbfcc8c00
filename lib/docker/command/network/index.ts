/** `docker network …`. docker/cli: cli/command/network. */
import { pause } from '../../../machine';
import { MILLISECOND } from '../../../network';
import type { NetworkAttachment } from '../../container/container';
import { joinNetwork, leaveNetwork } from '../../container/networking';
import { DockerError, notModelled } from '../../dockerError';
import { type GoStruct, toText } from '../../format/goValue';
import { formatTable } from '../../format/table';
import { renderTemplate } from '../../format/template';
import { TemplateError } from '../../format/templateParser';
import { inspectNetwork } from '../../inspect/network';
import { createNetwork } from '../../network/createNetwork';
import { removeNetwork } from '../../network/removeNetwork';
import { ask, CliError, type Command, eachInTurn, print, report } from '../cli';
import { type FlagTable, parseFlags } from '../flags';
import { inspectOnly } from '../inspect';
import { sayDaemon } from '../run';

const CREATE_DURATION = 150 * MILLISECOND;

const CREATE_FLAGS: FlagTable = {
  command: 'docker network create',
  booleans: ['internal', 'attachable'],
  strings: ['driver,d', 'scope'],
  lists: ['opt,o', 'subnet', 'gateway'],
  refused: [
    'aux-address',
    'config-from',
    'config-only',
    'ingress',
    'ip-range',
    'ipam-driver',
    'ipam-opt',
    'ipv6',
    'label',
  ],
  usage: ['[OPTIONS] NETWORK', 'Create a network'],
  arguments: { exactly: 1 },
};

const create: Command = function* (client, argv) {
  const flags = parseFlags(CREATE_FLAGS, argv);
  const [name = ''] = flags.arguments;
  const driver = flags.value('driver') ?? 'bridge';
  if (driver !== 'bridge') throw notModelled(`docker network create --driver ${driver}`);
  if (flags.has('attachable')) throw notModelled('docker network create --attachable');
  if (flags.value('scope') !== undefined) throw notModelled('docker network create --scope');
  const [subnet, otherSubnet] = flags.all('subnet');
  if (otherSubnet !== undefined) throw notModelled('docker network create with more than one --subnet');
  const [gateway] = flags.all('gateway');
  if (gateway !== undefined && subnet === undefined)
    throw new DockerError('invalid', 'every ip-range or gateway must have a corresponding subnet');
  const options = new Map(
    flags.all('opt').map((option): [string, string] => {
      const [key = '', ...value] = option.split('=');
      return [key, value.join('=')];
    }),
  );
  const { engine } = client;
  const network = yield* engine.request(function* (dockerd) {
    yield* pause(dockerd, CREATE_DURATION);
    return createNetwork(engine, {
      name,
      options,
      internal: flags.has('internal'),
      ...(subnet === undefined ? {} : { subnet }),
      ...(gateway === undefined ? {} : { gateway }),
    });
  });
  print(client, network.id);
  return 0;
};

const LS_FLAGS: FlagTable = {
  command: 'docker network ls',
  booleans: ['quiet,q', 'no-trunc'],
  strings: ['format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS]', 'List networks'],
  arguments: { exactly: 0 },
};

const ls: Command = function* (client, argv) {
  const flags = parseFlags(LS_FLAGS, argv);
  const { engine } = client;
  const networks = yield* ask(client, () =>
    [...engine.networks.values()].map((network) => inspectNetwork(engine, network)),
  );
  const filters = flags.all('filter').map(parseFilter);
  const rows = networks
    .filter((network) => filters.every((test) => test(network)))
    .map(({ Id, Name, Driver, Scope }) => ({
      ID: flags.has('no-trunc') ? `${Id}` : `${Id}`.slice(0, 12),
      Name: `${Name}`,
      Driver: `${Driver}`,
      Scope: `${Scope}`,
    }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const format = flags.value('format');
  if (flags.has('quiet')) print(client, ...rows.map(({ ID }) => ID));
  else if (format !== undefined) print(client, ...rows.map((row) => renderRow(format.replaceAll('\\t', '\t'), row)));
  else
    client.process.stdout += formatTable([
      ['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'],
      ...rows.map((row) => Object.values(row)),
    ]);
  return 0;
};

/** docker/cli: cli/command/formatter/formatter.go (contextFormat). Throws a `CliError` for templates that cannot be filled in. */
function renderRow(template: string, row: GoStruct): string {
  try {
    return renderTemplate(template, row, '*network.networkContext');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`Template parsing error: template: ${error.message}`);
  }
}

const FILTER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['name', 'Name'],
  ['driver', 'Driver'],
  ['id', 'Id'],
]);

function parseFilter(filter: string): (network: GoStruct) => boolean {
  const [key = '', value = ''] = filter.split('=');
  const field = FILTER_FIELDS.get(key);
  if (field === undefined) throw notModelled(`docker network ls --filter ${key}`);
  return (network) => (key === 'driver' ? toText(network[field]) === value : toText(network[field]).includes(value));
}

const RM_FLAGS: FlagTable = {
  command: 'docker network rm',
  usage: ['NETWORK [NETWORK...]', 'Remove one or more networks'],
  arguments: { atLeast: 1 },
};

const rm: Command = function* (client, argv) {
  const { arguments: names } = parseFlags(RM_FLAGS, argv);
  const outcomes = yield* eachInTurn(names, (name) => ask(client, () => removeNetwork(client.engine, name)));
  return report(client, names, outcomes, (error) => {
    if (!(error instanceof DockerError)) throw error;
    return error.code === 'not-found' ? `Error: ${error.message}` : sayDaemon(error);
  });
};

const CONNECT_FLAGS: FlagTable = {
  command: 'docker network connect',
  strings: ['ip'],
  lists: ['alias'],
  refused: ['driver-opt', 'ip6', 'link', 'link-local-ip'],
  usage: ['[OPTIONS] NETWORK CONTAINER', 'Connect a container to a network'],
  arguments: { exactly: 2 },
};

const connect: Command = function* (client, argv) {
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

const DISCONNECT_FLAGS: FlagTable = {
  command: 'docker network disconnect',
  booleans: ['force,f'],
  usage: ['[OPTIONS] NETWORK CONTAINER', 'Disconnect a container from a network'],
  arguments: { exactly: 2 },
};

const disconnect: Command = function* (client, argv) {
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
  });
  return 0;
};

/** By name of the sub-command. */
export const NETWORK_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['connect', connect],
  ['create', create],
  ['disconnect', disconnect],
  ['inspect', inspectOnly('network')],
  ['list', ls],
  ['ls', ls],
  ['remove', rm],
  ['rm', rm],
]);
