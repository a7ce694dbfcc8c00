/** /etc/docker/daemon.json: dockerd's flags as JSON. moby: daemon/config/config.go (findConfigurationConflicts). */
import { parseIpv4 } from '../packet';
import { DockerError, notModelled } from './dockerError';
import type { EngineOptions } from './engineOptions';
import type { EngineChange, EngineRelease } from './release';

const FILE = '/etc/docker/daemon.json';

/** Keys that change nothing that is simulated. */
const WITHOUT_EFFECT = words(
  'debug exec-opts insecure-registries experimental log-driver log-level log-opts registry-mirrors storage-driver',
);

/** Keys that dockerd knows and that are not modelled. */
const NOT_MODELLED = words(
  `allow-nondistributable-artifacts api-cors-header authorization-plugins bridge builder cgroup-parent containerd
  containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime default-address-pools
  default-cgroupns-mode default-gateway default-gateway-v6 default-ipc-mode default-runtime default-shm-size default-ulimits
  dns dns-opts dns-search exec-root features fixed-cidr fixed-cidr-v6 group hosts init init-path ipv6 labels live-restore
  max-concurrent-downloads max-concurrent-uploads max-download-attempts metrics-addr mtu network-control-plane-mtu
  no-new-privileges node-generic-resources oom-score-adjust pidfile raw-logs runtimes seccomp-profile selinux-enabled
  shutdown-timeout storage-opts swarm-default-advertise-addr tls tlscacert tlscert tlskey tlsverify userland-proxy-path userns-remap`,
);

/** Keys that later releases brought. */
const SINCE: ReadonlyMap<string, EngineChange> = new Map([
  ['default-network-opts', 'defaultNetworkOptions'],
  ['ip-forward-no-drop', 'noForwardDrop'],
  ['allow-direct-routing', 'directRouting'],
  ['bridge-accept-fwmark', 'marksAccepted'],
  ['firewall-backend', 'marksAccepted'],
]);

type BooleanOption = {
  [Key in keyof EngineOptions]: EngineOptions[Key] extends boolean ? Key : never;
}[keyof EngineOptions];

const BOOLEANS: ReadonlyMap<string, BooleanOption> = new Map([
  ['userland-proxy', 'userlandProxy'],
  ['icc', 'icc'],
  ['ip-masq', 'ipMasquerade'],
  ['ip-forward', 'ipForward'],
  ['ip-forward-no-drop', 'ipForwardNoDrop'],
  ['iptables', 'iptables'],
  ['ip6tables', 'ip6tables'],
  ['allow-direct-routing', 'allowDirectRouting'],
]);

/** What a key's value, if it is a proper one, makes of the options. */
const READERS: ReadonlyMap<string, (value: unknown) => Partial<EngineOptions> | undefined> = new Map([
  ['data-root', (value: unknown) => (typeof value === 'string' ? { dataRoot: value } : undefined)],
  ['ip', (value: unknown) => (isAddress(value) ? { ip: value } : undefined)],
  ['bip', (value: unknown) => (isInterface(value) ? { bridgeAddress: value } : undefined)],
  ['bridge-accept-fwmark', (value: unknown) => (isMark(value) ? { acceptMark: formatMark(value) } : undefined)],
  ['firewall-backend', (value: unknown) => (value === 'iptables' ? {} : undefined)],
  ['default-network-opts', readNetworkOptions],
]);

/**
 * Reads daemon.json over the given options. Throws a `DockerError` for keys that the release does not know, for text that
 * is not JSON and for settings that are not modelled.
 */
export function readDaemonJson(text: string, options: EngineOptions, { changes }: EngineRelease): EngineOptions {
  const settings = Object.entries(parseObject(text));
  const unknown = settings.map(([key]) => key).filter((key) => !isKnown(key, changes));
  if (unknown.length > 0)
    throw new DockerError(
      'invalid',
      `unable to configure the Docker daemon with file ${FILE}: the following directives don't match any configuration option: ${unknown.join(', ')}`,
    );
  let result = options;
  for (const [key, value] of settings) result = { ...result, ...readSetting(key, value) };
  return result;
}

function readSetting(key: string, value: unknown): Partial<EngineOptions> {
  if (WITHOUT_EFFECT.has(key)) return {};
  const option = BOOLEANS.get(key);
  if (option !== undefined && typeof value === 'boolean') return { [option]: value };
  const read = READERS.get(key)?.(value);
  if (read !== undefined) return read;
  const shown = key === 'firewall-backend' ? `${key}: ${JSON.stringify(value)}` : key;
  throw notModelled(`the setting ${shown} of ${FILE}`);
}

function parseObject(text: string): object {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    throw notModelled(`a ${FILE} that is not JSON`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw notModelled(`a ${FILE} that is no object`);
  return settings;
}

function isKnown(key: string, changes: ReadonlySet<EngineChange>): boolean {
  const since = SINCE.get(key);
  if (since !== undefined) return changes.has(since);
  return WITHOUT_EFFECT.has(key) || NOT_MODELLED.has(key) || BOOLEANS.has(key) || READERS.has(key);
}

/** `{"bridge": {OPTION: VALUE}}` */
function readNetworkOptions(value: unknown): Partial<EngineOptions> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  const [options] = entries.flatMap(([driver, one]) => (driver === 'bridge' ? [one as unknown] : []));
  if (entries.length !== 1 || typeof options !== 'object' || options === null) return undefined;
  const texts = Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === Object.keys(options).length ? { defaultNetworkOptions: new Map(texts) } : undefined;
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && parseIpv4(value) !== undefined;
}

/** `10.0.0.1/24` */
function isInterface(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, address = '', length = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(value) ?? [];
  return parseIpv4(address) !== undefined && Number(length) >= 8 && Number(length) <= 30;
}

function isMark(value: unknown): value is string {
  return typeof value === 'string' && /^(0x[0-9a-fA-F]{1,8}|\d{1,9})(\/(0x[0-9a-fA-F]{1,8}|\d{1,9}))?$/.test(value);
}

/** As dockerd hands it to iptables: `0x1`, `0x1/0xff`. */
function formatMark(text: string): string {
  return text
    .split('/')
    .map((part) => `0x${Number(part).toString(16)}`)
    .join('/');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
