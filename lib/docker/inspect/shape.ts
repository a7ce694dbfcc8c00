/** Which fields the engine's answers have, and in which order, by release. moby: api/types. */
import type { GoStruct, GoValue } from '../format/goValue';
import type { EngineRelease } from '../release';

/** The fields of a struct that a list names, in the order of the list. */
export function pickFields(struct: GoStruct, fields: readonly string[]): GoStruct {
  const picked: Record<string, GoValue> = {};
  for (const field of fields) {
    const value = struct[field];
    if (value !== undefined) picked[field] = value;
  }
  return picked;
}

/** `'A B'` → `['A', 'B']` */
function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

/** What stands at the top of `NetworkSettings` for the default bridge, and again under `Networks`. */
const DEFAULT_BRIDGE = words(
  'EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen IPAddress IPPrefixLen IPv6Gateway MacAddress',
);
const NETWORK_SETTINGS_20 = [
  ...words('Bridge SandboxID HairpinMode LinkLocalIPv6Address LinkLocalIPv6PrefixLen Ports SandboxKey'),
  ...words('SecondaryIPAddresses SecondaryIPv6Addresses'),
  ...DEFAULT_BRIDGE,
  'Networks',
];
const NETWORK_SETTINGS_25 = [
  ...words('Bridge SandboxID SandboxKey Ports HairpinMode LinkLocalIPv6Address LinkLocalIPv6PrefixLen'),
  ...words('SecondaryIPAddresses SecondaryIPv6Addresses'),
  ...DEFAULT_BRIDGE,
  'Networks',
];
const NETWORK_SETTINGS_29 = words('SandboxID SandboxKey Ports Networks');

/** The fields of `NetworkSettings`. */
export function networkSettingsFields({ changes }: EngineRelease): readonly string[] {
  if (changes.has('inspectsLess')) return NETWORK_SETTINGS_29;
  return changes.has('dnsNames') ? NETWORK_SETTINGS_25 : NETWORK_SETTINGS_20;
}

const ADDRESSES = words('Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen');
const ENDPOINT_20 = [
  ...words('IPAMConfig Links Aliases NetworkID EndpointID'),
  ...ADDRESSES,
  'MacAddress',
  'DriverOpts',
];
const ENDPOINT_25 = [
  ...words('IPAMConfig Links Aliases MacAddress NetworkID EndpointID'),
  ...ADDRESSES,
  ...words('DriverOpts DNSNames'),
];
const ENDPOINT_27 = [
  ...words('IPAMConfig Links Aliases MacAddress DriverOpts NetworkID EndpointID'),
  ...ADDRESSES,
  'DNSNames',
];
const ENDPOINT_28 = [
  ...words('IPAMConfig Links Aliases MacAddress DriverOpts GwPriority NetworkID EndpointID'),
  ...ADDRESSES,
  'DNSNames',
];
const ENDPOINT_29 = words(
  'IPAMConfig Links Aliases DriverOpts GwPriority NetworkID EndpointID Gateway IPAddress MacAddress IPPrefixLen IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen DNSNames',
);

/** The fields of a network in `NetworkSettings.Networks`. */
export function endpointFields({ changes }: EngineRelease): readonly string[] {
  if (changes.has('inspectsLess')) return ENDPOINT_29;
  if (changes.has('gatewayPriority')) return ENDPOINT_28;
  if (changes.has('sortedPorts')) return ENDPOINT_27;
  return changes.has('dnsNames') ? ENDPOINT_25 : ENDPOINT_20;
}
