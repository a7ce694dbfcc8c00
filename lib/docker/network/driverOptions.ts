/** `-o` of `docker network create`: the options of the bridge driver. libnetwork: drivers/bridge/bridge_linux.go (fromLabels). */
import { parseIpv4, parseIpv6 } from '../../packet';
import { DockerError, notModelled } from '../dockerError';
import type { GatewayMode } from '../firewall/ruleBook';
import type { EngineChange, EngineRelease } from '../release';
import type { BridgeNetwork, Ipv6Part } from './network';
import { ANY_ADDRESS } from './portSpec';

export const BRIDGE_OPTION = 'com.docker.network.bridge.';
/** The largest packet of a network's interfaces. */
export const MTU_OPTION = 'com.docker.network.driver.mtu';
const DEFAULT_MTU = 1500;
const HOST_BINDING = `${BRIDGE_OPTION}host_binding_ipv4`;
const HOST_ADDRESS = 'com.docker.network.host_ipv4';
const HOST_ADDRESS6 = 'com.docker.network.host_ipv6';
const GATEWAY_MODE = `${BRIDGE_OPTION}gateway_mode_ipv4`;
const GATEWAY_MODE6 = `${BRIDGE_OPTION}gateway_mode_ipv6`;
const TRUSTED = `${BRIDGE_OPTION}trusted_host_interfaces`;

/** Options that are modelled, and the change that brought them; a release from before does not know them, and says nothing. */
const OPTIONS: ReadonlyMap<string, EngineChange | undefined> = new Map([
  ...['name', 'enable_icc', 'enable_ip_masquerade', 'host_binding_ipv4'].map(
    (option) => [`${BRIDGE_OPTION}${option}`, undefined] as const,
  ),
  [MTU_OPTION, undefined],
  [HOST_ADDRESS, undefined],
  [HOST_ADDRESS6, 'ip6tables'],
  [GATEWAY_MODE, 'routedMode'],
  [GATEWAY_MODE6, 'routedMode'],
  [TRUSTED, 'directRouting'],
]);

const MODES: ReadonlyMap<string, readonly [GatewayMode, EngineChange]> = new Map([
  ['nat', ['nat', 'routedMode']],
  ['routed', ['routed', 'routedMode']],
  ['nat-unprotected', ['nat-unprotected', 'unprotectedMode']],
  ['isolated', ['isolated', 'unprotectedMode']],
]);

/** What of a network its driver's options say. */
export type DriverSettings = Pick<
  BridgeNetwork,
  'icc' | 'ipMasquerade' | 'hostBinding' | 'mtu' | 'gatewayMode' | 'outgoingAddress' | 'trustedInterfaces'
>;

/** Refuses docker's own options that are not modelled; of others the driver knows nothing, as the real one. */
export function refuseOptions(options: ReadonlyMap<string, string>): void {
  for (const option of options.keys())
    if (option.startsWith('com.docker.network.') && !OPTIONS.has(option))
      throw notModelled(`the network option ${option}`);
}

/** Reads the options as a release does. Throws a `DockerError` for a value that it refuses. */
export function readDriverOptions(
  options: ReadonlyMap<string, string>,
  { changes }: EngineRelease,
  internal: boolean,
): DriverSettings {
  const known = (option: string) => knownOption(options, changes, option);
  return {
    icc: isTrue(options, `${BRIDGE_OPTION}enable_icc`),
    ipMasquerade: isTrue(options, `${BRIDGE_OPTION}enable_ip_masquerade`),
    hostBinding: parseAddress(HOST_BINDING, options.get(HOST_BINDING), parseIpv4, 'nil ip') ?? ANY_ADDRESS,
    mtu: parseMtu(options.get(MTU_OPTION)),
    gatewayMode: parseMode(GATEWAY_MODE, known(GATEWAY_MODE), changes, internal),
    outgoingAddress: parseAddress(HOST_ADDRESS, known(HOST_ADDRESS), parseIpv4),
    trustedInterfaces: (known(TRUSTED) ?? '').split(':').filter((name) => name !== ''),
  };
}

/** What they say of a network's IPv6. */
export function readIpv6Options(
  options: ReadonlyMap<string, string>,
  { changes }: EngineRelease,
  internal: boolean,
): Pick<Ipv6Part, 'gatewayMode' | 'outgoingAddress'> {
  const known = (option: string) => knownOption(options, changes, option);
  return {
    gatewayMode: parseMode(GATEWAY_MODE6, known(GATEWAY_MODE6), changes, internal),
    outgoingAddress: parseAddress(HOST_ADDRESS6, known(HOST_ADDRESS6), parseIpv6),
  };
}

/** An option's value, unless the release does not know the option. */
function knownOption(options: ReadonlyMap<string, string>, changes: ReadonlySet<EngineChange>, option: string) {
  const change = OPTIONS.get(option);
  return change === undefined || changes.has(change) ? options.get(option) : undefined;
}

function parseMode(option: string, text = 'nat', changes: ReadonlySet<EngineChange>, internal: boolean): GatewayMode {
  const [mode, since] = MODES.get(text) ?? [];
  if (mode === undefined || since === undefined || (since !== 'routedMode' && !changes.has(since)))
    throw new DockerError('invalid', `failed to parse ${option} value: ${text} (unknown gateway mode ${text})`);
  if (mode === 'isolated' && !internal)
    throw new DockerError('invalid', "gateway mode 'isolated' can only be used for an internal network");
  return mode;
}

function parseAddress(
  option: string,
  text: string | undefined,
  parse: (text: string) => unknown,
  reason = 'invalid ip address',
): string | undefined {
  if (text !== undefined && parse(text) === undefined)
    throw new DockerError('invalid', `failed to parse ${option} value: ${text} (${reason})`);
  return text;
}

function parseMtu(text = `${DEFAULT_MTU}`): number {
  if (!/^[+-]?\d{1,18}$/.test(text))
    throw new DockerError(
      'invalid',
      `failed to parse ${MTU_OPTION} value: ${text} (strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax)`,
    );
  if (Number(text) < 0) throw new DockerError('invalid', `invalid MTU number: ${Number(text)}`);
  return Number(text) || DEFAULT_MTU;
}

function isTrue(options: ReadonlyMap<string, string>, option: string): boolean {
  const value = options.get(option) ?? 'true';
  if (!/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) {
    throw new DockerError(
      'invalid',
      `failed to parse ${option} value: ${value} (strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax)`,
    );
  }
  return /^[1tT]/.test(value);
}
