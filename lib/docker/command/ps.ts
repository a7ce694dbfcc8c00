/** `docker ps`. docker/cli: cli/command/container/list.go, formatter/container.go. */
import { compilePattern, type Pattern, PatternError } from '../../tools/shared/pattern';
import type { Container } from '../container/container';
import { notModelled } from '../dockerError';
import type { DockerEngine } from '../engine';
import { humanDuration, timestamp } from '../format/duration';
import type { GoStruct } from '../format/goValue';
import { formatTable } from '../format/table';
import { renderTemplate } from '../format/template';
import { TemplateError } from '../format/templateParser';
import { ask, CliError, type Command, print } from './cli';
import { displayPorts } from './displayPorts';
import { type Flags, type FlagTable, parseFlags } from './flags';

const PS_FLAGS: FlagTable = {
  command: 'docker ps',
  booleans: ['all,a', 'quiet,q', 'no-trunc', 'latest,l'],
  strings: ['format', 'last,n'],
  lists: ['filter,f'],
  refused: ['size,s'],
  usage: ['[OPTIONS]', 'List containers'],
  arguments: { exactly: 0 },
};

const COLUMNS = {
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Command: 'COMMAND',
  RunningFor: 'CREATED',
  Status: 'STATUS',
  Ports: 'PORTS',
  Names: 'NAMES',
} as const;

/** `docker ps [-aql] [-n NUMBER] [--filter KEY=VALUE] [--format TEMPLATE]`, the newest first. */
export const ps: Command = function* (client, argv) {
  const flags = parseFlags(PS_FLAGS, argv);
  const { engine } = client;
  const rows = yield* ask(client, () =>
    select(engine, flags).map((container) => rowOf(engine, container, flags.has('no-trunc'))),
  );
  const format = flags.value('format') ?? 'table';
  if (flags.has('quiet')) print(client, ...rows.map(({ ID }) => `${ID}`));
  else if (format === 'table') {
    const fields = Object.keys(COLUMNS);
    client.process.stdout += formatTable([
      Object.values(COLUMNS),
      ...rows.map((row) => fields.map((field) => `${row[field]}`)),
    ]);
  } else if (format.startsWith('table ')) {
    const headings = Object.fromEntries([
      ...Object.keys(rows[0] ?? {}).map((field) => [field, field.toUpperCase()]),
      ...Object.entries(COLUMNS),
    ]);
    const cells = (row: GoStruct) => renderRow(format.slice(6), row).split('\t');
    client.process.stdout += formatTable([headings, ...rows].map(cells));
  } else print(client, ...rows.map((row) => renderRow(format, row)));
  return 0;
};

/** docker/cli: container/list.go (buildContainerListOptions). Throws a `CliError` for templates that cannot be filled in. */
function renderRow(format: string, row: GoStruct): string {
  try {
    return renderTemplate(unescapeTabs(format), row, '*formatter.ContainerContext');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`failed to ${error.syntax ? 'parse' : 'execute'} template: template: ${error.message}`);
  }
}

/** Newest first. */
function select(engine: DockerEngine, flags: Flags): readonly Container[] {
  const last = flags.has('latest') ? 1 : Number(flags.value('last') ?? -1);
  const all = [...engine.containers.values()].sort((a, b) => b.createdAt - a.createdAt);
  const wanted = flags.all('filter').map(parseFilter);
  const shown = all.filter((container) => wanted.every((test) => test(container)));
  if (last >= 0) return shown.slice(0, last);
  return shown.filter(
    ({ running }) => running || flags.has('all') || flags.all('filter').some((filter) => filter.startsWith('status=')),
  );
}

function parseFilter(filter: string): (container: Container) => boolean {
  const [key = '', ...rest] = filter.split('=');
  const value = rest.join('=');
  if (key === 'name') {
    const pattern = readPattern(value);
    return ({ name }) => pattern?.test(`/${name}`) === true || pattern?.test(name) === true;
  }
  if (key === 'id') return ({ id }) => id.startsWith(value);
  if (key === 'status') return ({ status }) => status === value;
  if (key === 'network') return ({ attachments }) => attachments.has(value);
  throw notModelled(`docker ps --filter ${key}`);
}

/** An expression of Go's; to what is none no name is equal. moby: api/types/filters (Args.Match). */
function readPattern(text: string): Pattern | undefined {
  try {
    return compilePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    if (error.isValid) throw notModelled(`the regular expression "${text}"`);
    return undefined;
  }
}

function rowOf(engine: DockerEngine, container: Container, whole: boolean): GoStruct {
  const now = engine.machine.clock.now;
  const { id, name, config, createdAt } = container;
  const command = container.argv.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ');
  return {
    ID: whole ? id : container.shortId,
    Image: config.imageReference,
    Command: JSON.stringify(whole || command.length <= 20 ? command : `${command.slice(0, 19)}…`),
    CreatedAt: timestamp(engine.machine, createdAt)
      .replace('T', ' ')
      .replace(/(\.\d+)?Z$/, ' +0000 UTC'),
    // The API gives whole seconds.
    RunningFor: `${humanDuration(now - wholeSecond(engine, createdAt))} ago`,
    Ports: displayPorts(container),
    State: container.status,
    Status: statusText(container, now),
    Size: '0B',
    Names: name,
    Labels: [...config.labels].map(([key, value]) => `${key}=${value}`).join(','),
    Mounts: '',
    Networks: [...container.attachments.keys()].sort().join(','),
    LocalVolumes: '0',
  };
}

function statusText({ status, startedAt = 0, finishedAt = 0, exitCode }: Container, now: number): string {
  if (status === 'created') return 'Created';
  if (status === 'running') return `Up ${humanDuration(now - startedAt)}`;
  return `Exited (${exitCode}) ${humanDuration(now - finishedAt)} ago`;
}

function wholeSecond({ machine }: DockerEngine, at: number): number {
  return at - ((machine.date(at).getTime() % 1000) * 1000 + (Math.floor(at) % 1000));
}

/** `\t` and `\n` as they are typed. */
function unescapeTabs(format: string): string {
  return format.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
}
