/** /etc/docker/daemon.json: dockerd's flags as JSON. moby: daemon/config/config.go (findConfigurationConflicts). */
import { parseIp, parseIpv4 } from '../packet';
import { DockerError, notModelled } from './dockerError';
import type { AddressPool, EngineOptions } from './engineOptions';
import { invalidCharacter, scanJson } from './format/goJson';
import type { EngineChange, EngineRelease } from './release';

const FILE = '/etc/docker/daemon.json';

/** Keys that change nothing that is simulated. */
const WITHOUT_EFFECT = words(
  `allow-nondistributable-artifacts debug exec-opts exec-root experimental features group insecure-registries labels log-driver
  log-level log-opts max-concurrent-downloads max-concurrent-uploads max-download-attempts metrics-addr
  network-control-plane-mtu oom-score-adjust pidfile raw-logs registry-mirrors storage-opts`,
);

/** Keys that dockerd knows and that are not modelled. */
const NOT_MODELLED = words(
  `api-cors-header authorization-plugins bridge builder cgroup-parent containerd
  containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime
  default-cgroupns-mode default-gateway default-gateway-v6 default-ipc-mode default-runtime default-shm-size default-ulimits
  fixed-cidr-v6 hosts init init-path ipv6
  no-new-privileges node-generic-resources runtimes seccomp-profile selinux-enabled
  shutdown-timeout storage-driver swarm-default-advertise-addr tls tlscacert tlscert tlskey tlsverify userland-proxy-path userns-remap`,
);

/** What some of them say that is so anyway. */
const AS_IT_IS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['storage-driver', 'overlay2'],
  ['default-runtime', 'runc'],
  ['default-cgroupns-mode', 'host'],
  ['default-ipc-mode', 'private'],
  ...['init', 'ipv6', 'no-new-privileges', 'selinux-enabled', 'tls', 'tlsverify'].map((key) => [key, false] as const),
  ...['bridge', 'cgroup-parent', 'fixed-cidr-v6', 'init-path', 'seccomp-profile', 'userns-remap'].map(
    (key) => [key, ''] as const,
  ),
]);

/** Keys that later releases brought. */
const SINCE: ReadonlyMap<string, EngineChange> = new Map([
  ['default-network-opts', 'defaultNetworkOptions'],
  ['ip-forward-no-drop', 'noForwardDrop'],
  ['allow-direct-routing', 'directRouting'],
  ['bridge-accept-fwmark', 'marksAccepted'],
  ['firewall-backend', 'nftablesBackend'],
]);

/** What the unit's command line says already. */
const COMMAND_LINE: ReadonlyMap<string, string> = new Map([
  ['hosts', '[fd://]'],
  ['containerd', '/run/containerd/containerd.sock'],
]);

/** Go's types of keys that are no switches. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: `api-cors-header bip bridge bridge-accept-fwmark cgroup-parent data-root default-cgroupns-mode default-ipc-mode
      default-runtime exec-root firewall-backend fixed-cidr fixed-cidr-v6 group init-path log-driver log-level metrics-addr pidfile
      seccomp-profile storage-driver userland-proxy-path userns-remap`,
    'net.IP': 'ip default-gateway default-gateway-v6',
    bool: 'debug experimental init ipv6 no-new-privileges raw-logs selinux-enabled tls tlsverify',
    int: `max-concurrent-downloads max-concurrent-uploads max-download-attempts mtu network-control-plane-mtu oom-score-adjust
      shutdown-timeout`,
    '[]string': `allow-nondistributable-artifacts authorization-plugins dns dns-opts dns-search exec-opts insecure-registries labels
      registry-mirrors storage-opts`,
    'map[string]string': 'log-opts',
    'map[string]bool': 'features',
    '[]*ipamutils.NetworkToSplit': 'default-address-pools',
  }).flatMap(([type, keys]) => [...words(keys)].map((key) => [key, type] as const)),
);

/** What JSON has to have for a type. */
const JSON_TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['net.IP', 'string'],
  ['bool', 'bool'],
  ['int', 'number'],
  ['[]string', 'array'],
  ['map[string]string', 'object'],
  ['map[string]bool', 'object'],
  ['[]*ipamutils.NetworkToSplit', 'array'],
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
  ['live-restore', 'liveRestore'],
]);

type Reader = (value: unknown) => Partial<EngineOptions> | undefined;

/** What a key's value, if it is a proper one, makes of the options. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['data-root', (value) => (typeof value === 'string' ? { dataRoot: value } : undefined)],
  ['ip', (value) => (isAddress(value) ? { ip: value } : undefined)],
  ['bip', (value) => (typeof value === 'string' ? { bridgeAddress: value === '' ? undefined : value } : undefined)],
  ['fixed-cidr', (value) => (typeof value === 'string' ? { fixedCidr: value === '' ? undefined : value } : undefined)],
  ['mtu', (value) => (typeof value === 'number' ? { mtu: value === 0 ? 1500 : value } : undefined)],
  ['dns', (value) => ({ dns: textsOf(value) })],
  ['dns-search', (value) => ({ dnsSearch: textsOf(value) })],
  ['dns-opts', (value) => ({ dnsOptions: textsOf(value) })],
  ['default-address-pools', (value) => ({ addressPools: readPools(value) })],
  ['bridge-accept-fwmark', (value) => (isMark(value) ? { acceptMark: formatMark(value) } : undefined)],
  ['firewall-backend', (value) => (isBackend(value) ? { firewallBackend: value } : undefined)],
  ['default-network-opts', readNetworkOptions],
]);

/**
 * Reads daemon.json over the given options. Throws a `DockerError` in dockerd's words for text that is not JSON, keys that the
 * release does not know and values of another type, and in words of its own for settings that are not modelled.
 */
export function readDaemonJson(text: string, options: EngineOptions, { changes }: EngineRelease): EngineOptions {
  const settings = Object.entries(parseObject(text, changes));
  const unknown = settings.map(([key]) => key).filter((key) => !isKnown(key, changes));
  if (unknown.length > 0)
    throw refuse(`the following directives don't match any configuration option: ${unknown.join(', ')}`);
  const twice = settings.flatMap(([key, value]) => {
    const flag = COMMAND_LINE.get(key);
    return flag === undefined ? [] : `${key}: (from flag: ${flag}, from file: ${formatGo(value)})`;
  });
  if (twice.length > 0)
    throw refuse(
      `the following directives are specified both as a flag and in the configuration file: ${twice.join(', ')}`,
    );
  for (const [key, value] of settings) checkType(key, value);
  for (const [key, value] of settings) validate(key, value);
  let result = options;
  for (const [key, value] of settings) result = { ...result, ...readSetting(key, value, changes) };
  return result;
}

function refuse(message: string): DockerError {
  return new DockerError('invalid', `unable to configure the Docker daemon with file ${FILE}: ${message}`);
}

/** Go's decoder names the type that it found, and the field's. Null leaves a field as it is. */
function checkType(key: string, value: unknown): void {
  const type = BOOLEANS.has(key) ? 'bool' : TYPES.get(key);
  if (type === undefined || value === null) return;
  if (typeOf(value) !== JSON_TYPES.get(type)) throw wrongType(key, typeOf(value), type);
  if (type === 'int' && !Number.isInteger(value)) throw wrongType(key, `number ${value}`, type);
  if (type === '[]string' && Array.isArray(value))
    for (const item of value)
      if (typeof item !== 'string' && item !== null) throw wrongType(key, typeOf(item), 'string');
}

function wrongType(key: string, found: string, type: string): DockerError {
  return refuse(`json: cannot unmarshal ${found} into Go struct field Config.${key} of type ${type}`);
}

/** moby: daemon/config/config.go (Validate), cmd/dockerd/daemon.go (configureDaemonLogs), registry/config.go. */
function validate(key: string, value: unknown): void {
  const fail = (message: string) => refuse(`configuration validation from file failed: ${message}`);
  if (key === 'log-level' && !/^(?:|panic|fatal|error|warn|warning|info|debug|trace)$/i.test(`${value ?? ''}`))
    throw new DockerError('invalid', `unable to parse logging level: ${value}`);
  if (key === 'registry-mirrors') for (const mirror of textsOf(value)) checkMirror(mirror);
  if (key === 'dns')
    for (const address of textsOf(value))
      if (parseIp(address) === undefined) throw fail(`${address} is not an ip address`);
  if (key === 'labels')
    for (const label of textsOf(value)) if (!/^[^=]+=/.test(label)) throw fail(`bad attribute format: ${label}`);
  if (/^max-(?:concurrent|download)/.test(key) && typeof value === 'number' && value < 0)
    throw fail(`invalid ${key.replaceAll('-', ' ')}: ${value}`);
  if (
    key === 'default-runtime' &&
    typeof value === 'string' &&
    !['', 'runc'].includes(value) &&
    !value.startsWith('io.')
  )
    throw fail(`specified default runtime '${value}' does not exist`);
}

function checkMirror(mirror: string): void {
  const [, scheme = ''] = /^(\w+):\/\//.exec(mirror) ?? [];
  if (scheme !== 'http' && scheme !== 'https')
    throw new DockerError(
      'failed',
      `invalid mirror: unsupported scheme ${JSON.stringify(scheme)} in ${JSON.stringify(mirror)}`,
    );
}

/** The texts of a list, whose type was looked at. */
function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** `[{"base": "10.10.0.0/16", "size": 24}]` */
function readPools(value: unknown): readonly AddressPool[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => {
    const { base, size } = { base: undefined, size: undefined, ...(typeof item === 'object' ? item : {}) };
    return { base: typeof base === 'string' ? base : '', size: typeof size === 'number' ? size : 0 };
  });
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As fmt's %v writes a value. */
function formatGo(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(formatGo).join(' ')}]` : value === null ? '<nil>' : `${value}`;
}

function readSetting(key: string, value: unknown, changes: ReadonlySet<EngineChange>): Partial<EngineOptions> {
  if (WITHOUT_EFFECT.has(key) || value === null || AS_IT_IS.get(key) === value) return {};
  if (key === 'runtimes' && typeof value === 'object' && Object.keys(value).length === 0) return {};
  if (key === 'ip6tables' && value === true && !changes.has('ip6tables'))
    throw notModelled(`ip6tables of an engine before 27, in ${FILE}`);
  const option = BOOLEANS.get(key);
  if (option !== undefined && typeof value === 'boolean') return { [option]: value };
  if (key === 'ip' && !isAddress(value)) throw refuse(`invalid IP address: ${value}`);
  const read = READERS.get(key)?.(value);
  if (read !== undefined) return read;
  const shown = key === 'firewall-backend' ? `${key}: ${JSON.stringify(value)}` : key;
  throw notModelled(`the setting ${shown} of ${FILE}`);
}

/** Of a key that stands twice the last value counts. */
function parseObject(text: string, changes: ReadonlySet<EngineChange>): object {
  const readsWhole = changes.has('readsWholeJson');
  if (text.trim() === '' && readsWhole) return {};
  const scan = text.trim() === '' ? 'empty' : scanJson(text);
  if (scan === 'empty') throw refuse('EOF');
  if (scan === 'unexpected end') throw refuse(readsWhole ? 'unexpected end of JSON input' : 'unexpected EOF');
  if ('error' in scan) throw refuse(scan.error);
  const rest = text.slice(scan.end);
  if (readsWhole && rest.trim() !== '') throw refuse(invalidCharacter(rest.trimStart(), 0, 'after top-level value'));
  const settings: unknown = JSON.parse(text.slice(0, scan.end));
  if (settings === null) return {};
  if (typeof settings !== 'object' || Array.isArray(settings))
    throw refuse(`json: cannot unmarshal ${typeOf(settings)} into Go value of type map[string]interface {}`);
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

function isBackend(value: unknown): value is EngineOptions['firewallBackend'] {
  return value === 'iptables' || value === 'nftables';
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
