/** `docker run`, `docker create`. docker/cli: cli/command/container/run.go, create.go. */
import { type Process, pause, type Signal, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Container } from '../container/container';
import { createContainer } from '../container/createContainer';
import { startContainer } from '../container/startContainer';
import { waitForEnd } from '../container/waitForEnd';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { CliError, type Client, type Command, print } from './cli';
import { CREATE_FLAGS, RUN_FLAGS, readConfig, readOptions } from './containerOptions';
import { type Flags, parseFlags } from './flags';
import { imageName, pullDenied } from './images';

/** What dockerd takes for it. */
const CREATE_DURATION = 120 * MILLISECOND;
export const START_DURATION = 350 * MILLISECOND;

export const run: Command = function* (client, argv) {
  const flags = parseFlags(RUN_FLAGS, argv);
  try {
    readOptions(flags);
    if (flags.value('network') === 'host' && flags.all('publish').length > 0) {
      client.process.stderr += 'WARNING: Published ports are discarded when using host network mode\n';
    }
    const container = yield* create(client, flags);
    return yield* start(client, container, flags);
  } catch (error) {
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    throw new CliError(`docker: ${asSentence(sayDaemon(error))}\nSee 'docker run --help'.`, 125);
  }
};

export const create_: Command = function* (client, argv) {
  const flags = parseFlags(CREATE_FLAGS, argv);
  try {
    readOptions(flags);
    print(client, (yield* create(client, flags)).id);
    return 0;
  } catch (error) {
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    throw new CliError(sayDaemon(error));
  }
};

function* create(client: Client, flags: Flags): Generator<Wait, Container, void> {
  const { engine, process } = client;
  const [reference = ''] = flags.arguments;
  return yield* engine.request(function* (dockerd) {
    const image = engine.findImage(reference);
    if (image === undefined) {
      process.stderr += `Unable to find image '${imageName(reference)}' locally\n`;
      throw pullDenied(reference);
    }
    yield* pause(dockerd, CREATE_DURATION);
    return createContainer(engine, flags.value('name'), readConfig(flags, image));
  });
}

/** Starts it in the background and says its id, or in the foreground until it ends. */
function* start(client: Client, container: Container, flags: Flags): Generator<Wait, number, void> {
  const { engine, process } = client;
  const detached = flags.has('detach');
  if (detached) print(client, container.id);
  try {
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container));
  } catch (error) {
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    process.stderr += `docker: ${asSentence(sayDaemon(error))}\n`;
    if (!detached)
      process.stderr += `time="${engine.machine.date().toISOString().slice(0, 19)}Z" level=error msg="error waiting for container: context canceled"\n`;
    if (container.config.autoRemove) engine.containers.delete(container.id);
    return container.exitCode === 126 || container.exitCode === 127 ? container.exitCode : 125;
  }
  return detached ? 0 : yield* attach(process, container);
}

/** Starts a container after the time that it takes. */
export function* startSoon(engine: DockerEngine, dockerd: Process, container: Container): Generator<Wait, void, void> {
  yield* pause(dockerd, START_DURATION);
  container.restartCount = 0;
  startContainer(engine, container);
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

/** `Error response from daemon: …`, but for errors of the client itself. */
export function sayDaemon(error: DockerError): string {
  return error.code === 'unreachable' || error.code === 'not-modelled' || isOwn(error)
    ? error.message
    : `Error response from daemon: ${error.message}`;
}

/** Ports are read by the client. */
function isOwn({ message }: DockerError): boolean {
  return /^(Invalid (containerPort|hostPort|ranges|proto|ip address)|No port specified|invalid restart policy|maximum retry|Conflicting options|no matching subnet|every ip-range)/.test(
    message,
  );
}

function asSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
