/** `docker compose up` and `create`: networks, then containers, each service behind those that it depends on. compose: pkg/compose/up.go, create.go, convergence.go. */
import { pause, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import { CliError, type Client } from '../command/cli';
import { type Flags, type FlagTable, parseFlags } from '../command/flags';
import { NETWORK_CREATE_FLAGS, readNetworkRequest } from '../command/network/create';
import { pullDenied } from '../command/pull';
import { readSeconds } from '../command/readSeconds';
import { sayDaemon } from '../command/sayDaemon';
import { startSoon } from '../command/start';
import type { Container } from '../container/container';
import { removeContainer } from '../container/removeContainer';
import { stopContainer } from '../container/stopContainer';
import { createNetwork } from '../network/createNetwork';
import { runAttached } from './attached';
import { containersOf, createOf, labelOf } from './containers';
import { removeAll } from './down';
import { say, tell } from './events';
import { hashOf, networkLabels } from './labels';
import {
  containerName,
  inDependencyOrder,
  type Project,
  type ProjectNetwork,
  type Service,
  selectServices,
} from './project';

const CREATE_NETWORK_DURATION = 150 * MILLISECOND;
const PULL_FAILURE = 18;

const COMMON = {
  booleans: ['force-recreate', 'no-recreate', 'remove-orphans'],
  lists: ['scale'],
  strings: ['pull'],
  arguments: {},
};

/** Options of `docker compose up`. */
export const UP_FLAGS: FlagTable = {
  ...COMMON,
  command: 'docker compose up',
  booleans: [...COMMON.booleans, 'detach,d', 'no-deps', 'no-start', 'quiet-pull'],
  strings: [...COMMON.strings, 'timeout,t'],
  refused: [
    ...[
      'abort-on-container-exit',
      'always-recreate-deps',
      'attach',
      'attach-dependencies',
      'build',
      'exit-code-from',
      'no-attach',
    ],
    ...[
      'no-build',
      'no-color',
      'no-log-prefix',
      'renew-anon-volumes,V',
      'timestamps',
      'wait',
      'wait-timeout',
      'watch,w',
    ],
  ],
  usage: ['[OPTIONS] [SERVICE...]', 'Create and start containers'],
};

const CREATE_FLAGS: FlagTable = {
  ...COMMON,
  command: 'docker compose create',
  refused: ['build', 'no-build'],
  usage: ['[OPTIONS] [SERVICE...]', 'Creates containers for a service.'],
};

/** `docker compose up [-d] [SERVICE…]`; without -d it shows what the containers print, until they end. */
export function* up(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(UP_FLAGS, argv);
  const services = withScale(selectServices(project, flags.arguments, !flags.has('no-deps')), flags);
  if (services.length === 0) throw new CliError('no service selected');
  yield* converge(client, project, services, flags);
  if (flags.has('no-start')) return 0;
  if (!flags.has('detach')) {
    const containers = inDependencyOrder(services).flatMap((service) =>
      containersOf(client.engine, project.name, [service]),
    );
    return yield* runAttached(client, containers, readSeconds(flags, UP_FLAGS, 'timeout'));
  }
  yield* startAll(client, project, services);
  return 0;
}

/** `docker compose create [SERVICE…]` */
export function* create(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(CREATE_FLAGS, argv);
  yield* converge(client, project, withScale(selectServices(project, flags.arguments, true), flags), flags);
  return 0;
}

/** `--scale NAME=NUMBER` */
function withScale(services: readonly Service[], flags: Flags): readonly Service[] {
  const scales = new Map<string, number>();
  for (const text of flags.all('scale')) {
    const [, name = '', number] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
    if (number === undefined) throw new CliError(`invalid --scale option "${text}". Should be SERVICE=NUM`);
    if (!services.some((service) => service.name === name)) throw new CliError(`no such service: ${name}`);
    scales.set(name, Number(number));
  }
  return services.map((service) => ({ ...service, scale: scales.get(service.name) ?? service.scale }));
}

/** Makes what is missing, and again what has changed; of `others` their networks only. */
export function* converge(
  client: Client,
  project: Project,
  services: readonly Service[],
  flags: Flags,
  others: readonly Service[] = [],
): Generator<Wait, void, void> {
  const { engine } = client;
  for (const { name, image } of [...services, ...others]) {
    if (engine.findImage(image) !== undefined) continue;
    client.process.stderr += ` ${name} Pulling \n ${name} Error \n`;
    throw new CliError(sayDaemon(pullDenied(image)), PULL_FAILURE);
  }
  for (const service of services)
    if (service.scale > 1 && service.containerName !== undefined)
      throw new CliError(
        `WARNING: The "${service.name}" service is using the custom container name "${service.containerName}". Docker requires each container to have a unique name. Remove the custom name to scale the service.`,
      );
  const wanted = new Set([...services, ...others].flatMap(({ networks }) => networks.map(({ key }) => key)));
  for (const network of project.networks) if (wanted.has(network.key)) yield* ensureNetwork(client, project, network);
  yield* handleOrphans(client, project, flags);
  for (const service of inDependencyOrder(services)) yield* convergeService(client, project, service, flags);
}

function* ensureNetwork(client: Client, project: Project, network: ProjectNetwork): Generator<Wait, void, void> {
  const { engine } = client;
  const { name, key } = network;
  const there = engine.findNetwork(name);
  if (network.external) {
    if (there === undefined) throw new CliError(`network ${name} declared as external, but could not be found`);
    return;
  }
  if (there !== undefined) {
    const label = there.labels?.get('com.docker.compose.network') ?? '';
    if (label !== key)
      throw new CliError(
        `network ${name} was found but has incorrect label com.docker.compose.network set to "${label}"`,
      );
    return;
  }
  yield* tell(client, 'Network', name, ['Creating', 'Created'], () =>
    engine.request(function* (dockerd) {
      yield* pause(dockerd, CREATE_NETWORK_DURATION);
      const argv = [...network.options.flatMap((option) => option.argv), name];
      createNetwork(engine, {
        ...readNetworkRequest(parseFlags(NETWORK_CREATE_FLAGS, argv)),
        labels: new Map([...network.labels, ...networkLabels(project.name, key)].sort()),
      });
    }),
  );
}

/** Containers of services that are no more. */
function* handleOrphans(client: Client, project: Project, flags: Flags): Generator<Wait, void, void> {
  const { engine, process } = client;
  const orphans = containersOf(engine, project.name).filter(
    (container) => !project.services.some(({ name }) => name === labelOf(container, 'service')),
  );
  if (orphans.length === 0) return;
  if (flags.has('remove-orphans')) return yield* removeAll(client, orphans, 10);
  const names = orphans.map(({ name }) => name).join(' ');
  process.stderr += `time="${engine.machine.date().toISOString().slice(0, 19)}Z" level=warning msg="Found orphan containers ([${names}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up."\n`;
}

function* convergeService(
  client: Client,
  project: Project,
  service: Service,
  flags: Flags,
): Generator<Wait, void, void> {
  const { engine } = client;
  const there = containersOf(engine, project.name, [service]);
  const numbered = new Map(there.map((container) => [Number(labelOf(container, 'container-number')), container]));
  const surplus = [...numbered].filter(([number]) => number > service.scale).map(([, container]) => container);
  yield* removeAll(client, surplus, readSeconds(flags, UP_FLAGS, 'timeout'));
  for (let number = 1; number <= service.scale; number++) {
    const container = numbered.get(number);
    const name = containerName(project, service, number);
    if (container === undefined) {
      yield* tell(client, 'Container', name, ['Creating', 'Created'], () => createOf(client, project, service, number));
    } else if (hasChanged(container, service, flags)) {
      yield* tell(client, 'Container', name, ['Recreate', 'Recreated'], function* () {
        yield* stopContainer(engine, client.process, container, readSeconds(flags, UP_FLAGS, 'timeout'));
        removeContainer(engine, container);
        yield* createOf(client, project, service, number);
      });
    } else if (container.running) say(client, 'Container', name, 'Running');
  }
}

function hasChanged(container: Container, service: Service, flags: Flags): boolean {
  if (flags.has('no-recreate')) return false;
  return flags.has('force-recreate') || labelOf(container, 'config-hash') !== hashOf(service.text);
}

/** Starts what does not run, behind what it depends on. */
export function* startAll(client: Client, project: Project, services: readonly Service[]): Generator<Wait, void, void> {
  const { engine } = client;
  for (const service of inDependencyOrder(services)) {
    for (const container of containersOf(engine, project.name, [service])) {
      if (container.running) continue;
      yield* tell(client, 'Container', container.name, ['Starting', 'Started'], () =>
        engine.request((dockerd) => startSoon(engine, dockerd, container)),
      );
    }
  }
}
