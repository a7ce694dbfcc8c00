/** `docker network create`. docker/cli: cli/command/network/create.go. */
import { pause } from '../../../machine';
import { MILLISECOND } from '../../../network';
import { contains, parseIpv4, parsePrefix } from '../../../packet';
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
  lists: ['opt,o', 'subnet', 'gateway', 'ip-range', 'aux-address', 'label'],
  refused: ['config-from', 'config-only', 'ingress', 'ipam-driver', 'ipam-opt'],
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
  refuseDriver(driver);
  if (flags.value('scope') !== undefined) throw notModelled('docker network create --scope');
  const [subnet, subnet6] = ofEachFamily(flags.all('subnet'), 'subnet');
  const [gateway, gateway6] = ofEachFamily(flags.all('gateway'), 'gateway');
  const [range, range6] = ofEachFamily(flags.all('ip-range'), 'ip-range');
  if (range6 !== undefined) throw notModelled('docker network create --ip-range of IPv6');
  if (range !== undefined && subnet !== undefined) checkRange(range, subnet);
  if (
    (range !== undefined && subnet === undefined) ||
    (gateway !== undefined && subnet === undefined) ||
    (gateway6 !== undefined && subnet6 === undefined)
  )
    throw new DockerError('invalid', 'every ip-range or gateway must have a corresponding subnet');
  if (subnet6 !== undefined && !flags.has('ipv6')) throw notModelled('an IPv6 --subnet without --ipv6');
  const options = pairsOf(flags.all('opt'));
  const auxiliary = pairsOf(flags.all('aux-address'));
  for (const address of auxiliary.values())
    if (subnet === undefined || !isWithin(address, subnet))
      throw new DockerError('invalid', `no matching subnet for aux-address ${address}`);
  return {
    name,
    options,
    auxiliary,
    labels: pairsOf(flags.all('label')),
    attachable: flags.has('attachable'),
    internal: flags.has('internal'),
    ...(subnet === undefined ? {} : { subnet }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(range === undefined ? {} : { range }),
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

/** `KEY=VALUE`, by key. */
function pairsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const [key = '', ...value] = text.split('=');
      return [key, value.join('=')];
    }),
  );
}

/** Drivers that docker brings along; others would be plugins. */
function refuseDriver(driver: string): void {
  if (driver === 'bridge') return;
  if (driver === 'host' || driver === 'null')
    throw new DockerError('forbidden', `only one instance of "${driver}" network is allowed`);
  if (['overlay', 'macvlan', 'ipvlan'].includes(driver)) throw notModelled(`docker network create --driver ${driver}`);
  throw new DockerError('not-found', `plugin "${driver}" not found`);
}

function checkRange(range: string, subnet: string): void {
  const [whole, part] = [subnet, range].map(parsePrefix);
  if (part === undefined || (whole !== undefined && !contains(whole, part.address)))
    throw new DockerError('invalid', `no matching subnet for range ${range}`);
}

function isWithin(text: string, subnet: string): boolean {
  const [address, whole] = [parseIpv4(text), parsePrefix(subnet)];
  return address !== undefined && (whole === undefined || contains(whole, address));
}
