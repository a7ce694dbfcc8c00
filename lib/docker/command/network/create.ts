/** `docker network create`. docker/cli: cli/command/network/create.go. */
import { pause } from '../../../machine';
import { MILLISECOND } from '../../../network';
import { DockerError, notModelled } from '../../dockerError';
import { createNetwork, type NetworkRequest } from '../../network/createNetwork';
import { type Command, print } from '../cli';
import { type Flags, type FlagTable, parseFlags } from '../flags';

const CREATE_DURATION = 150 * MILLISECOND;

/** Options of `docker network create`. */
export const NETWORK_CREATE_FLAGS: FlagTable = {
  command: 'docker network create',
  booleans: ['internal', 'attachable', 'ipv6'],
  strings: ['driver,d', 'scope'],
  lists: ['opt,o', 'subnet', 'gateway'],
  refused: ['aux-address', 'config-from', 'config-only', 'ingress', 'ip-range', 'ipam-driver', 'ipam-opt', 'label'],
  usage: ['[OPTIONS] NETWORK', 'Create a network'],
  arguments: { exactly: 1 },
};

/** `docker network create [-o OPTION=VALUE] [--subnet CIDR] [--gateway ADDRESS] [--internal] [--ipv6] NETWORK`; prints its id. */
export const create: Command = function* (client, argv) {
  const flags = parseFlags(NETWORK_CREATE_FLAGS, argv);
  const request = readNetworkRequest(flags);
  const { engine } = client;
  const network = yield* engine.request(function* (dockerd) {
    yield* pause(dockerd, CREATE_DURATION);
    return createNetwork(engine, request);
  });
  print(client, network.id);
  return 0;
};

/** What the options ask for. Throws a `DockerError`. */
export function readNetworkRequest(flags: Flags): NetworkRequest {
  const [name = ''] = flags.arguments;
  const driver = flags.value('driver') ?? 'bridge';
  if (driver !== 'bridge') throw notModelled(`docker network create --driver ${driver}`);
  if (flags.has('attachable')) throw notModelled('docker network create --attachable');
  if (flags.value('scope') !== undefined) throw notModelled('docker network create --scope');
  const [subnet, subnet6] = ofEachFamily(flags.all('subnet'), 'subnet');
  const [gateway, gateway6] = ofEachFamily(flags.all('gateway'), 'gateway');
  if ((gateway !== undefined && subnet === undefined) || (gateway6 !== undefined && subnet6 === undefined))
    throw new DockerError('invalid', 'every ip-range or gateway must have a corresponding subnet');
  if (subnet6 !== undefined && !flags.has('ipv6')) throw notModelled('an IPv6 --subnet without --ipv6');
  const options = new Map(
    flags.all('opt').map((option): [string, string] => {
      const [key = '', ...value] = option.split('=');
      return [key, value.join('=')];
    }),
  );
  return {
    name,
    options,
    internal: flags.has('internal'),
    ...(subnet === undefined ? {} : { subnet }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(flags.has('ipv6') ? { ipv6: { subnet: subnet6, gateway: gateway6 } } : {}),
  };
}

/** The IPv4 one and the IPv6 one of a flag that may be given once for each family. */
function ofEachFamily(values: readonly string[], flag: string): readonly [string | undefined, string | undefined] {
  const [first, ...others] = values.filter((value) => !value.includes(':'));
  const [first6, ...others6] = values.filter((value) => value.includes(':'));
  if (others.length + others6.length > 0)
    throw notModelled(`docker network create with more than one --${flag} of a family`);
  return [first, first6];
}
