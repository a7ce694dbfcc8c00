/** `docker compose`: which sub-command is meant. compose: cmd/compose/compose.go. Written after its release 2.24. */
import type { Wait } from '../../machine';
import { CliError, type Client, print, printLines } from '../command/cli';
import { exec as execInContainer } from '../command/exec';
import { type FlagTable, parseFlags } from '../command/flags';
import { notModelled } from '../dockerError';
import { down } from './down';
import { COMPOSE_VERSION } from './labels';
import { COMPOSE_WORDS } from './lateCompose';
import { kill, pause, restart, rm, start, stop, unpause } from './lifecycle';
import { logs } from './logs';
import { openProject } from './openProject';
import { type Project, selectServices } from './project';
import { run } from './run';
import { config, findOne, images, ls, port, ps, top } from './show';
import { create, up } from './up';
import type { ReadYaml } from './yaml';

type ComposeCommand = (client: Client, project: Project, argv: readonly string[]) => Generator<Wait, number, void>;

const COMMANDS: ReadonlyMap<string, ComposeCommand> = new Map(
  Object.entries({
    ...{
      config,
      create,
      down,
      exec,
      images,
      kill,
      logs,
      pause,
      port,
      ps,
      restart,
      rm,
      run,
      start,
      stop,
      top,
      unpause,
      up,
    },
  }),
);

/** What docker compose has and this one has not. */
const REFUSED = new Set(
  'alpha attach build commit cp events export publish pull push scale stats volumes wait watch'.split(' '),
);

const GLOBAL_FLAGS: FlagTable = {
  command: 'docker compose',
  strings: ['project-name,p', 'project-directory', 'ansi', 'progress'],
  lists: ['file,f', 'profile'],
  refused: ['compatibility', 'dry-run', 'env-file', 'parallel', 'verbose', 'all-resources'],
  booleans: ['version,v'],
  stopsAtArgument: true,
  usage: ['[OPTIONS] COMMAND', 'Define and run multi-container applications with Docker'],
  arguments: {},
};

/** Runs what was typed behind `docker compose`. Throws what docker's commands throw. */
export function* compose(client: Client, argv: readonly string[], readYaml: ReadYaml): Generator<Wait, number, void> {
  const flags = parseFlags(GLOBAL_FLAGS, argv);
  const [name, ...rest] = flags.arguments;
  if (name === 'version' || flags.has('version')) {
    print(client, rest.includes('--short') ? COMPOSE_VERSION : `Docker Compose version v${COMPOSE_VERSION}`);
    return 0;
  }
  if (name === undefined || name === 'help') {
    print(client, `\nUsage:  docker compose [OPTIONS] COMMAND\n\n${GLOBAL_FLAGS.usage[1]}\n\nCommands:`);
    printLines(
      client,
      COMPOSE_WORDS.map((word) => `  ${word}`),
    );
    return 0;
  }
  if (name === 'ls') return yield* ls(client, rest);
  const command = COMMANDS.get(name);
  if (command !== undefined) return yield* command(client, openProject(client, flags, readYaml), rest);
  if (REFUSED.has(name)) throw notModelled(`docker compose ${name}`);
  throw new CliError(`unknown docker command: "compose ${name}"`);
}

const EXEC_FLAGS: FlagTable = {
  command: 'docker compose exec',
  booleans: ['detach,d', 'no-TTY,T', 'interactive,i', 'tty,t', 'privileged'],
  strings: ['index', 'user,u', 'workdir,w'],
  lists: ['env,e'],
  stopsAtArgument: true,
  usage: ['[OPTIONS] SERVICE COMMAND [ARGS...]', 'Execute a command in a running container'],
  arguments: { atLeast: 2 },
};

/** `docker compose exec [-dT] [--index NUMBER] SERVICE COMMAND…`: `docker exec` in the service's container. */
function* exec(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(EXEC_FLAGS, argv);
  const [service = '', ...words] = flags.arguments;
  const container = findOne(client, project, selectServices(project, [service], false), flags.value('index') ?? '1');
  const passed = ['user', 'workdir'].flatMap((name) => {
    const value = flags.value(name);
    return value === undefined ? [] : [`--${name}`, value];
  });
  const options = [
    ...(flags.has('detach') ? ['--detach'] : ['--interactive']),
    ...(flags.has('privileged') ? ['--privileged'] : []),
    ...flags.all('env').flatMap((pair) => ['--env', pair]),
    ...passed,
  ];
  return yield* execInContainer(client, [...options, container.name, ...words]);
}
