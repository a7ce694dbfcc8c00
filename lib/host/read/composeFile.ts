/** What a compose file asks for: its networks, and its services' networks and ports. compose-spec: spec.md. */
import { FILE_KEYS, NETWORK_KEYS, SERVICE_KEYS } from '../../docker/compose/keys';
import { longPort } from '../../docker/compose/longPort';
import { parsePortSpec } from '../../docker/network/portSpec';
import { readYaml, type YamlDocument } from '../../lab/yamlDocument';
import type { DeclaredContainer, DeclaredEndpoint, DeclaredPort, SourceLine } from './facts';
import type { HostDraft } from './hostDraft';
import { entriesOf, field, fieldAt, listOf, textOf } from './jsonValue';

/** Keys that say something of packets, and of which no notice is taken. */
const UNMODELLED_KEYS = new Set(['extends', 'links', 'scale', 'sysctls']);
const BRIDGE_NAME = 'com.docker.network.bridge.name';
/** `${PORT:-8080}` */
const VARIABLE = /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g;

/** Takes over what the file says; `at` is its first line. What is not understood is listed with its line. */
export function readComposeFile(draft: HostDraft, text: string, at: SourceLine): void {
  const document = readYaml(text);
  if ('problem' in document) {
    const { problem, line, isSyntax } = document;
    const why = `${isSyntax ? 'not YAML' : 'not a compose file'}: ${firstLine(problem)}`;
    draft.unread.push({ text: firstLine(text), why, at: { file: at.file, line: at.line + line - 1 } });
    return;
  }
  new ComposeFile(draft, document, at).read();
}

class ComposeFile {
  readonly #draft: HostDraft;
  readonly #document: YamlDocument;
  readonly #at: SourceLine;

  constructor(draft: HostDraft, document: YamlDocument, at: SourceLine) {
    this.#draft = draft;
    this.#document = document;
    this.#at = at;
  }

  get #file(): unknown {
    return this.#document.value;
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
      if (name.startsWith('x-') || (SERVICE_KEYS.has(name) && !UNMODELLED_KEYS.has(name))) continue;
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
    return { file: this.#at.file, line: this.#at.line + this.#document.lineOf(path) - 1 };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}
