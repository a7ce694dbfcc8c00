/** `docker start`, `stop`, `restart`, `kill`, `rm`, `rename`, `wait`. docker/cli: cli/command/container. */
import { pause, SIGNALS, type Signal, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Container } from '../container/container';
import { renameContainer } from '../container/createContainer';
import { removeContainer } from '../container/removeContainer';
import { waitForEnd } from '../container/waitForEnd';
import { killContainer, stopContainer } from '../container/stopContainer';
import { DockerError, notModelled } from '../dockerError';
import {
  allAtOnce,
  ask,
  CliError,
  type Client,
  type Command,
  eachInTurn,
  type Outcome,
  print,
  report,
  reportErrors,
} from './cli';
import { type FlagTable, parseFlags } from './flags';
import { attach, sayDaemon, startSoon } from './run';

const REMOVE_DURATION = 60 * MILLISECOND;
const STOP_TIMEOUT = '10';

const START_FLAGS: FlagTable = {
  command: 'docker start',
  booleans: ['attach,a', 'interactive,i'],
  refused: ['checkpoint', 'checkpoint-dir', 'detach-keys'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Start one or more stopped containers'],
  arguments: { atLeast: 1 },
};

export const start: Command = function* (client, argv) {
  const flags = parseFlags(START_FLAGS, argv);
  const { engine, process } = client;
  if (flags.has('attach') || flags.has('interactive')) {
    if (flags.arguments.length > 1) throw new CliError('you cannot start and attach multiple containers at once');
    const container = yield* ask(client, () => engine.container(flags.arguments[0] ?? ''));
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container));
    return yield* attach(process, container);
  }
  const { arguments: names } = flags;
  const outcomes = yield* eachInTurn(names, (name) =>
    engine.request((dockerd) => startSoon(engine, dockerd, engine.container(name))),
  );
  const code = report(client, names, outcomes, say);
  const failed = names.filter((_, index) => outcomes[index] !== undefined);
  if (failed.length > 0) process.stderr += `Error: failed to start containers: ${failed.join(', ')}\n`;
  return code;
};

const STOP_FLAGS: FlagTable = {
  command: 'docker stop',
  strings: ['time,t'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Stop one or more running containers'],
  arguments: { atLeast: 1 },
};

export const stop: Command = function* (client, argv) {
  const flags = parseFlags(STOP_FLAGS, argv);
  const { arguments: names } = flags;
  const seconds = readSeconds(flags.value('time') ?? STOP_TIMEOUT);
  const act = onContainer(client, (container) => stopContainer(client.process, container, seconds));
  return report(client, names, yield* allAtOnce(client, names, act), say);
};

const RESTART_FLAGS: FlagTable = {
  ...STOP_FLAGS,
  command: 'docker restart',
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Restart one or more containers'],
};

export const restart: Command = function* (client, argv) {
  const flags = parseFlags(RESTART_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const seconds = readSeconds(flags.value('time') ?? STOP_TIMEOUT);
  const act = onContainer(client, function* (container) {
    yield* stopContainer(client.process, container, seconds);
    if (engine.dockerd !== undefined) yield* startSoon(engine, engine.dockerd, container);
  });
  return report(client, names, yield* eachInTurn(names, act), say);
};

const KILL_FLAGS: FlagTable = {
  command: 'docker kill',
  strings: ['signal,s'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Kill one or more running containers'],
  arguments: { atLeast: 1 },
};

export const kill: Command = function* (client, argv) {
  const flags = parseFlags(KILL_FLAGS, argv);
  const { arguments: names } = flags;
  const act = onContainer(client, (container) =>
    killContainer(client.process, container, readSignal(flags.value('signal') ?? 'KILL')),
  );
  return report(client, names, yield* allAtOnce(client, names, act), (error, name) => {
    const isAboutContainer = error instanceof DockerError && ['not-found', 'conflict'].includes(error.code);
    return isAboutContainer
      ? `Error response from daemon: Cannot kill container: ${name}: ${error.message}`
      : say(error);
  });
};

const RM_FLAGS: FlagTable = {
  command: 'docker rm',
  booleans: ['force,f', 'volumes,v'],
  refused: ['link,l'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Remove one or more containers'],
  arguments: { atLeast: 1 },
};

export const rm: Command = function* (client, argv) {
  const flags = parseFlags(RM_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const force = flags.has('force');
  const act = onContainer(client, function* (container) {
    if (container.running && force) yield* killContainer(client.process, container, 'SIGKILL');
    if (engine.dockerd !== undefined) yield* pause(engine.dockerd, REMOVE_DURATION);
    if (engine.containers.has(container.id)) removeContainer(engine, container);
  });
  const outcomes = yield* allAtOnce(client, names, act);
  const isMissing = (error: Outcome) => error instanceof DockerError && error.code === 'not-found';
  report(client, names, outcomes, (error) => (isMissing(error) ? `Error: ${error.message}` : say(error)));
  // With -f it is no failure if there is nothing to remove.
  return outcomes.some((error) => error !== undefined && !(force && isMissing(error))) ? 1 : 0;
};

const RENAME_FLAGS: FlagTable = {
  command: 'docker rename',
  usage: ['CONTAINER NEW_NAME', 'Rename a container'],
  arguments: { exactly: 2 },
};

export const rename: Command = function* (client, argv) {
  const [old = '', name = ''] = parseFlags(RENAME_FLAGS, argv).arguments;
  try {
    yield* ask(client, () => renameContainer(client.engine, client.engine.container(old), name));
    return 0;
  } catch (error) {
    throw new CliError(
      isUnreachable(error as Error)
        ? say(error as Error)
        : `${say(error as Error)}\nError: failed to rename container named ${old}`,
    );
  }
};

const WAIT_FLAGS: FlagTable = {
  command: 'docker wait',
  usage: ['CONTAINER [CONTAINER...]', 'Block until one or more containers stop, then print their exit codes'],
  arguments: { atLeast: 1 },
};

export const wait: Command = function* (client, argv) {
  const { arguments: names } = parseFlags(WAIT_FLAGS, argv);
  const outcomes = yield* eachInTurn(names, function* (name) {
    const container = yield* ask(client, () => client.engine.container(name));
    if (container.running) yield* waitForEnd(client.process, container, container.process);
    print(client, `${container.exitCode}`);
  });
  return reportErrors(client, names, outcomes, say);
};

/** Lets dockerd do something with the container of a name. */
function onContainer({ engine }: Client, act: (container: Container) => Generator<Wait, void, void>) {
  return (name: string) => engine.request(() => act(engine.container(name)));
}

function say(error: Error): string {
  if (error instanceof DockerError) return sayDaemon(error);
  throw error;
}

function isUnreachable(error: Error): boolean {
  return error instanceof DockerError && (error.code === 'unreachable' || error.code === 'not-modelled');
}

function readSeconds(text: string): number {
  if (!/^-?\d+$/.test(text)) {
    throw new CliError(
      `invalid argument "${text}" for "-t, --time" flag: strconv.ParseInt: parsing "${text}": invalid syntax\nSee 'docker stop --help'.`,
      125,
    );
  }
  // Below zero: without end.
  return Number(text) < 0 ? Number.MAX_SAFE_INTEGER / 1e7 : Number(text);
}

/** `KILL`, `SIGKILL` or `9`. */
function readSignal(text: string): Signal {
  const name = (Object.entries(SIGNALS).find(([, number]) => `${number}` === text)?.[0] ??
    `SIG${text.toUpperCase().replace(/^SIG/, '')}`) as Signal;
  if (Object.hasOwn(SIGNALS, name)) return name;
  if (/^(SIG)?(STOP|CONT|USR2|WINCH|ALRM|ABRT|INT|PIPE|CHLD)$/i.test(text)) throw notModelled(`the signal ${text}`);
  throw new DockerError('invalid', `Invalid signal: ${text}`);
}
