/** `docker exec`. docker/cli: cli/command/container/exec.go. */
import { Pipe, waitForExit } from '../../machine';
import { execInContainer } from '../container/execInContainer';
import { NOT_EXECUTABLE } from '../container/findProgram';
import { UserError } from '../container/user';
import { DockerError } from '../dockerError';
import { ask, type Command, lookUp } from './cli';
import { readVariables } from './containerOptions';
import { type FlagTable, parseFlags } from './flags';
import { forwardInput } from './streams';

const EXEC_FLAGS: FlagTable = {
  command: 'docker exec',
  booleans: ['interactive,i', 'tty,t', 'detach,d'],
  strings: ['workdir,w', 'user,u'],
  lists: ['env,e', 'env-file'],
  refused: ['detach-keys', 'privileged'],
  stopsAtArgument: true,
  usage: ['[OPTIONS] CONTAINER COMMAND [ARG...]', 'Run a command in a running container'],
  arguments: { atLeast: 2 },
};

/** `docker exec [-itd] CONTAINER COMMAND…`; its exit code is the command's, 126 if it cannot be started. */
export const exec: Command = function* (client, argv) {
  const flags = parseFlags(EXEC_FLAGS, argv);
  const [name = '', ...words] = flags.arguments;
  const { engine, process } = client;
  const variables = readVariables(flags, process);
  const container = yield* lookUp(client, name);
  const input = new Pipe();
  if (!flags.has('interactive')) input.end();
  try {
    const child = yield* ask(client, () =>
      execInContainer(engine, container, words, {
        input,
        // A terminal is one stream.
        printed: (stream, text) => {
          if (!flags.has('detach')) process[flags.has('tty') ? 'stdout' : stream] += text;
        },
        variables,
        directory: flags.value('workdir'),
        user: flags.value('user'),
      }),
    );
    if (flags.has('detach')) return 0;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.handlers.set(signal, () => child.kill(signal));
    if (flags.has('interactive')) forwardInput(process, input);
    return yield* waitForExit(child);
  } catch (error) {
    if (!(error instanceof DockerError) || error.code !== 'failed') throw error;
    // They go to the stream that the command would have written to. moby: api/server/router/container/exec.go.
    process.stdout +=
      error instanceof UserError
        ? `${error.message}\r\n`
        : `OCI runtime exec failed: exec failed: ${error.message}\r\n`;
    return NOT_EXECUTABLE;
  }
};
