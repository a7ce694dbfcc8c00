/** `docker attach`. docker/cli: cli/command/container/attach.go. */
import { pause } from '../../machine';
import { SECOND } from '../../network';
import { CliError, type Command, lookUp } from './cli';
import { type FlagTable, parseFlags } from './flags';

const ATTACH_FLAGS: FlagTable = {
  command: 'docker attach',
  booleans: ['no-stdin', 'sig-proxy'],
  refused: ['detach-keys'],
  usage: ['[OPTIONS] CONTAINER', 'Attach local standard input, output, and error streams to a running container'],
  arguments: { exactly: 1 },
};

/** `docker attach CONTAINER`: what it prints from now on, until it ends; its exit code. What is typed does not reach it. */
export const attachTo: Command = function* (client, argv) {
  const [name = ''] = parseFlags(ATTACH_FLAGS, argv).arguments;
  const container = yield* lookUp(client, name);
  if (!container.running) throw new CliError('You cannot attach to a stopped container, start it first');
  if (container.paused) throw new CliError('You cannot attach to a paused container, unpause it first');
  const { process, engine } = client;
  engine.events.tellOfContainer(container, 'attach');
  process.endedBy = 'Ctrl-C';
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.handlers.set(signal, () => container.process?.kill(signal));
  const known = { stdout: container.output.stdout.length, stderr: container.output.stderr.length };
  const show = () => {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = container.output[stream];
      process[container.config.tty ? 'stdout' : stream] += text.slice(known[stream]);
      known[stream] = text.length;
    }
  };
  while (container.running) {
    yield* pause(process, SECOND);
    show();
  }
  show();
  return container.exitCode;
};
