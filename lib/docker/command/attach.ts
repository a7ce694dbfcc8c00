/** `docker attach`. docker/cli: cli/command/container/attach.go. */
import { waitForEnd } from '../container/waitForEnd';
import { CliError, type Command, lookUp } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { forwardInput, showOutput } from './streams';

const ATTACH_FLAGS: FlagTable = {
  command: 'docker attach',
  booleans: ['no-stdin', 'sig-proxy'],
  refused: ['detach-keys'],
  usage: ['[OPTIONS] CONTAINER', 'Attach local standard input, output, and error streams to a running container'],
  arguments: { exactly: 1 },
};

/** `docker attach CONTAINER`: what it prints from now on, until it ends; its exit code. What comes by standard input reaches it, if it was asked for. */
export const attachTo: Command = function* (client, argv) {
  const flags = parseFlags(ATTACH_FLAGS, argv);
  const [name = ''] = flags.arguments;
  const container = yield* lookUp(client, name);
  if (!container.running) throw new CliError('You cannot attach to a stopped container, start it first');
  if (container.paused) throw new CliError('You cannot attach to a paused container, unpause it first');
  const { process, engine } = client;
  engine.events.tellOfContainer(container, 'attach');
  process.endedBy = 'Ctrl-C';
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.handlers.set(signal, () => container.process?.kill(signal));
  showOutput(process, container);
  if (container.config.openStdin && container.process !== undefined && !flags.has('no-stdin'))
    forwardInput(process, container.process.input, false);
  yield* waitForEnd(process, container, container.process);
  return container.exitCode;
};
