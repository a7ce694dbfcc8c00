/** What a compose file asks for: its networks, and its services' networks and ports. compose-spec: spec.md. */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { parsePortSpec } from '../../docker/network/portSpec';
import type { DeclaredContainer, DeclaredEndpoint, DeclaredPort, SourceLine } from './facts';
import type { HostDraft } from './hostDraft';
import { entriesOf, field, fieldAt, listOf, numberOf, textOf } from './jsonValue';

/** Keys of a service that say nothing of packets, and those that are read. */
const SERVICE_KEYS = new Set(
  `annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent
   cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on develop device_cgroup_rules
   devices dns dns_opt dns_search domainname entrypoint env_file environment expose external_links extra_hosts gpus group_add
   healthcheck hostname image init ipc isolation label_file labels logging mac_address mem_limit mem_reservation mem_swappiness
   memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop
   privileged profiles provider pull_policy read_only restart runtime secrets security_opt shm_size stdin_open stop_grace_period
   stop_signal storage_opt tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir deploy`.split(
    /\s+/,
  ),
);
/** Keys that say something of packets, and of which no notice is taken. */
const UNMODELLED_KEYS = new Set(['extends', 'links', 'scale', 'sysctls']);
const FILE_KEYS = /^(?:version|name|services|networks|volumes|configs|secrets|x-.*)$/;
const NETWORK_KEYS =
  /^(?:name|driver|driver_opts|attachable|enable_ipv4|enable_ipv6|external|ipam|internal|labels|x-.*)$/;
const BRIDGE_NAME = 'com.docker.network.bridge.name';
/** `${PORT:-8080}` */
const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g;

/** Takes over what the file says; `at` is its first line. What is not understood is listed with its line. */
export function readComposeFile(draft: HostDraft, text: string, at: SourceLine): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
  const lineOf = (offset: number): SourceLine => ({ file: at.file, line: at.line + lines.linePos(offset).line - 1 });
  const [error] = document.errors;
  if (error !== undefined) {
    draft.unread.push({
      text: firstLine(text),
      why: `not YAML: ${firstLine(error.message)}`,
      at: lineOf(error.pos[0]),
    });
    return;
  }
  let file: unknown;
  try {
    file = document.toJS({ maxAliasCount: 100 });
  } catch (problem) {
    // Aliases of aliases without end, and what cannot be merged: the library throws errors of several kinds.
    const why = problem instanceof Error ? firstLine(problem.message) : 'not understood';
    draft.unread.push({ text: firstLine(text), why: `not a compose file: ${why}`, at });
    return;
  }
  new ComposeFile(draft, document.contents, lineOf, at, file).read();
}

class ComposeFile {
  readonly #draft: HostDraft;
  readonly #root: unknown;
  readonly #lineOf: (offset: number) => SourceLine;
  readonly #at: SourceLine;
  readonly #file: unknown;

  constructor(draft: HostDraft, root: unknown, lineOf: (offset: number) => SourceLine, at: SourceLine, file: unknown) {
    this.#draft = draft;
    this.#root = root;
    this.#lineOf = lineOf;
    this.#at = at;
    this.#file = file;
  }

  read(): void {
    const services = entriesOf(field(this.#file, 'services'));
    for (const [key] of entriesOf(this.#file)) if (!FILE_KEYS.test(key)) this.#refuse(`${key}: is not read`, key);
    if (services.length === 0) this.#refuse('a compose file without services');
    for (const [key, network] of entriesOf(field(this.#file, 'networks'))) this.#network(key, network);
    for (const [key, service] of services) this.#service(key, service);
  }

  #network(key: string, network: unknown): void {
    const path = ['networks', key];
    for (const [name] of entriesOf(network))
      if (!NETWORK_KEYS.test(name)) this.#refuse(`${name} of network ${key} is not known`, ...path, name);
    const pools = listOf(fieldAt(network, 'ipam', 'config'));
    const pool = pools.find((one) => !(textOf(field(one, 'subnet')) ?? ':').includes(':'));
    const [subnet, gateway] = [textOf(field(pool, 'subnet')), textOf(field(pool, 'gateway'))];
    const options = new Map(entriesOf(field(network, 'driver_opts')).map(([name, value]) => [name, `${value}`]));
    const bridge = options.get(BRIDGE_NAME);
    const external = field(network, 'external');
    this.#draft.declaredNetworks.push({
      name: textOf(field(network, 'name')) ?? textOf(field(external, 'name')) ?? this.#project(key),
      driver: textOf(field(network, 'driver')) ?? 'bridge',
      internal: field(network, 'internal') === true,
      external: external !== undefined && external !== false,
      options,
      at: this.#place(path),
      ...(subnet !== undefined && { subnet }),
      ...(gateway !== undefined && { gateway }),
      ...(bridge !== undefined && { bridge }),
    });
  }

  #service(key: string, service: unknown): void {
    const path = ['services', key];
    for (const [name] of entriesOf(service)) {
      if (name.startsWith('x-') || SERVICE_KEYS.has(name)) continue;
      const why = UNMODELLED_KEYS.has(name) ? 'is not modelled' : 'is not known';
      this.#refuse(`${name} of service ${key} ${why}`, ...path, name);
    }
    const replicas = fieldAt(service, 'deploy', 'replicas');
    if (replicas !== undefined && replicas !== 1)
      this.#refuse(`service ${key} has ${replicas} replicas: one is built`, ...path, 'deploy', 'replicas');
    const mode = textOf(field(service, 'network_mode')) ?? '';
    const shared = mode.replace(/^service:/, 'container:');
    const networkMode = /^(?:host|none|container:.*)$/.test(shared) ? shared : '';
    this.#draft.declaredContainers.push({
      name: textOf(field(service, 'container_name')) ?? this.#project(key, '-1'),
      networkMode,
      endpoints: networkMode !== '' ? [] : mode !== '' ? [{ network: mode }] : this.#endpoints(service),
      ports: listOf(field(service, 'ports')).flatMap((port, index) =>
        this.#ports(port, [...path, 'ports', `${index}`]),
      ),
      at: this.#place(path),
    });
  }

  #endpoints(service: unknown): DeclaredContainer['endpoints'] {
    const networks = field(service, 'networks');
    const mac = textOf(field(service, 'mac_address'));
    const named = listOf(networks).flatMap((name): readonly (readonly [string, unknown])[] =>
      typeof name === 'string' ? [[name, undefined]] : [],
    );
    const all = named.length > 0 ? named : entriesOf(networks);
    return (all.length > 0 ? all : [['default', undefined] as const]).map(([key, options]): DeclaredEndpoint => {
      const declared = fieldAt(this.#file, 'networks', key);
      const [address, own] = [textOf(field(options, 'ipv4_address')), textOf(field(options, 'mac_address')) ?? mac];
      const called = textOf(field(declared, 'name')) ?? textOf(fieldAt(declared, 'external', 'name'));
      return {
        network: called ?? (field(declared, 'external') === true ? key : this.#project(key)),
        ...(address !== undefined && { address }),
        ...(own !== undefined && { mac: own }),
      };
    });
  }

  #ports(port: unknown, path: readonly string[]): readonly DeclaredPort[] {
    const spec = typeof port === 'object' && port !== null ? longPort(port) : `${port}`;
    const filled = this.#fill(spec, path);
    if (filled === undefined) return [];
    try {
      return parsePortSpec(filled);
    } catch (error) {
      this.#refuse(`the port ${filled}: ${error instanceof Error ? error.message : 'not understood'}`, ...path);
      return [];
    }
  }

  /** Variables that have a default are that; others are not said. */
  #fill(text: string, path: readonly string[]): string | undefined {
    let unknown: string | undefined;
    const filled = text.replace(VARIABLE, (_, name?: string, usual?: string, short?: string) => {
      if (usual === undefined) unknown = name ?? short;
      return usual ?? '';
    });
    if (unknown === undefined) return filled;
    this.#refuse(`the port ${text}: what ${unknown} is is not said`, ...path);
    return undefined;
  }

  /** Compose puts the project's name before those that it makes; it is the folder's, if the file does not say. */
  #project(key: string, suffix = ''): string {
    const name = textOf(field(this.#file, 'name'));
    if (name === undefined) return key === 'default' ? 'project_default' : key;
    return `${name}${suffix === '' ? '_' : '-'}${key}${suffix}`;
  }

  #refuse(why: string, ...path: readonly string[]): void {
    const at = this.#place(path);
    this.#draft.unread.push({ text: path.join('.').slice(0, 200), why, at });
  }

  #place(path: readonly string[]): SourceLine {
    let node: unknown = this.#root;
    let at = this.#at;
    for (const name of path) {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
      const item: unknown = pair === undefined ? itemOf(node, name) : pair.value;
      const shown = pair === undefined ? item : pair.key;
      const start = isNode(shown) ? shown.range?.[0] : undefined;
      if (start !== undefined) at = this.#lineOf(start);
      node = item;
    }
    return at;
  }
}

function itemOf(node: unknown, index: string): Node | undefined {
  if (!isSeq(node)) return undefined;
  const item: unknown = node.items[Number(index)];
  return isNode(item) ? item : undefined;
}

/** `{ target: 80, published: "8080", host_ip: 127.0.0.1, protocol: tcp }` as `-p` has it. */
function longPort(port: object): string {
  const text = (name: string) => {
    const value = field(port, name);
    return textOf(value) ?? numberOf(value)?.toString() ?? '';
  };
  const [ip, published, protocol] = [text('host_ip'), text('published'), text('protocol')];
  const head = ip === '' && published === '' ? '' : ip === '' ? `${published}:` : `${ip}:${published}:`;
  return `${head}${text('target')}${protocol === '' ? '' : `/${protocol}`}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}
