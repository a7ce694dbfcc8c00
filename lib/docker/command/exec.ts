/** `docker exec`, `docker logs`, `docker top`. docker/cli: cli/command/container/exec.go, logs.go. */
import { type Process, waitForExit } from '../../machine';
import { execInContainer } from '../container/execInContainer';
import { DockerError } from '../dockerError';
import { formatTable } from '../format/table';
import { ask, CliError, type Command, lookUp } from './cli';
import { type FlagTable, parseFlags } from './flags';

const EXEC_FLAGS: FlagTable = {
  command: 'docker exec',
  booleans: ['interactive,i', 'tty,t', 'detach,d'],
  refused: ['detach-keys', 'env,e', 'env-file', 'privileged', 'user,u', 'workdir,w'],
  stopsAtArgument: true,
  usage: ['[OPTIONS] CONTAINER COMMAND [ARG...]', 'Run a command in a running container'],
  arguments: { atLeast: 2 },
};

export const exec: Command = function* (client, argv) {
  const flags = parseFlags(EXEC_FLAGS, argv);
  const [name = '', ...words] = flags.arguments;
  const { engine, process } = client;
  const container = yield* lookUp(client, name);
  try {
    const child = yield* ask(client, () =>
      execInContainer(engine, container, words, flags.has('interactive') ? process.stdin : ''),
    );
    if (flags.has('detach')) return 0;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.handlers.set(signal, () => child.kill(signal));
    const code = yield* waitForExit(child);
    process.stdout += flags.has('tty') ? child.stdout + child.stderr : child.stdout;
    if (!flags.has('tty')) process.stderr += child.stderr;
    return code;
  } catch (error) {
    if (!(error instanceof DockerError) || error.code !== 'failed') throw error;
    throw new CliError(`OCI runtime exec failed: exec failed: ${error.message}`, 126);
  }
};

const LOGS_FLAGS: FlagTable = {
  command: 'docker logs',
  strings: ['tail,n'],
  refused: ['details', 'follow,f', 'since', 'timestamps,t', 'until'],
  usage: ['[OPTIONS] CONTAINER', 'Fetch the logs of a container'],
  arguments: { exactly: 1 },
};

export const logs: Command = function* (client, argv) {
  const flags = parseFlags(LOGS_FLAGS, argv);
  const [name = ''] = flags.arguments;
  const { stdout, stderr } = (yield* lookUp(client, name)).output;
  const tail = flags.value('tail') ?? 'all';
  const [out, errors] = [stdout, stderr].map((text) => text.split(/(?<=\n)/).filter((line) => line !== '')) as [
    string[],
    string[],
  ];
  // In which order lines came on the two is not kept: errors count as the last.
  const skipped = /^\d+$/.test(tail) ? Math.max(0, out.length + errors.length - Number(tail)) : 0;
  client.process.stdout += out.slice(skipped).join('');
  client.process.stderr += errors.slice(Math.max(0, skipped - out.length)).join('');
  return 0;
};

const TOP_FLAGS: FlagTable = {
  command: 'docker top',
  usage: ['CONTAINER [ps OPTIONS]', 'Display the running processes of a container'],
  arguments: { exactly: 1 },
};

export const top: Command = function* (client, argv) {
  const [name = ''] = parseFlags(TOP_FLAGS, argv).arguments;
  const container = yield* ask(client, () => client.engine.container(name));
  const { place } = container;
  if (place === undefined || !container.running)
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  const started = (process: Process) => place.machine.date(process.startedAt).toISOString().slice(11, 16);
  const rows = place.pids
    .list()
    .map((process) => [
      'root',
      `${process.pid}`,
      `${process.parent?.pid ?? 1}`,
      '0',
      started(process),
      '?',
      '00:00:00',
      process.title,
    ]);
  client.process.stdout += formatTable([['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'], ...rows], 20);
  return 0;
};
