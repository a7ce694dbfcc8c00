/** `docker compose start`, `stop`, `restart`, `kill` and `rm`. compose: pkg/compose/start.go, stop.go, restart.go, kill.go, remove.go. */
import type { Signal, Wait } from '../../machine';
import { ask, CliError, type Client } from '../command/cli';
import { type FlagTable, parseFlags } from '../command/flags';
import { readSeconds } from '../command/readSeconds';
import { startSoon } from '../command/start';
import type { Container } from '../container/container';
import { pauseContainer, unpauseContainer } from '../container/pauseContainer';
import { killContainer, stopContainer } from '../container/stopContainer';
import { notModelled } from '../dockerError';
import { containersOf } from './containers';
import { removeOne } from './down';
import { tell } from './events';
import { inDependencyOrder, type Project, selectServices } from './project';
import { stopAll } from './stopAll';
import { startAll } from './up';

const START_FLAGS: FlagTable = {
  command: 'docker compose start',
  usage: ['[SERVICE...]', 'Start services'],
  arguments: {},
};
const STOP_FLAGS: FlagTable = {
  command: 'docker compose stop',
  strings: ['timeout,t'],
  usage: ['[OPTIONS] [SERVICE...]', 'Stop services'],
  arguments: {},
};
const RESTART_FLAGS: FlagTable = {
  command: 'docker compose restart',
  booleans: ['no-deps'],
  strings: ['timeout,t'],
  usage: ['[OPTIONS] [SERVICE...]', 'Restart service containers'],
  arguments: {},
};
const KILL_FLAGS: FlagTable = {
  command: 'docker compose kill',
  strings: ['signal,s'],
  refused: ['remove-orphans'],
  usage: ['[OPTIONS] [SERVICE...]', 'Force stop service containers'],
  arguments: {},
};
const RM_FLAGS: FlagTable = {
  command: 'docker compose rm',
  booleans: ['force,f', 'stop,s', 'volumes,v'],
  usage: ['[OPTIONS] [SERVICE...]', 'Removes stopped service containers'],
  arguments: {},
};

/** `docker compose start [SERVICE…]` */
export function* start(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const services = selectServices(project, parseFlags(START_FLAGS, argv).arguments, true);
  const missing = services.find((service) => containersOf(client.engine, project.name, [service]).length === 0);
  if (missing !== undefined) throw new CliError(`service "${missing.name}" has no container to start`);
  yield* startAll(client, project, services);
  return 0;
}

/** `docker compose stop [-t SECONDS] [SERVICE…]` */
export function* stop(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(STOP_FLAGS, argv);
  const seconds = readSeconds(flags, STOP_FLAGS, 'timeout');
  yield* stopAll(client, chosen(client, project, flags.arguments), seconds);
  return 0;
}

/** `docker compose restart [-t SECONDS] [SERVICE…]` */
export function* restart(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(RESTART_FLAGS, argv);
  const seconds = readSeconds(flags, RESTART_FLAGS, 'timeout');
  const { engine, process } = client;
  for (const container of chosen(client, project, flags.arguments)) {
    yield* tell(client, 'Container', container.name, ['Restarting', 'Started'], () =>
      engine.request(function* (dockerd) {
        yield* stopContainer(engine, process, container, seconds);
        yield* startSoon(engine, dockerd, container);
        engine.events.tellOfContainer(container, 'restart');
      }),
    );
  }
  return 0;
}

/** `docker compose pause [SERVICE…]` */
export const pause = holding('pause', 'Pause services', ['Pausing', 'Paused'], pauseContainer);

/** `docker compose unpause [SERVICE…]` */
export const unpause = holding('unpause', 'Unpause services', ['Unpausing', 'Unpaused'], unpauseContainer);

function holding(
  verb: string,
  purpose: string,
  words: readonly [string, string],
  act: (container: Container) => void,
): (client: Client, project: Project, argv: readonly string[]) => Generator<Wait, number, void> {
  const table: FlagTable = { command: `docker compose ${verb}`, usage: ['[SERVICE...]', purpose], arguments: {} };
  return function* (client, project, argv) {
    const { engine } = client;
    for (const container of chosen(client, project, parseFlags(table, argv).arguments)) {
      if (!container.running) continue;
      yield* tell(client, 'Container', container.name, words, () => ask(client, () => act(container)));
      engine.events.tellOfContainer(container, verb);
    }
    return 0;
  };
}

/** `docker compose kill [-s SIGNAL] [SERVICE…]` */
export function* kill(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(KILL_FLAGS, argv);
  const signal = `SIG${(flags.value('signal') ?? 'SIGKILL').replace(/^SIG/, '')}`;
  if (!isSignal(signal)) throw notModelled(`docker compose kill -s ${flags.value('signal')}`);
  for (const container of chosen(client, project, flags.arguments)) {
    if (!container.running) continue;
    yield* tell(client, 'Container', container.name, ['Killing', 'Killed'], () =>
      client.engine.request(() => killContainer(client.engine, client.process, container, signal)),
    );
  }
  return 0;
}

function isSignal(text: string): text is Signal {
  return ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGTERM'].includes(text);
}

/** `docker compose rm -f [-s] [SERVICE…]`; without -f it would ask. */
export function* rm(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(RM_FLAGS, argv);
  const containers = chosen(client, project, flags.arguments);
  if (flags.has('stop')) yield* stopAll(client, containers, undefined);
  const stopped = containers.filter(({ running }) => !running);
  if (stopped.length === 0) {
    client.process.stderr += 'No stopped containers\n';
    return 0;
  }
  client.process.stdout += `Going to remove ${stopped.map(({ name }) => name).join(', ')}\n`;
  if (!flags.has('force')) throw notModelled('docker compose rm without -f');
  for (const container of stopped)
    yield* tell(client, 'Container', container.name, ['Removing', 'Removed'], () => removeOne(client, container));
  return 0;
}

/** Containers of the services that are named, each behind those that it depends on. */
function chosen({ engine }: Client, project: Project, names: readonly string[]): readonly Container[] {
  return inDependencyOrder(selectServices(project, names, false)).flatMap((service) =>
    containersOf(engine, project.name, [service]),
  );
}
