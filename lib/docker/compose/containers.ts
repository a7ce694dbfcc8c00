/** A project's containers: found by their labels, and made of services. compose: pkg/compose/containers.go, create.go. */
import { pause, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Client } from '../command/cli';
import { CREATE_FLAGS, readConfig } from '../command/containerOptions';
import { parseFlags } from '../command/flags';
import { connectContainer } from '../command/network/connect';
import { pullDenied } from '../command/pull';
import type { Container } from '../container/container';
import { createContainer } from '../container/createContainer';
import type { DockerEngine } from '../engine';
import { COMPOSE_VERSION, hashOf } from './labels';
import { containerName, type Project, type Service } from './project';

const PREFIX = 'com.docker.compose.';
/** What dockerd takes for it. */
const CREATE_DURATION = 120 * MILLISECOND;

/** The containers of a project, of all services or of some, by name; those of `docker compose run` are none of them. */
export function containersOf(
  engine: DockerEngine,
  project: string,
  services?: readonly Service[],
): readonly Container[] {
  return [...engine.containers.values()]
    .filter((container) => labelOf(container, 'project') === project && labelOf(container, 'oneoff') !== 'True')
    .filter(
      (container) => services === undefined || services.some(({ name }) => name === labelOf(container, 'service')),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those that `docker compose run` has made. */
export function oneOffsOf(engine: DockerEngine, project: string): readonly Container[] {
  return [...engine.containers.values()].filter(
    (container) => labelOf(container, 'project') === project && labelOf(container, 'oneoff') === 'True',
  );
}

/** What makes a container one of `docker compose run`. */
export interface OneOff {
  /** 64 digits of its own. */
  readonly slug: string;
  /** Whether others find it by the service's names. */
  readonly hasAliases: boolean;
}

/** What compose has noted about a container. */
export function labelOf({ config }: Container, key: string): string | undefined {
  return config.labels.get(`${PREFIX}${key}`);
}

/** The name before the lines of its output: `web-1`. */
export function shortName(container: Container): string {
  return `${labelOf(container, 'service')}-${labelOf(container, 'container-number')}`;
}

/** Makes the container of a service, in all its networks; it does not run yet. */
export function* createOf(
  client: Client,
  project: Project,
  service: Service,
  number: number,
  oneOff?: OneOff,
): Generator<Wait, Container, void> {
  const { engine } = client;
  const name = containerName(project, service, number);
  const networks = service.networks.map((one) => ({
    ...one,
    name: project.networks.find(({ key }) => key === one.key)?.name ?? one.key,
    aliases: oneOff?.hasAliases === false ? [name] : [name, service.name, ...one.aliases],
  }));
  const [first, ...others] = networks;
  const joins =
    first === undefined
      ? []
      : ['--network', first.name, ...first.aliases.flatMap((alias) => ['--network-alias', alias])];
  const address = first?.address === undefined ? [] : ['--ip', first.address];
  const argv = [
    ...service.options.flatMap((option) => option.argv),
    ...joins,
    ...address,
    '--name',
    name,
    service.image,
  ];
  return yield* engine.request(function* (dockerd) {
    const image = engine.findImage(service.image);
    if (image === undefined) throw pullDenied(service.image);
    yield* pause(dockerd, CREATE_DURATION);
    const config = readConfig(parseFlags(CREATE_FLAGS, argv), CREATE_FLAGS, client.process, image);
    const { entrypoint, command } = service;
    const container = createContainer(engine, name, {
      ...config,
      labels: new Map([...config.labels, ...labelsOf(project, service, number, image.id, oneOff)].sort()),
      ...(entrypoint === undefined
        ? {}
        : { entrypoint: entrypoint.length === 0 ? undefined : entrypoint, command: [] }),
      ...(command === undefined ? {} : { command }),
      attached: false,
    });
    for (const other of others)
      connectContainer(engine, container, other.name, {
        address: other.address,
        aliases: other.aliases,
        gatewayPriority: 0,
      });
    const links = linksOf(engine, project, service, number);
    if (links.length > 0) for (const attachment of container.attachments.values()) attachment.links = links;
    return container;
  });
}

/** Three names for each container of a service. compose: pkg/compose/convergence.go (getLinks). */
function linksOf(engine: DockerEngine, project: Project, { links }: Service, number: number): readonly string[] {
  return links.flatMap(({ service, name }) =>
    containersOf(engine, project.name)
      .filter((container) => labelOf(container, 'service') === service)
      .flatMap((container) =>
        [name, `${service}-${number}`, `${project.name}-${service}-${number}`].map((one) => `${container.name}:${one}`),
      ),
  );
}

function labelsOf(
  project: Project,
  service: Service,
  number: number,
  image: string,
  oneOff: OneOff | undefined,
): readonly (readonly [string, string])[] {
  const { file, folder, name } = project;
  return [
    ['config-hash', hashOf(service.text)],
    ['container-number', `${number}`],
    ['depends_on', service.dependsOn.map((other) => `${other}:service_started:false`).join(',')],
    ['image', `sha256:${image}`],
    ['oneoff', oneOff === undefined ? 'False' : 'True'],
    ['project', name],
    ['project.config_files', file],
    ['project.working_dir', folder],
    ['service', service.name],
    ...(oneOff === undefined ? [] : [['slug', oneOff.slug]]),
    ['version', COMPOSE_VERSION],
  ].map(([key, value]) => [`${PREFIX}${key}`, value ?? ''] as const);
}
