/** The `docker` command: which sub-command is meant, and how it ends. docker/cli: cmd/docker. */
import type { Thread } from '../../machine';
import { COMPOSE_WORDS, lateCompose } from '../compose/lateCompose';
import { DockerError, notModelled } from '../dockerError';
import { attachTo } from './attach';
import { CliError, type Client, type Command } from './cli';
import { cp } from './cp';
import { diff } from './diff';
import { diskUsage } from './diskUsage';
import { events } from './events';
import { exec } from './exec';
import { history } from './history';
import { images } from './images';
import { info } from './info';
import { inspect, inspectOnly } from './inspect';
import { kill } from './kill';
import { logs } from './logs';
import { NETWORK_COMMANDS } from './network';
import { pause, unpause } from './pause';
import { port } from './port';
import { pruneContainers, pruneSystem } from './prune';
import { ps } from './ps';
import { pull } from './pull';
import { rename } from './rename';
import { rm } from './rm';
import { pruneImages, rmi } from './rmi';
import { create, run } from './run';
import { sayDaemon } from './sayDaemon';
import { start } from './start';
import { stats } from './stats';
import { restart, stop } from './stop';
import { tag } from './tag';
import { top } from './top';
import { update } from './update';
import { version } from './version';
import { VOLUME_COMMANDS } from './volume';
import { wait } from './wait';

const CONTAINER_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['attach', attachTo],
  ['cp', cp],
  ['diff', diff],
  ['create', create],
  ['exec', exec],
  ['kill', kill],
  ['logs', logs],
  ['pause', pause],
  ['port', port],
  ['rename', rename],
  ['restart', restart],
  ['rm', rm],
  ['run', run],
  ['start', start],
  ['stats', stats],
  ['stop', stop],
  ['top', top],
  ['unpause', unpause],
  ['update', update],
  ['wait', wait],
]);

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...CONTAINER_COMMANDS,
  ['events', events],
  ['history', history],
  ['images', images],
  ['info', info],
  ['inspect', inspect],
  ['ps', ps],
  ['pull', pull],
  ['rmi', rmi],
  ['tag', tag],
  ['version', version],
]);

/** `docker container ls` is `docker ps`, and so on. Of several names of one command the first is its own. */
const GROUPS: ReadonlyMap<string, ReadonlyMap<string, Command>> = new Map([
  [
    'container',
    new Map([
      ...CONTAINER_COMMANDS,
      ['inspect', inspectOnly('container')],
      ['ls', ps],
      ['list', ps],
      ['ps', ps],
      ['prune', pruneContainers],
    ]),
  ],
  [
    'image',
    new Map([
      ['history', history],
      ['inspect', inspectOnly('image')],
      ['ls', images],
      ['list', images],
      ['prune', pruneImages],
      ['pull', pull],
      ['rm', rmi],
      ['remove', rmi],
      ['tag', tag],
    ]),
  ],
  ['network', NETWORK_COMMANDS],
  [
    'system',
    new Map([
      ['df', diskUsage],
      ['events', events],
      ['info', info],
      ['prune', pruneSystem],
    ]),
  ],
  ['volume', VOLUME_COMMANDS],
]);

/** The words that may follow `docker`, `docker container`, `docker image` and `docker network`, without second names of one command. */
export const DOCKER_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['docker', [...ownNames(COMMANDS), 'compose', ...GROUPS.keys()]],
  ['docker compose', COMPOSE_WORDS],
  ...[...GROUPS].map(([group, commands]) => [`docker ${group}`, ownNames(commands)] as const),
]);

function ownNames(commands: ReadonlyMap<string, Command>): readonly string[] {
  const names = [...commands.keys()];
  return names.filter((name) => names.find((other) => commands.get(other) === commands.get(name)) === name);
}

/** What docker has and this command has not. */
const REFUSED = new Set(
  [
    'build builder buildx checkpoint commit config context export import load login logout manifest',
    'node plugin push save search secret service stack swarm trust',
  ].flatMap((line) => line.split(' ')),
);
const REFUSED_IN_GROUPS = new Set('build commit dial-stdio export import load push save'.split(' '));

/** Runs what a person typed. */
export function* docker(client: Client): Thread {
  return yield* complaining(client, () => dispatch(client));
}

/** Says what went wrong, as docker does. */
function* complaining(client: Client, work: () => Thread): Thread {
  try {
    return yield* work();
  } catch (error) {
    if (error instanceof CliError) {
      const { changes } = client.engine.release;
      const message = changes.has('saysHelpApart') ? error.newerMessage : error.message;
      if (error.exitCode === 0) client.process.stdout += `${message}\n`;
      else client.process.stderr += `${message}\n`;
      return error.exitCode;
    }
    if (!(error instanceof DockerError)) throw error;
    client.process.stderr += `${sayDaemon(error)}\n`;
    return error.code === 'not-modelled' ? 125 : 1;
  }
}

export { journalctl } from './journalctl';

/** Runs `docker-compose`, which is `docker compose`. */
export function* dockerCompose(client: Client): Thread {
  return yield* complaining(client, () => lateCompose()(client, client.process.argv.slice(1)));
}

function* dispatch(client: Client): Thread {
  const [name, ...argv] = client.process.argv.slice(1);
  if (name === '--version' || name === '-v') {
    const { version, build } = client.engine.release;
    client.process.stdout += `Docker version ${version}, build ${build}\n`;
    return 0;
  }
  if (name === 'compose') return yield* lateCompose()(client, argv);
  if (name === undefined || name === 'help' || name === '--help')
    return help(client, 'docker', 'A self-sufficient runtime for containers', 0);
  const group = GROUPS.get(name);
  if (group !== undefined) return yield* dispatchGroup(client, name, group, argv);
  const command = COMMANDS.get(name);
  if (command !== undefined) return yield* command(client, argv);
  if (REFUSED.has(name)) throw notModelled(`docker ${name}`);
  if (name.startsWith('-')) throw notModelled(`docker ${name}`);
  throw new CliError(
    `docker: '${name}' is not a docker command.\nSee 'docker --help'`,
    1,
    `docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information`,
  );
}

function* dispatchGroup(
  client: Client,
  group: string,
  commands: ReadonlyMap<string, Command>,
  argv: readonly string[],
): Thread {
  const [name, ...rest] = argv;
  const command = commands.get(name ?? '');
  if (command !== undefined) return yield* command(client, rest);
  if (name !== undefined && REFUSED_IN_GROUPS.has(name)) throw notModelled(`docker ${group} ${name}`);
  if (name === '--help') return help(client, `docker ${group}`, manageWords(group), 0);
  // Without a word the help is a complaint, and yet no failure.
  if (name === undefined) return help(client, `docker ${group}`, manageWords(group), 0, 'stderr');
  if (!client.engine.release.changes.has('saysHelpApart'))
    return help(client, `docker ${group}`, manageWords(group), 1);
  throw new CliError(
    `docker: unknown command: docker ${group} ${name}\n\nUsage:  docker ${group}\n\nRun 'docker ${group} --help' for more information`,
  );
}

function manageWords(group: string): string {
  return group === 'system' ? 'Manage Docker' : `Manage ${group}s`;
}

/** The sub-commands that are modelled. */
function help(
  { process }: Client,
  command: string,
  purpose: string,
  exitCode: number,
  stream: 'stdout' | 'stderr' = exitCode === 0 ? 'stdout' : 'stderr',
): number {
  const names = [...(DOCKER_WORDS.get(command) ?? [])].sort();
  const lines = names.map((name) => `  ${name.padEnd(10)}  ${DESCRIPTIONS[name] ?? ''}`.trimEnd());
  const text = `\nUsage:  ${command} COMMAND\n\n${purpose}\n\nCommands:\n${lines.join('\n')}\n\nRun '${command} COMMAND --help' for more information on a command.\n`;
  process[stream] += text;
  return exitCode;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  attach: 'Attach local standard input, output, and error streams to a running container',
  compose: 'Docker Compose',
  connect: 'Connect a container to a network',
  container: 'Manage containers',
  cp: 'Copy files/folders between a container and the local filesystem',
  create: 'Create one',
  df: 'Show docker disk usage',
  diff: 'Inspect changes to files or directories on a container’s filesystem',
  disconnect: 'Disconnect a container from a network',
  events: 'Get real time events from the server',
  exec: 'Run a command in a running container',
  history: 'Show the history of an image',
  image: 'Manage images',
  images: 'List images',
  info: 'Display system-wide information',
  inspect: 'Display detailed information on one or more',
  kill: 'Kill one or more running containers',
  logs: 'Fetch the logs of a container',
  ls: 'List them',
  network: 'Manage networks',
  pause: 'Pause all processes within one or more containers',
  port: 'List port mappings or a specific mapping for the container',
  ps: 'List containers',
  prune: 'Remove all that are not used',
  pull: 'Pull an image or a repository from a registry',
  rename: 'Rename a container',
  restart: 'Restart one or more containers',
  rm: 'Remove one or more',
  rmi: 'Remove one or more images',
  run: 'Run a command in a new container',
  start: 'Start one or more stopped containers',
  stats: 'Display resource usage statistics of containers',
  stop: 'Stop one or more running containers',
  tag: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  top: 'Display the running processes of a container',
  system: 'Manage Docker',
  unpause: 'Unpause all processes within one or more containers',
  update: 'Update configuration of one or more containers',
  version: 'Show the Docker version information',
  volume: 'Manage volumes',
  wait: 'Block until one or more containers stop, then print their exit codes',
};
