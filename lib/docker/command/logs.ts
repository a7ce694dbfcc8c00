/** `docker logs`. docker/cli: cli/command/container/logs.go. */
import { type Process, pause, type Wait } from '../../machine';
import { SECOND } from '../../network';
import type { Container } from '../container/container';
import { type Command, lookUp } from './cli';
import { type FlagTable, parseFlags } from './flags';

const LOGS_FLAGS: FlagTable = {
  command: 'docker logs',
  strings: ['tail,n'],
  booleans: ['follow,f'],
  refused: ['details', 'since', 'timestamps,t', 'until'],
  usage: ['[OPTIONS] CONTAINER', 'Fetch the logs of a container'],
  arguments: { exactly: 1 },
};

/** `docker logs [-f] [--tail LINES] CONTAINER`; with -f, what is new as well, until the container ends. */
export const logs: Command = function* (client, argv) {
  const flags = parseFlags(LOGS_FLAGS, argv);
  const [name = ''] = flags.arguments;
  const container = yield* lookUp(client, name);
  const { stdout, stderr } = container.output;
  const tail = flags.value('tail') ?? 'all';
  const [out, errors] = [stdout, stderr].map((text) => text.split(/(?<=\n)/).filter((line) => line !== '')) as [
    string[],
    string[],
  ];
  // In which order lines came on the two is not kept: errors count as the last.
  const skipped = /^\d+$/.test(tail) ? Math.max(0, out.length + errors.length - Number(tail)) : 0;
  client.process.stdout += out.slice(skipped).join('');
  client.process.stderr += errors.slice(Math.max(0, skipped - out.length)).join('');
  if (flags.has('follow')) yield* follow(client.process, container, { stdout: stdout.length, stderr: stderr.length });
  return 0;
};

/** Looks once a second for what comes behind what is known. */
function* follow(
  process: Process,
  container: Container,
  known: { stdout: number; stderr: number },
): Generator<Wait, void, void> {
  process.endedBy = 'Ctrl-C';
  while (container.running) {
    yield* pause(process, SECOND);
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = container.output[stream];
      process[stream] += text.slice(known[stream]);
      known[stream] = text.length;
    }
  }
}
