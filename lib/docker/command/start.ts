/** `docker start`. docker/cli: cli/command/container/start.go. */
import { Pipe, type Process, pause, pipeOf, type Signal, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Container } from '../container/container';
import { startContainer } from '../container/startContainer';
import { waitForEnd } from '../container/waitForEnd';
import type { DockerEngine } from '../engine';
import { actInTurn, ask, CliError, type Command, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';
import { forwardInput, showOutput } from './streams';

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
    const input = flags.has('interactive') ? new Pipe() : pipeOf('');
    engine.events.tellOfContainer(container, 'attach');
    const stop = showOutput(process, container);
    if (flags.has('interactive')) forwardInput(process, input);
    try {
      yield* engine.request((dockerd) => startSoon(engine, dockerd, container, input));
    } catch (error) {
      stop();
      throw error;
    }
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

/** Starts a container after the time that it takes; `input` is what the client passes on. */
export function* startSoon(
  engine: DockerEngine,
  dockerd: Process,
  container: Container,
  input?: Pipe,
): Generator<Wait, void, void> {
  yield* pause(dockerd, START_DURATION);
  container.restartCount = 0;
  startContainer(engine, container, input);
}

/** Waits for the end, and hands signals to the container; its output is shown as it comes. */
export function* attach(client: Process, container: Container): Generator<Wait, number, void> {
  const { process } = container;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const satisfies readonly Signal[]) {
    client.handlers.set(signal, () => process?.kill(signal));
  }
  yield* waitForEnd(client, container, process);
  return container.exitCode;
}
