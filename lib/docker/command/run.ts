/** `docker run`, `docker create`. docker/cli: cli/command/container/run.go, create.go. */
import { Pipe, pause, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Container, ContainerConfig } from '../container/container';
import { createContainer } from '../container/createContainer';
import { removeContainer } from '../container/removeContainer';
import { addStorage } from '../container/storage';
import { DockerError } from '../dockerError';
import { imageName } from '../image/image';
import { CliError, type Client, type Command, print } from './cli';
import { CREATE_FLAGS, RUN_FLAGS, readConfig, readOptions } from './containerOptions';
import { type Flags, type FlagTable, parseFlags } from './flags';
import { pullDenied } from './pull';
import { sayDaemon } from './sayDaemon';
import { attach, startSoon } from './start';
import { forwardInput, showOutput } from './streams';

/** What dockerd takes for it. */
const CREATE_DURATION = 120 * MILLISECOND;

/** `docker run`: creates a container and starts it; 125 to 127 if that fails, else the container's exit code, or 0 with `-d`. */
export const run: Command = function* (client, argv) {
  const flags = parseFlags(RUN_FLAGS, argv);
  try {
    readOptions(flags, RUN_FLAGS, client.process);
    if (flags.value('network') === 'host' && flags.all('publish').length > 0) {
      client.process.stderr += 'WARNING: Published ports are discarded when using host network mode\n';
    }
    const container = yield* createFrom(client, flags, RUN_FLAGS);
    if (!flags.has('detach')) client.engine.events.tellOfContainer(container, 'attach');
    return yield* startCreated(client, container, flags);
  } catch (error) {
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    throw new CliError(refusal(client, error, true), 125);
  }
};

/** `docker create`; prints the container's id. */
export const create: Command = function* (client, argv) {
  const flags = parseFlags(CREATE_FLAGS, argv);
  try {
    readOptions(flags, CREATE_FLAGS, client.process);
    print(client, (yield* createFrom(client, flags, CREATE_FLAGS)).id);
    return 0;
  } catch (error) {
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    throw new CliError(sayDaemon(error));
  }
};

function* createFrom(client: Client, flags: Flags, table: FlagTable): Generator<Wait, Container, void> {
  const { engine, process } = client;
  const [reference = ''] = flags.arguments;
  return yield* engine.request(function* (dockerd) {
    const image = engine.findImage(reference);
    if (image === undefined) {
      process.stderr += `Unable to find image '${imageName(reference)}' locally\n`;
      throw pullDenied(reference);
    }
    yield* pause(dockerd, CREATE_DURATION);
    const config = readConfig(flags, table, process, image);
    checkDirectory(config);
    return createContainer(engine, flags.value('name'), config, flags.all('expose').length > 0, addStorage);
  });
}

function checkDirectory({ workingDirectory }: ContainerConfig): void {
  if (workingDirectory !== '' && !workingDirectory.startsWith('/'))
    throw new DockerError(
      'failed',
      `the working directory '${workingDirectory}' is invalid, it needs to be an absolute path`,
    );
}

/** Starts it in the background and says its id, or in the foreground until it ends. */
function* startCreated(client: Client, container: Container, flags: Flags): Generator<Wait, number, void> {
  const { engine, process } = client;
  const detached = flags.has('detach');
  if (detached) print(client, container.id);
  const input = detached ? undefined : new Pipe();
  const stop = detached ? () => {} : showOutput(process, container);
  if (input !== undefined && flags.has('interactive')) forwardInput(process, input);
  try {
    yield* engine.request((dockerd) => startSoon(engine, dockerd, container, input));
  } catch (error) {
    stop();
    if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
    process.stderr += `${refusal(client, error, false)}\n`;
    // Who waits for the removal hears that the waiting was given up.
    if (!detached && container.config.autoRemove)
      process.stderr += `time="${engine.machine.date().toISOString().slice(0, 19)}Z" level=error msg="error waiting for container: context canceled"\n`;
    if (container.config.autoRemove) removeContainer(engine, container, true);
    return error.exitCode ?? 125;
  }
  return detached ? 0 : yield* attach(process, container);
}

/** What the client says of a refusal; where help is, only the newer one says of a container that does not start. */
function refusal({ engine }: Client, error: DockerError, alwaysSaysHelp: boolean): string {
  const text = sayDaemon(error);
  if (engine.release.changes.has('saysHelpApart'))
    return `docker: ${asNewer(text)}\n\nRun 'docker run --help' for more information`;
  return `docker: ${formatSentence(text)}${alwaysSaysHelp ? "\nSee 'docker run --help'." : ''}`;
}

/** The client's own words about ports begin small from 28 on. go-connections: nat/nat.go. */
function asNewer(text: string): string {
  return text
    .replace(/^Invalid ip address/, 'invalid IP address')
    .replace(/^(Invalid|No port)/, (word) => word.toLowerCase())
    .replace(
      /^Conflicting options: --restart and --rm$/,
      'conflicting options: cannot specify both --restart and --rm',
    );
}

function formatSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
