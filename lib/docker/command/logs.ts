/** `docker logs`. docker/cli: cli/command/container/logs.go. */
import { type Command, lookUp } from './cli';
import { type FlagTable, parseFlags } from './flags';

const LOGS_FLAGS: FlagTable = {
  command: 'docker logs',
  strings: ['tail,n'],
  refused: ['details', 'follow,f', 'since', 'timestamps,t', 'until'],
  usage: ['[OPTIONS] CONTAINER', 'Fetch the logs of a container'],
  arguments: { exactly: 1 },
};

/** `docker logs [--tail LINES] CONTAINER` */
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
