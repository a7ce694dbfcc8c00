/** Reads a compose file strictly: what chainwalk does not model is refused by file, line and key. compose-go: loader/loader.go. */
import type { CliError } from '../command/cli';
import { type ComposeFile, FieldReader, type Fields, type Path } from './fieldReader';
import { FILE_KEYS, NETWORK_KEYS, SERVICE_KEYS } from './keys';
import { longPort } from './longPort';
import type { Project, ProjectNetwork, Service, ServiceNetwork, ServiceOption } from './project';
import { splitWords } from './words';

/** Keys of a service that are an option of `docker create`, with one value, or with several. */
const VALUES: Readonly<Record<string, string>> = {
  hostname: '--hostname',
  restart: '--restart',
  user: '--user',
  working_dir: '--workdir',
  mac_address: '--mac-address',
  stop_signal: '--stop-signal',
  platform: '--platform',
  pid: '--pid',
  ipc: '--ipc',
};
const LISTS: Readonly<Record<string, string>> = {
  expose: '--expose',
  dns: '--dns',
  dns_search: '--dns-search',
  dns_opt: '--dns-option',
  cap_add: '--cap-add',
  cap_drop: '--cap-drop',
  security_opt: '--security-opt',
  tmpfs: '--tmpfs',
};
const SWITCHES: Readonly<Record<string, string>> = {
  tty: '--tty',
  stdin_open: '--interactive',
  privileged: '--privileged',
  read_only: '--read-only',
  init: '--init',
};
/** Those with a value of their own. */
const READ = new Set(
  'image container_name command entrypoint environment labels ports networks network_mode depends_on extra_hosts links sysctls scale deploy profiles'.split(
    ' ',
  ),
);

const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'];
const SERVICE_NAME = /^[a-zA-Z0-9._-]+$/;

/** The project that a file describes. Throws a `CliError` if something in it is wrong, or not modelled. */
export function readProject(file: ComposeFile, name: string): Project {
  return new Reader(file, name).project();
}

class Reader extends FieldReader {
  readonly #file: ComposeFile;
  readonly #name: string;
  readonly #root: Fields;

  constructor(file: ComposeFile, name: string) {
    super(file);
    this.#file = file;
    this.#name = name;
    this.#root = this.mapping(file.value, 'Top-level object must be a mapping');
  }

  project(): Project {
    const { path, folder } = this.#file;
    for (const key of Object.keys(this.#root)) if (!FILE_KEYS.test(key)) throw this.unknown(['(root)'], key);
    const declared = this.mapping(this.#root.services, 'services must be a mapping');
    const names = Object.keys(declared).sort();
    this.#networks();
    for (const name of names) if (!SERVICE_NAME.test(name)) throw this.unknown(['services'], name);
    const services = names
      .map((name) => [name, this.fields(declared[name], ['services', name])] as const)
      // Services of a profile are asked for by name, or not at all.
      .filter(([, fields]) => this.#isAsked(list(fields.profiles)))
      .map(([name, fields]) => this.#service(name, fields));
    for (const { name, dependsOn } of services)
      for (const other of dependsOn)
        if (!services.some((service) => service.name === other))
          throw this.wrong(`service "${name}" depends on undefined service ${other}: invalid compose project`);
    refuseCycles(services, (message) => this.wrong(message));
    const used = [...new Set(services.flatMap(({ networks }) => networks.map(({ key }) => key)))].sort();
    return {
      name: this.#name,
      folder,
      file: path,
      services,
      networks: used.map((key) => this.#network(key, services)),
    };
  }

  #isAsked(profiles: readonly unknown[]): boolean {
    const asked = this.#file.profiles;
    return profiles.length === 0 || asked.includes('*') || profiles.some((one) => asked.includes(`${one}`));
  }

  #service(name: string, fields: Fields): Service {
    const path = ['services', name];
    const options: ServiceOption[] = [];
    const add = (at: Path, ...argv: readonly string[]) => options.push({ argv, path: at });
    for (const [key, value] of Object.entries(fields)) {
      const at = [...path, key];
      if (key.startsWith('x-') || READ.has(key) || value === null) continue;
      if (!SERVICE_KEYS.has(key)) throw this.unknown(path, key);
      if (VALUES[key] !== undefined) add(at, VALUES[key], this.string(value, at));
      else if (SWITCHES[key] !== undefined) {
        if (value === true) add(at, SWITCHES[key]);
      } else if (LISTS[key] !== undefined) {
        const items = typeof value === 'string' && key.startsWith('dns') ? [value] : this.list(value, at);
        for (const [index, item] of items.entries()) add([...at, `${index}`], LISTS[key], this.text(item, at));
      } else throw this.notModelled(at);
    }
    for (const pair of this.pairs(fields.environment, [...path, 'environment']))
      add([...path, 'environment'], '--env', pair);
    for (const pair of this.pairs(fields.labels, [...path, 'labels'])) add([...path, 'labels'], '--label', pair);
    for (const [index, port] of this.list(fields.ports, [...path, 'ports']).entries()) {
      const at = [...path, 'ports', `${index}`];
      add(at, '--publish', typeof port === 'object' && port !== null ? longPort(port) : this.text(port, at));
    }
    for (const host of this.#hosts(fields.extra_hosts, [...path, 'extra_hosts']))
      add([...path, 'extra_hosts'], '--add-host', host);
    for (const pair of this.pairs(fields.sysctls, [...path, 'sysctls'])) add([...path, 'sysctls'], '--sysctl', pair);
    const mode =
      fields.network_mode === undefined ? undefined : this.text(fields.network_mode, [...path, 'network_mode']);
    if (mode !== undefined && fields.networks !== undefined)
      throw this.wrong(
        `service ${name} declares mutually exclusive \`network_mode\` and \`networks\`: invalid compose project`,
      );
    const shared = mode?.replace(/^service:(.*)$/, (_, other) => `container:${this.#name}-${other}-1`);
    if (shared !== undefined) add([...path, 'network_mode'], '--network', shared);
    if (fields.image === undefined)
      throw this.wrong(`service "${name}" has neither an image nor a build context specified: invalid compose project`);
    const service = mode?.startsWith('service:') === true ? [mode.slice('service:'.length)] : [];
    const links = this.list(fields.links, [...path, 'links']).map((link) => {
      const [other = '', called = other] = this.text(link, [...path, 'links']).split(':');
      return { service: other, name: called };
    });
    return {
      name,
      image: this.string(fields.image, [...path, 'image']),
      containerName:
        fields.container_name === undefined
          ? undefined
          : this.string(fields.container_name, [...path, 'container_name']),
      command: this.#command(fields.command, [...path, 'command']),
      entrypoint: this.#command(fields.entrypoint, [...path, 'entrypoint']),
      options,
      networks: mode === undefined ? this.#memberships(fields.networks, [...path, 'networks']) : [],
      links,
      dependsOn: [
        ...new Set([
          ...this.#dependencies(fields.depends_on, [...path, 'depends_on']),
          ...links.map((link) => link.service),
          ...service,
        ]),
      ].sort(),
      scale: this.#scale(fields, path),
      text: JSON.stringify(fields),
    };
  }

  #command(value: unknown, path: Path): readonly string[] | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return splitWords(value);
    if (!Array.isArray(value)) throw this.invalid(path, 'a null');
    return value.map((word, index) => this.string(word, [...path, `${index}`]));
  }

  #memberships(value: unknown, path: Path): readonly ServiceNetwork[] {
    const names = list(value).map((key) => [this.text(key, path), {}] as const);
    const entries = Array.isArray(value) ? names : Object.entries(this.fields(value ?? {}, path));
    const all = entries.length === 0 ? [['default', {}] as const] : entries;
    const joined = all.map(([key, options]) => {
      const at = [...path, key];
      const fields = this.fields(options ?? {}, at);
      const unread = Object.keys(fields).find((name) => !['aliases', 'ipv4_address', 'priority'].includes(name));
      if (unread !== undefined) throw this.notModelled([...at, unread]);
      return {
        key,
        aliases: list(fields.aliases).map((alias) => this.text(alias, at)),
        address: fields.ipv4_address === undefined ? undefined : this.text(fields.ipv4_address, at),
        priority: Number(fields.priority ?? 0),
      };
    });
    return joined.sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1));
  }

  #dependencies(value: unknown, path: Path): readonly string[] {
    if (Array.isArray(value)) return value.map((name) => this.text(name, path));
    return Object.entries(this.fields(value ?? {}, path)).map(([name, options]) => {
      const { condition = 'service_started' } = this.fields(options ?? {}, [...path, name]);
      if (!CONDITIONS.includes(`${condition}`)) {
        const at = [...path, name, 'condition'].join('.');
        const known = CONDITIONS.map((one) => `"${one}"`).join(', ');
        throw this.wrong(`validating ${this.#file.path}: ${at} ${at} must be one of the following: ${known}`);
      }
      if (condition !== 'service_started') throw this.notModelled([...path, name, 'condition'], `${condition}`);
      return name;
    });
  }

  #scale(fields: Fields, path: Path): number {
    const deploy = this.fields(fields.deploy ?? {}, [...path, 'deploy']);
    const unread = Object.keys(deploy).find((key) => key !== 'replicas');
    if (unread !== undefined) throw this.notModelled([...path, 'deploy', unread]);
    const written = fields.scale ?? deploy.replicas ?? 1;
    const scale = Number(written);
    if (typeof written === 'string' && !/^[-+]?\d+$/.test(written))
      throw this.wrong(
        `error while interpolating services.${path[1]}.scale: failed to cast to expected type: strconv.Atoi: parsing "${written}": invalid syntax`,
      );
    if (!Number.isInteger(scale) || scale < 0) throw this.wrong(`services.${path[1]}.scale must be a positive integer`);
    if (scale > 1 && fields.container_name !== undefined)
      throw this.wrong(
        `services.scale: can't set container_name and ${path[1]} as container name must be unique: invalid compose project`,
      );
    return scale;
  }

  /** All that are declared, whether services are in them or not. */
  #networks(): Fields {
    const declared = this.fields(this.#root.networks ?? {}, ['networks']);
    for (const [key, value] of Object.entries(declared)) {
      const path = ['networks', key];
      const fields = this.fields(value ?? {}, path);
      for (const name of Object.keys(fields)) if (!NETWORK_KEYS.test(name)) throw this.unknown(path, name);
      if (fields.driver !== undefined) this.string(fields.driver, [...path, 'driver']);
    }
    return declared;
  }

  #network(key: string, services: readonly Service[]): ProjectNetwork {
    const path = ['networks', key];
    const declared = this.#networks();
    if (key !== 'default' && !Object.hasOwn(declared, key)) {
      const service = services.find(({ networks }) => networks.some((one) => one.key === key));
      throw this.wrong(`service "${service?.name}" refers to undefined network ${key}: invalid compose project`);
    }
    const fields = this.fields(declared[key] ?? {}, path);
    const options: ServiceOption[] = [];
    const add = (at: Path, ...argv: readonly string[]) => options.push({ argv, path: at });
    if (fields.driver !== undefined) add([...path, 'driver'], '--driver', this.text(fields.driver, path));
    for (const pair of this.pairs(fields.driver_opts, [...path, 'driver_opts']))
      add([...path, 'driver_opts'], '--opt', pair);
    if (fields.internal === true) add([...path, 'internal'], '--internal');
    if (fields.attachable === true) add([...path, 'attachable'], '--attachable');
    if (fields.enable_ipv6 === true) add([...path, 'enable_ipv6'], '--ipv6');
    if (fields.enable_ipv4 === false) throw this.notModelled([...path, 'enable_ipv4'], 'false');
    this.#addressing(fields.ipam, [...path, 'ipam'], add);
    const { external } = fields;
    const isExternal = external !== undefined && external !== false;
    const called =
      fields.name ?? (typeof external === 'object' && external !== null ? (external as Fields).name : undefined);
    const usual = isExternal ? key : `${this.#name}_${key}`;
    return {
      key,
      name: called === undefined ? usual : this.text(called, [...path, 'name']),
      external: isExternal,
      options,
      labels: new Map(
        this.pairs(fields.labels, [...path, 'labels']).map((pair): [string, string] => {
          const [label = '', ...rest] = pair.split('=');
          return [label, rest.join('=')];
        }),
      ),
    };
  }

  #addressing(value: unknown, path: Path, add: (at: Path, ...argv: readonly string[]) => void): void {
    const { config, driver, ...rest } = this.fields(value ?? {}, path);
    const [unread] = Object.keys(rest);
    if (unread !== undefined) throw this.notModelled([...path, unread]);
    if (driver !== undefined && driver !== 'default') throw this.notModelled([...path, 'driver'], `${driver}`);
    for (const [index, pool] of list(config).entries()) {
      const at = [...path, 'config', `${index}`];
      for (const [name, text] of Object.entries(this.fields(pool, at))) {
        if (name === 'subnet' || name === 'gateway') add([...at, name], `--${name}`, this.text(text, at));
        else if (name === 'ip_range') add([...at, name], '--ip-range', this.text(text, at));
        else if (name === 'aux_addresses')
          for (const pair of this.pairs(text, [...at, name])) add([...at, name], '--aux-address', pair);
        else throw this.notModelled([...at, name]);
      }
    }
  }

  /** `name:address`, which may also stand as `name=address`. */
  #hosts(value: unknown, path: Path): readonly string[] {
    return this.pairs(value, path).map((pair) => pair.replace('=', ':'));
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function refuseCycles(services: readonly Service[], wrong: (message: string) => CliError): void {
  const visit = (service: Service, trail: readonly string[]): void => {
    if (trail.includes(service.name))
      throw wrong(`dependency cycle detected: ${[...trail, service.name].join(' -> ')}`);
    for (const other of services) if (service.dependsOn.includes(other.name)) visit(other, [...trail, service.name]);
  };
  for (const service of services) visit(service, []);
}
