/** `docker volume create`, `ls`, `inspect`, `rm` and `prune`. docker/cli: cli/command/volume; moby: volume/local. */
import { readLine } from '../../tools/common/standardInput';
import { dropVolume, mountpointOf, needVolume, usersOf } from '../container/storage';
import { DockerError } from '../dockerError';
import type { DockerEngine, Volume } from '../engine';
import { timestamp } from '../format/duration';
import { type GoStruct, toJson } from '../format/goValue';
import { fillTemplate, parseTemplate } from '../format/template';
import { TemplateError } from '../format/templateError';
import { decodeAny } from '../format/typedValue';
import { actInTurn, ask, CliError, type Command, print, printLines, report } from './cli';
import { type FilterTable, matchLabel, matchPattern, readFilters } from './filters';
import { type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';
import { say } from './sayDaemon';

const CREATE_FLAGS: FlagTable = {
  command: 'docker volume create',
  strings: ['driver,d', 'name'],
  lists: ['label'],
  refused: ['opt,o'],
  usage: ['[OPTIONS] [VOLUME]', 'Create a volume'],
  arguments: { atMost: 1 },
};
const LS_FLAGS: FlagTable = {
  command: 'docker volume ls',
  booleans: ['quiet,q'],
  strings: ['format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS]', 'List volumes'],
  arguments: { exactly: 0 },
};
const INSPECT_FLAGS: FlagTable = {
  command: 'docker volume inspect',
  strings: ['format,f'],
  usage: ['[OPTIONS] VOLUME [VOLUME...]', 'Display detailed information on one or more volumes'],
  arguments: { atLeast: 1 },
};
const RM_FLAGS: FlagTable = {
  command: 'docker volume rm',
  booleans: ['force,f'],
  usage: ['[OPTIONS] VOLUME [VOLUME...]', 'Remove one or more volumes'],
  arguments: { atLeast: 1 },
};
const PRUNE_FLAGS: FlagTable = {
  command: 'docker volume prune',
  booleans: ['force,f'],
  lists: ['filter'],
  usage: ['[OPTIONS]', 'Remove all unused local volumes'],
  arguments: { exactly: 0 },
};

const LISTING: Listing = {
  type: '*formatter.volumeContext',
  headings: {
    Name: 'VOLUME NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
  },
  columns: ['Driver', 'Name'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

const FILTERS: FilterTable<Volume> = new Map([
  [
    'name',
    (value) =>
      ({ name }) =>
        matchPattern(value)(name),
  ],
  ['driver', (value) => () => value === 'local'],
  [
    'label',
    (value) =>
      ({ labels }) =>
        matchLabel(labels ?? new Map(), value),
  ],
]);

const PRUNE_FILTERS: FilterTable<Volume> = new Map([
  [
    'label',
    (value) =>
      ({ labels }) =>
        matchLabel(labels ?? new Map(), value),
  ],
  [
    'label!',
    (value) =>
      ({ labels }) =>
        !matchLabel(labels ?? new Map(), value),
  ],
]);

/** Dangling are those that no container has. */
function filtersOf(engine: DockerEngine): FilterTable<Volume> {
  const isUnused = ({ name }: Volume) => usersOf(engine, name).length === 0;
  return new Map([...FILTERS, ['dangling', (value) => (volume) => /^(1|true)$/i.test(value) === isUnused(volume)]]);
}

const create: Command = function* (client, argv) {
  const flags = parseFlags(CREATE_FLAGS, argv);
  const { engine } = client;
  const [word] = flags.arguments;
  if (word !== undefined && flags.value('name') !== undefined)
    throw new CliError('Conflicting options: either specify --name or provide positional arg, not both');
  const name = yield* ask(client, () => {
    const wanted = word ?? flags.value('name') ?? engine.newId();
    const driver = flags.value('driver') ?? 'local';
    if (driver !== 'local')
      throw new DockerError(
        'not-found',
        `create ${wanted}: error looking up volume plugin ${driver}: plugin "${driver}" not found`,
      );
    const labels = new Map(flags.all('label').map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string]));
    return needVolume(engine, wanted, labels).name;
  });
  print(client, name);
  return 0;
};

const ls: Command = function* (client, argv) {
  const flags = parseFlags(LS_FLAGS, argv);
  const { engine } = client;
  const volumes = yield* ask(client, () =>
    [...engine.volumes.values()].filter(readFilters(flags, LS_FLAGS, filtersOf(engine), [])),
  );
  const rows = [...volumes]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, labels }) => ({
      Name: name,
      Driver: 'local',
      Scope: 'local',
      Mountpoint: mountpointOf(engine, name),
      Labels: [...(labels ?? [])].map(([key, value]) => `${key}=${value}`).join(','),
      Links: 'N/A',
      Size: 'N/A',
    }));
  const format = flags.value('format') ?? (flags.has('quiet') ? '{{.Name}}' : '');
  client.process.stdout += formatRows(rows, format, false, LISTING);
  return 0;
};

const inspect: Command = function* (client, argv) {
  const flags = parseFlags(INSPECT_FLAGS, argv);
  const { engine } = client;
  const found: GoStruct[] = [];
  const missing: string[] = [];
  for (const name of flags.arguments) {
    const volume = yield* ask(client, () => engine.volumes.get(name));
    if (volume === undefined) missing.push(name);
    else
      found.push({
        CreatedAt: timestamp(engine.machine, volume.createdAt).replace(/\.\d+Z$/, 'Z'),
        Driver: 'local',
        Labels: new Map(volume.labels ?? []),
        Mountpoint: mountpointOf(engine, name),
        Name: name,
        Options: new Map(),
        Scope: 'local',
      });
  }
  const format = flags.value('format') ?? '';
  if (format === '') print(client, toJson(found, 4));
  else {
    try {
      const template = parseTemplate(format);
      for (const one of found) print(client, fillTemplate(template, decodeAny(one), { missingKeyFails: true }));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new CliError(`template parsing error: template: ${error.message}`, error.syntax ? 64 : 1);
    }
  }
  for (const name of missing) client.process.stderr += `Error: No such volume: ${name}\n`;
  return missing.length > 0 ? 1 : 0;
};

const rm: Command = function* (client, argv) {
  const flags = parseFlags(RM_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const outcomes = yield* actInTurn(names, (name) =>
    engine.request(function* () {
      const users = usersOf(engine, name);
      if (users.length > 0)
        throw new DockerError('conflict', `remove ${name}: volume is in use - [${users.join(' ')}]`);
      if (engine.volumes.has(name)) dropVolume(engine, name);
      else if (!flags.has('force')) throw new DockerError('not-found', `No such volume: ${name}`);
    }),
  );
  return report(client, names, outcomes, (error) =>
    error instanceof DockerError && error.code === 'not-found' ? `Error: ${error.message}` : say(error),
  );
};

const prune: Command = function* (client, argv) {
  const flags = parseFlags(PRUNE_FLAGS, argv);
  const { engine, process } = client;
  if (!flags.has('force')) {
    process.stdout +=
      'WARNING! This will remove all local volumes not used by at least one container.\nAre you sure you want to continue? [y/N] ';
  }
  if (flags.has('force') || /^y$/i.test((yield* readLine(process)).trim())) {
    const removed = yield* ask(client, () => {
      const isAsked = readFilters(flags, PRUNE_FLAGS, PRUNE_FILTERS, []);
      const unused = [...engine.volumes.values()].filter(({ name }) => usersOf(engine, name).length === 0);
      const wanted = unused.filter(isAsked);
      for (const { name } of wanted) dropVolume(engine, name);
      return wanted.map(({ name }) => name);
    });
    if (removed.length > 0) printLines(client, ['Deleted Volumes:', ...removed, '']);
  }
  print(client, 'Total reclaimed space: 0B');
  return 0;
};

export const VOLUME_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['create', create],
  ['inspect', inspect],
  ['list', ls],
  ['ls', ls],
  ['prune', prune],
  ['rm', rm],
  ['remove', rm],
]);
