/** `docker compose down`: containers, each behind those that depend on it, then networks. compose: pkg/compose/down.go. */
import { pause, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Client } from '../command/cli';
import { type FlagTable, parseFlags } from '../command/flags';
import { readSeconds } from '../command/readSeconds';
import type { Container } from '../container/container';
import { removeContainer } from '../container/removeContainer';
import { stopContainer } from '../container/stopContainer';
import { DockerError } from '../dockerError';
import { removeNetwork } from '../network/removeNetwork';
import { containersOf, labelOf, oneOffsOf } from './containers';
import { say, tell } from './events';
import { inDependencyOrder, type Project, selectServices } from './project';

const REMOVE_DURATION = 60 * MILLISECOND;

const DOWN_FLAGS: FlagTable = {
  command: 'docker compose down',
  booleans: ['remove-orphans', 'volumes,v'],
  strings: ['timeout,t'],
  refused: ['rmi'],
  usage: ['[OPTIONS] [SERVICES]', 'Stop and remove containers, networks'],
  arguments: {},
};

/** `docker compose down [-t SECONDS] [--remove-orphans] [SERVICE…]` */
export function* down(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(DOWN_FLAGS, argv);
  const { engine } = client;
  const services = selectServices(project, flags.arguments, false);
  const seconds = readSeconds(flags, DOWN_FLAGS, 'timeout');
  const own = [...inDependencyOrder(services)]
    .reverse()
    .flatMap((service) => containersOf(engine, project.name, [service]));
  const orphans = containersOf(engine, project.name).filter((container) => !own.includes(container));
  const whole = flags.arguments.length === 0;
  const once = oneOffsOf(engine, project.name).filter(
    (container) => whole || services.some(({ name }) => name === labelOf(container, 'service')),
  );
  const containers = [...once, ...own, ...(whole && flags.has('remove-orphans') ? orphans : [])];
  const networks = whole
    ? project.networks.filter(({ external, name }) => !external && engine.findNetwork(name) !== undefined)
    : [];
  if (containers.length + networks.length === 0) {
    client.process.stderr += `Warning: No resource found to remove for project "${project.name}".\n`;
    return 0;
  }
  yield* removeAll(client, containers, seconds);
  for (const { name } of networks) {
    say(client, 'Network', name, 'Removing');
    const isRemoved = yield* engine.request(function* (dockerd) {
      yield* pause(dockerd, REMOVE_DURATION);
      try {
        removeNetwork(engine, name);
        return true;
      } catch (error) {
        if (!(error instanceof DockerError) || error.code !== 'forbidden') throw error;
        return false;
      }
    });
    say(client, 'Network', name, isRemoved ? 'Removed' : 'Resource is still in use');
  }
  return 0;
}

/** Stops and removes containers, one after the other. */
export function* removeAll(
  client: Client,
  containers: readonly Container[],
  seconds: number | undefined,
): Generator<Wait, void, void> {
  for (const container of containers) {
    yield* tell(client, 'Container', container.name, ['Stopping', 'Stopped'], () =>
      client.engine.request(() => stopContainer(client.engine, client.process, container, seconds)),
    );
    yield* tell(client, 'Container', container.name, ['Removing', 'Removed'], () => removeOne(client, container));
  }
}

/** Removes a container that has stopped, if it is still there. */
export function* removeOne({ engine }: Client, container: Container): Generator<Wait, void, void> {
  yield* engine.request(function* (dockerd) {
    yield* pause(dockerd, REMOVE_DURATION);
    if (engine.containers.has(container.id)) removeContainer(engine, container);
  });
}
