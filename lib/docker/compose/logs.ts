/** `docker compose logs`, and the lines that `up` shows of its containers. compose: cmd/formatter/logs.go, pkg/compose/logs.go. */
import { atOnce, type Wait } from '../../machine';
import { ask, CliError, type Client } from '../command/cli';
import { type FlagTable, parseFlags } from '../command/flags';
import { type LogRequest, readLog, readTail } from '../command/logs';
import { longTimestamp, readTime } from '../command/times';
import type { Container } from '../container/container';
import { containersOf, shortName } from './containers';
import { type Project, selectServices } from './project';

const LOGS_FLAGS: FlagTable = {
  command: 'docker compose logs',
  booleans: ['follow,f', 'no-color', 'no-log-prefix', 'timestamps,t'],
  strings: ['tail,n', 'since', 'until'],
  refused: ['index'],
  usage: ['[OPTIONS] [SERVICE...]', 'View output from containers'],
  arguments: {},
};

/** `docker compose logs [-ft] [--no-log-prefix] [-n LINES] [--since TIME] [--until TIME] [SERVICE…]` */
export function* logs(client: Client, project: Project, argv: readonly string[]): Generator<Wait, number, void> {
  const flags = parseFlags(LOGS_FLAGS, argv);
  const { engine } = client;
  const services = selectServices(project, flags.arguments, false);
  const containers = yield* ask(client, () => containersOf(engine, project.name, services));
  const limit = (flag: 'since' | 'until') => {
    const text = flags.value(flag) ?? '';
    const time = text === '' ? undefined : readTime(engine.machine, text);
    if (text !== '' && time === undefined)
      throw new CliError(`invalid value for "${flag}": failed to parse value as time or duration: "${text}"`);
    return time;
  };
  const request = { since: limit('since'), until: limit('until'), tail: readTail(flags), follows: flags.has('follow') };
  yield* showLogs(client, containers, request, {
    prefix: !flags.has('no-log-prefix'),
    timestamps: flags.has('timestamps'),
  });
  return 0;
}

/** How lines are shown. */
interface Look {
  /** The name of the container before each. */
  readonly prefix: boolean;
  readonly timestamps: boolean;
}

/** Shows what containers have printed, one after the other; those that are followed at the same time, as it comes. */
export function* showLogs(
  client: Client,
  containers: readonly Container[],
  request: LogRequest,
  { prefix, timestamps }: Look,
): Generator<Wait, void, void> {
  const { process, engine } = client;
  const width = Math.max(0, ...containers.map((container) => shortName(container).length)) + 1;
  const reading = (container: Container) =>
    readLog(process, container, request, ({ stream, text, at }) => {
      const name = prefix ? `${shortName(container).padEnd(width)} | ` : '';
      const time = timestamps ? `${longTimestamp(engine.machine, at)} ` : '';
      process[stream] += `${name}${time}${text.replace(/\n?$/, '\n')}`;
    });
  if (!request.follows) {
    for (const container of containers) yield* reading(container);
    return;
  }
  yield* atOnce(process, containers.map(reading));
}
