/** `docker top`. docker/cli: cli/command/container/top.go. */
import { type Place, type Process, userOf } from '../../machine';
import { userName } from '../../tools/common/accounts';
import type { Container } from '../container/container';
import { DockerError, notModelled } from '../dockerError';
import { formatTable } from '../format/table';
import { ask, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';

const TOP_FLAGS: FlagTable = {
  command: 'docker top',
  usage: ['CONTAINER [ps OPTIONS]', 'Display the running processes of a container'],
  stopsAtArgument: true,
  arguments: { atLeast: 1 },
};

function isOfPerson({ argv, parent }: Process): boolean {
  return argv[0]?.startsWith('-') === true || (parent !== undefined && isOfPerson(parent));
}

/** Processes of a container; a person's shell that was brought in from outside is none of them. */
export function ofContainer({ pids }: Place): readonly Process[] {
  return pids.list().filter((process) => !isOfPerson(process));
}

/** `docker top CONTAINER [-ef | -o COLUMNS]` */
export const top: Command = function* (client, argv) {
  const [name = '', ...options] = parseFlags(TOP_FLAGS, argv).arguments;
  const columns = columnsOf(options);
  if (columns === undefined) throw notModelled(`docker top with ${options.join(' ')}, which are for ps`);
  const container = yield* ask(client, () => client.engine.container(name));
  const { place } = container;
  if (place === undefined || !container.running)
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  client.engine.events.tellOfContainer(container, 'top');
  client.process.stdout += formatTable(pick([TOP_TITLES, ...processRows(container)], columns), 20);
  return 0;
};

/** What `ps -o` calls columns of `ps -ef`, and their titles. procps: ps/output.c. */
const COLUMNS: Readonly<Record<string, readonly [of: string, title: string]>> = {
  user: ['UID', 'USER'],
  pid: ['PID', 'PID'],
  ppid: ['PPID', 'PPID'],
  stime: ['STIME', 'STIME'],
  time: ['TIME', 'TIME'],
  cmd: ['CMD', 'CMD'],
  args: ['CMD', 'COMMAND'],
};

type Columns = readonly (readonly [of: string, title: string])[];

/** The columns that options of ps ask for; undefined for others. moby: daemon/top_unix.go has `-ef` where there are none. */
function columnsOf(options: readonly string[]): Columns | undefined {
  const text = options.join(' ');
  if (text === '' || text === '-ef') return TOP_TITLES.map((title) => [title, title]);
  const names = /^-e?o ?([a-z,]+)$/.exec(text)?.[1]?.split(',') ?? [];
  if (names.length === 0 || names.some((name) => COLUMNS[name] === undefined)) return undefined;
  if (!names.includes('pid')) throw new DockerError('failed', "Couldn't find PID field in ps output");
  return names.flatMap((name) => {
    const column = COLUMNS[name];
    return column === undefined ? [] : [column];
  });
}

/** Some columns of a table whose first row has their titles. */
function pick(
  [titles = [], ...rows]: readonly (readonly string[])[],
  columns: Columns,
): readonly (readonly string[])[] {
  const places = columns.map(([of]) => titles.indexOf(of));
  return [columns.map(([, title]) => title), ...rows.map((row) => places.map((place) => row[place] ?? ''))];
}

/** Of the columns that `ps -ef` has. */
export const TOP_TITLES: readonly string[] = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'];

/** A row for each process of a container. */
export function processRows({ place }: Container): readonly (readonly string[])[] {
  if (place === undefined) return [];
  const started = (process: Process) => place.machine.date(process.startedAt).toISOString().slice(11, 16);
  return ofContainer(place).map((process) => [
    userName(place.machine, userOf(process.place).uid) ?? `${userOf(process.place).uid}`,
    `${process.pid}`,
    `${process.parent?.pid ?? 1}`,
    '0',
    started(process),
    '?',
    '00:00:00',
    process.title,
  ]);
}
