/** `docker logs`. docker/cli: cli/command/container/logs.go; moby: daemon/logs.go. */
import type { Process, Wait } from '../../machine';
import type { Microseconds } from '../../network';
import type { Container } from '../container/container';
import type { LogLine } from '../container/containerLog';
import { CliError, type Command, lookUp } from './cli';
import { type Flags, type FlagTable, parseFlags } from './flags';
import { longTimestamp, readTime } from './times';

const LOGS_FLAGS: FlagTable = {
  command: 'docker logs',
  strings: ['tail,n', 'since', 'until'],
  booleans: ['follow,f', 'timestamps,t', 'details'],
  usage: ['[OPTIONS] CONTAINER', 'Fetch the logs of a container'],
  arguments: { exactly: 1 },
};

/** `docker logs [-ft] [--tail LINES] [--since TIME] [--until TIME] CONTAINER`; with -f, what is new as well, until the container ends. */
export const logs: Command = function* (client, argv) {
  const flags = parseFlags(LOGS_FLAGS, argv);
  const { process, engine } = client;
  const limit = (flag: 'since' | 'until') => {
    const text = flags.value(flag) ?? '';
    const time = text === '' ? undefined : readTime(engine.machine, text);
    if (text !== '' && time === undefined)
      throw new CliError(`invalid value for "${flag}": failed to parse value as time or duration: "${text}"`);
    return time;
  };
  const [name = ''] = flags.arguments;
  const wanted = { since: limit('since'), until: limit('until'), tail: readTail(flags) };
  const container = yield* lookUp(client, name);
  const show = ({ stream, text, at }: LogLine) => {
    const time = flags.has('timestamps') ? `${longTimestamp(engine.machine, at)} ` : '';
    process[stream] += `${time}${flags.has('details') ? ' ' : ''}${text}`;
  };
  yield* readLog(process, container, { ...wanted, follows: flags.has('follow') }, show);
  return 0;
};

/** Which lines of a log are wanted. */
export interface LogRequest {
  readonly since: Microseconds | undefined;
  readonly until: Microseconds | undefined;
  /** So many of the last; `undefined`: all. */
  readonly tail: number | undefined;
  /** Those that come as well, until the container ends. */
  readonly follows: boolean;
}

/** `--tail`; what is no number is all of it. */
export function readTail(flags: Flags): number | undefined {
  const tail = flags.value('tail') ?? 'all';
  return /^\d+$/.test(tail) ? Number(tail) : undefined;
}

/** Hands over the lines of a container's log, in the order in which they came. */
export function* readLog(
  client: Process,
  { log, running, process }: Container,
  { since, until, tail, follows }: LogRequest,
  show: (line: LogLine) => void,
): Generator<Wait, void, void> {
  let at = Math.max(0, log.lines.length - (tail ?? log.lines.length));
  const isLate = (line: LogLine) => until !== undefined && line.at > until;
  const showNew = () => {
    for (; at < log.lines.length; at++) {
      const line = log.lines[at];
      if (line === undefined || isLate(line)) return false;
      if (since === undefined || line.at >= since) show(line);
    }
    return true;
  };
  if (!showNew() || !follows || !running) return;
  client.endedBy = 'Ctrl-C';
  while (process?.running === true) {
    const seen = log.lines.length;
    yield {
      ready: () => log.lines.length > seen || !process.running,
      subscribe: (wake) => log.subscribe(wake),
    };
    if (!showNew()) return;
  }
}
