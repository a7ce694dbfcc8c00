/** `docker start`. docker/cli: cli/command/container/start.go. */
import { type Process, pause, type Signal, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Container } from '../container/container';
import { startContainer } from '../container/startContainer';
import { waitForEnd } from '../container/waitForEnd';
import type { DockerEngine } from '../engine';
import { actInTurn, ask, CliError, type Command, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';

/** What dockerd takes for it. */
const START_DURATION = 350 * MILLISECOND;

const START_FLAGS: FlagTable = {
  command: 'docker start',
  booleans: ['attach,a', 'interactive,i'],
  refused: ['checkpoint', 'checkpoint-dir', 'detach-keys'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Start one or more stopped containers'],
  arguments: { atLeast: 1 },
};

/** `docker start [-a] CONTAINER…` */
export const start: Command = function* (client, argv) {
  const flags = parseFlags(START_FLAGS, argv);
  const { engine, process } = client;
  if (flags.has('attach') || flags.has('interactive')) {
    if (flags.arguments.length > 1) throw new CliError('you cannot start and attach multiple containers at once');
    const container = yield* ask(client, () => engine.container(flags.arguments[0] ?? ''));
    const stdin = flags.has('interactive') ? process.stdin : '';
    engine.events.tellOfContainer(container, 'attach');
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container, stdin));
    return yield* attach(process, container);
  }
  const { arguments: names } = flags;
  const outcomes = yield* actInTurn(names, (name) =>
    engine.request((dockerd) => startSoon(engine, dockerd, engine.container(name))),
  );
  const code = report(client, names, outcomes, say);
  const failed = names.filter((_, index) => outcomes[index] !== undefined);
  if (failed.length > 0) process.stderr += `Error: failed to start containers: ${failed.join(', ')}\n`;
  return code;
};

/** Starts a container after the time that it takes; `stdin` is what the client passes on. */
export function* startSoon(
  engine: DockerEngine,
  dockerd: Process,
  container: Container,
  stdin?: string,
): Generator<Wait, void, void> {
  yield* pause(dockerd, START_DURATION);
  container.restartCount = 0;
  startContainer(engine, container, stdin);
}

/** Waits for the end, hands the output on, and signals to the container. */
export function* attach(client: Process, container: Container): Generator<Wait, number, void> {
  const { process } = container;
  const before = container.pastOutput.stdout.length;
  const errorsBefore = container.pastOutput.stderr.length;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const satisfies readonly Signal[]) {
    client.handlers.set(signal, () => process?.kill(signal));
  }
  yield* waitForEnd(client, container, process);
  const { stdout, stderr } = container.pastOutput;
  client.stdout += stdout.slice(before);
  // A terminal is one stream.
  if (container.config.tty) client.stdout += stderr.slice(errorsBefore);
  else client.stderr += stderr.slice(errorsBefore);
  return container.exitCode;
}
