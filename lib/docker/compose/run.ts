/** `docker compose run`: a container of a service for one command, behind those that the service depends on. compose: pkg/compose/run.go. */
import { Pipe, type Wait } from '../../machine';
import { type Client, print } from '../command/cli';
import { type Flags, type FlagTable, parseFlags } from '../command/flags';
import { attach, startSoon } from '../command/start';
import { forwardInput, showOutput } from '../command/streams';
import { removeContainer } from '../container/removeContainer';
import { createOf } from './containers';
import { type Project, type Service, type ServiceOption, selectServices } from './project';
import { converge, startAll, UP_FLAGS } from './up';

const RUN_FLAGS: FlagTable = {
  command: 'docker compose run',
  booleans: ['detach,d', 'interactive,i', 'no-TTY,T', 'no-deps', 'rm', 'service-ports,P', 'use-aliases', 'tty,t'],
  strings: ['entrypoint', 'name', 'user,u', 'workdir,w'],
  lists: ['env,e', 'label,l', 'publish,p', 'cap-add', 'cap-drop'],
  refused: ['build', 'quiet-pull', 'remove-orphans', 'volume,v'],
  stopsAtArgument: true,
  usage: ['[OPTIONS] SERVICE [COMMAND] [ARGS...]', 'Run a one-off command on a service'],
  arguments: { atLeast: 1 },
};

/** Options that are handed on as they are. */
const PASSED = ['env', 'label', 'publish', 'cap-add', 'cap-drop', 'user', 'workdir'];

/** `docker compose run [-d] [--rm] [--no-deps] [-e NAME=VALUE] [-p PORTS] SERVICE [COMMAND…]`; its exit code is the command's. */
export function* run(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(RUN_FLAGS, argv);
  const [name = '', ...command] = flags.arguments;
  const { engine, process } = client;
  const [service] = selectServices(project, [name], false);
  if (service === undefined) return 1;
  const before = flags.has('no-deps') ? [] : selectServices(project, [name], true).filter((one) => one !== service);
  yield* converge(client, project, before, parseFlags(UP_FLAGS, []), [service]);
  yield* startAll(client, project, before);
  const slug = engine.newId();
  const container = yield* createOf(client, project, oneOff(project, service, flags, command, slug), 1, {
    slug,
    hasAliases: flags.has('use-aliases'),
  });
  if (flags.has('detach')) {
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container));
    print(client, container.id);
    return 0;
  }
  const input = new Pipe();
  const stop = showOutput(process, container);
  forwardInput(process, input);
  try {
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container, input));
  } catch (error) {
    stop();
    throw error;
  }
  const exitCode = yield* attach(process, container);
  if (flags.has('rm') && engine.containers.has(container.id)) removeContainer(engine, container);
  return exitCode;
}

/** The service as this container has it: no published ports unless they are asked for, and it never starts again. */
function oneOff(project: Project, service: Service, flags: Flags, command: readonly string[], slug: string): Service {
  const left = flags.has('service-ports') ? ['--restart'] : ['--restart', '--publish'];
  const own = service.options.filter(({ argv: [option = ''] }) => !left.includes(option));
  const more = PASSED.flatMap((option) =>
    flags.all(option).map((value): ServiceOption => ({ argv: [`--${option}`, value], path: [] })),
  );
  const entrypoint = flags.value('entrypoint');
  return {
    ...service,
    containerName: flags.value('name') ?? `${project.name}-${service.name}-run-${slug.slice(0, 12)}`,
    options: [...own, ...more],
    ...(entrypoint === undefined ? {} : { entrypoint: entrypoint.split(' ').filter(Boolean), command: [] }),
    ...(command.length === 0 ? {} : { command }),
  };
}
