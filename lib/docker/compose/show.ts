/** `docker compose ps`, `port`, `config`, `ls`. compose: cmd/compose/ps.go, port.go, config.go, list.go. */
import type { Wait } from '../../machine';
import { ask, CliError, type Client, print, printLines } from '../command/cli';
import { portsOf } from '../command/displayPorts';
import { type FlagTable, parseFlags } from '../command/flags';
import { humanSize } from '../command/images';
import { rowOf } from '../command/ps';
import { processRows, TOP_TITLES } from '../command/top';
import type { Container } from '../container/container';
import { notModelled } from '../dockerError';
import { formatTable } from '../format/table';
import { parseReference } from '../image/image';
import { containersOf, labelOf } from './containers';
import { type Project, type Service, selectServices } from './project';

const PS_FLAGS: FlagTable = {
  command: 'docker compose ps',
  booleans: ['all,a', 'quiet,q', 'services', 'no-trunc'],
  refused: ['filter', 'format', 'orphans', 'status'],
  usage: ['[OPTIONS] [SERVICE...]', 'List containers'],
  arguments: {},
};
const PORT_FLAGS: FlagTable = {
  command: 'docker compose port',
  strings: ['index', 'protocol'],
  usage: ['[OPTIONS] SERVICE PRIVATE_PORT', 'Print the public port for a port binding'],
  arguments: { exactly: 2 },
};
const CONFIG_FLAGS: FlagTable = {
  command: 'docker compose config',
  booleans: ['quiet,q', 'services', 'images'],
  refused: [
    ...[
      'environment',
      'format',
      'hash',
      'no-consistency',
      'no-interpolate',
      'no-normalize',
      'no-path-resolution',
      'output,o',
    ],
    ...['profiles', 'resolve-image-digests', 'variables', 'volumes'],
  ],
  usage: ['[OPTIONS] [SERVICE...]', 'Parse, resolve and render compose file in canonical format'],
  arguments: {},
};
const LS_FLAGS: FlagTable = {
  command: 'docker compose ls',
  booleans: ['all,a', 'quiet,q'],
  refused: ['filter', 'format'],
  usage: ['[OPTIONS]', 'List running compose projects'],
  arguments: { exactly: 0 },
};

/** `docker compose ps [-aq] [--services] [SERVICE…]` */
export function* ps(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(PS_FLAGS, argv);
  const { engine } = client;
  const services = selectServices(project, flags.arguments, false);
  const containers = (yield* ask(client, () => containersOf(engine, project.name, services))).filter(
    ({ running }) => running || flags.has('all'),
  );
  if (flags.has('quiet'))
    printLines(
      client,
      containers.map(({ id }) => id),
    );
  else if (flags.has('services')) printLines(client, new Set(containers.map((one) => labelOf(one, 'service') ?? '')));
  else
    client.process.stdout += formatTable([
      PS_HEADINGS,
      ...containers.map((one) => psRow(client, one, flags.has('no-trunc'))),
    ]);
  return 0;
}

const PS_HEADINGS = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

function psRow({ engine }: Client, container: Container, whole: boolean): readonly string[] {
  const { Names, Image, Command, RunningFor, Status, Ports } = rowOf(engine, container, whole);
  return [Names, Image, Command, labelOf(container, 'service'), RunningFor, Status, Ports].map(
    (cell) => `${cell ?? ''}`,
  );
}

/** `docker compose port SERVICE PORT` */
export function* port(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(PORT_FLAGS, argv);
  const [name = '', number = ''] = flags.arguments;
  const { engine } = client;
  const index = flags.value('index') ?? '1';
  const protocol = flags.value('protocol') ?? 'tcp';
  const container = yield* ask(client, () => findOne(client, project, selectServices(project, [name], false), index));
  const found = portsOf(engine.release, container).find(
    ({ privatePort, protocol: own, ip }) => ip !== '' && `${privatePort}/${own}` === `${number}/${protocol}`,
  );
  if (found === undefined) throw new CliError(`no port ${number}/${protocol} for container ${container.name}`);
  print(client, `${found.ip}:${found.publicPort}`);
  return 0;
}

/** The running container of a service. */
export function findOne({ engine }: Client, project: Project, services: readonly Service[], index: string): Container {
  const found = containersOf(engine, project.name, services).find(
    (container) => container.running && labelOf(container, 'container-number') === index,
  );
  if (found === undefined) throw new CliError(`service "${services[0]?.name}" is not running`);
  return found;
}

/** `docker compose config [-q] [--services] [--images]` */
export function* config(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(CONFIG_FLAGS, argv);
  const services = () => selectServices(project, flags.arguments, false);
  // It does not look at the names behind it.
  if (flags.has('services'))
    printLines(
      client,
      project.services.map(({ name }) => name),
    );
  else if (flags.has('images'))
    printLines(
      client,
      services().map(({ image }) => image),
    );
  else if (!flags.has('quiet')) throw notModelled('docker compose config without --services, --images or --quiet');
  return 0;
}

const TOP_FLAGS: FlagTable = {
  command: 'docker compose top',
  usage: ['[SERVICES...]', 'Display the running processes'],
  arguments: {},
};
const IMAGES_FLAGS: FlagTable = {
  command: 'docker compose images',
  booleans: ['quiet,q'],
  refused: ['format'],
  usage: ['[OPTIONS] [SERVICE...]', 'List images used by the created containers'],
  arguments: {},
};
const TOP_WIDTH = 5;
const IMAGES_WIDTH = 20;

/** `docker compose top [SERVICE…]`: each running container with its processes. */
export function* top(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const services = selectServices(project, parseFlags(TOP_FLAGS, argv).arguments, false);
  const containers = yield* ask(client, () => containersOf(client.engine, project.name, services));
  for (const container of containers.filter(({ running }) => running)) {
    // Rows end with a tab, titles do not.
    const rows = processRows(container).map((row) => [...row, '']);
    client.process.stdout += `${container.name}\n${formatTable([TOP_TITLES, ...rows], TOP_WIDTH)}\n`;
  }
  return 0;
}

/** `docker compose images [-q] [SERVICE…]` */
export function* images(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(IMAGES_FLAGS, argv);
  const services = selectServices(project, flags.arguments, false);
  const { engine } = client;
  const containers = yield* ask(client, () => containersOf(engine, project.name, services));
  if (flags.has('quiet')) {
    print(client, ...new Set(containers.map(({ config }) => config.image.id)));
    return 0;
  }
  const rows = containers.map(({ name, config: { image } }) => {
    const [first] = engine.images.namesOf(image);
    const { repository, tag } = first === undefined ? { repository: '<none>', tag: '<none>' } : parseReference(first);
    return [name, repository, tag, image.id.slice(0, 12), humanSize(image.size, 3)];
  });
  client.process.stdout += formatTable([['CONTAINER', 'REPOSITORY', 'TAG', 'IMAGE ID', 'SIZE'], ...rows], IMAGES_WIDTH);
  return 0;
}

/** `docker compose ls [-aq]` */
export function* ls(client: Client, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(LS_FLAGS, argv);
  const { engine } = client;
  const projects = new Map<string, Container[]>();
  yield* ask(client, () => {
    for (const container of engine.containers.values()) {
      const name = labelOf(container, 'project');
      if (name !== undefined && (container.running || flags.has('all')))
        projects.set(name, [...(projects.get(name) ?? []), container]);
    }
  });
  const names = [...projects.keys()].sort();
  if (flags.has('quiet')) {
    printLines(client, names);
    return 0;
  }
  const rows = names.map((name) => {
    const containers = projects.get(name) ?? [];
    const states = [...new Set(containers.map(({ status }) => status))].sort();
    const status = states.map((state) => `${state}(${containers.filter((one) => one.status === state).length})`);
    return [name, status.join(', '), labelOf(containers[0] as Container, 'project.config_files') ?? ''];
  });
  client.process.stdout += formatTable([['NAME', 'STATUS', 'CONFIG FILES'], ...rows]);
  return 0;
}
