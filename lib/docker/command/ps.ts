/** `docker ps`. docker/cli: cli/command/container/list.go, formatter/container.go. */
import { type Container, stateOf } from '../container/container';
import type { DockerEngine } from '../engine';
import { humanDuration, timestamp } from '../format/duration';
import { GO_STRING } from '../format/goType';
import { type GoStruct, toText } from '../format/goValue';
import { type GoMethod, type Typed, typedString } from '../format/typedValue';
import { ask, type Command } from './cli';
import { displayPorts } from './displayPorts';
import { readFilters } from './filters';
import { type Flags, type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';
import { filtersOf, UNMODELLED_FILTERS } from './psFilters';

const PS_FLAGS: FlagTable = {
  command: 'docker ps',
  booleans: ['all,a', 'quiet,q', 'no-trunc', 'latest,l'],
  strings: ['format', 'last,n'],
  lists: ['filter,f'],
  refused: ['size,s'],
  usage: ['[OPTIONS]', 'List containers'],
  arguments: { exactly: 0 },
};

const LISTING: Listing = {
  type: '*formatter.ContainerContext',
  headings: {
    ID: 'CONTAINER ID',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Names: 'NAMES',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    Networks: 'NETWORKS',
    LocalVolumes: 'LOCAL VOLUMES',
  },
  columns: ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'],
  triesTemplate: true,
  methodOf: (row) => (name) => (name === 'Label' ? labelOf(toText(row.Labels)) : undefined),
  // docker/cli: container/list.go (buildContainerListOptions).
  explain: ({ syntax, message }) => `failed to ${syntax ? 'parse' : 'execute'} template: template: ${message}`,
};

/** `docker ps [-aql] [-n NUMBER] [--filter KEY=VALUE] [--format TEMPLATE]`, the newest first. */
export const ps: Command = function* (client, argv) {
  const flags = parseFlags(PS_FLAGS, argv);
  const { engine } = client;
  const rows = yield* ask(client, () =>
    select(engine, flags).map((container) => rowOf(engine, container, flags.has('no-trunc'))),
  );
  client.process.stdout += formatRows(rows, flags.value('format') ?? '', flags.has('quiet'), LISTING);
  return 0;
};

/** Newest first. */
function select(engine: DockerEngine, flags: Flags): readonly Container[] {
  const last = flags.has('latest') ? 1 : Number(flags.value('last') ?? -1);
  const all = [...engine.containers.values()].sort((a, b) => b.createdAt - a.createdAt);
  const shown = all.filter(readFilters(flags, PS_FLAGS, filtersOf(engine), UNMODELLED_FILTERS));
  if (last >= 0) return shown.slice(0, last);
  return shown.filter(
    ({ running }) => running || flags.has('all') || flags.all('filter').some((filter) => filter.startsWith('status=')),
  );
}

/** What a listing says of a container. */
export function rowOf(engine: DockerEngine, container: Container, whole: boolean): GoStruct {
  const now = engine.machine.clock.now;
  const { id, name, config, createdAt } = container;
  const points = container.storage?.points ?? [];
  const mounted = points.map((point) => point.name ?? point.source);
  const command = container.argv.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ');
  return {
    ID: whole ? id : container.shortId,
    Image: shownImage(engine, container, whole),
    Command: JSON.stringify(whole || command.length <= 20 ? command : `${command.slice(0, 19)}…`),
    CreatedAt: timestamp(engine.machine, createdAt)
      .replace('T', ' ')
      .replace(/(\.\d+)?Z$/, ' +0000 UTC'),
    // The API gives whole seconds.
    RunningFor: `${humanDuration(now - wholeSecond(engine, createdAt))} ago`,
    Ports: displayPorts(engine.release, container),
    State: stateOf(container),
    Status: statusText(container, now),
    Size: '0B',
    Names: name,
    Labels: [...config.labels].map(([key, value]) => `${key}=${value}`).join(','),
    Mounts: mounted.map((name) => (whole || name.length <= 15 ? name : `${name.slice(0, 14)}…`)).join(','),
    Networks: [...container.attachments.keys()].sort().join(','),
    LocalVolumes: `${points.filter(({ name }) => name !== undefined).length}`,
  };
}

/** Another image may have the name by now, or none: then the identifier stands there. moby: daemon/list.go (refreshImage). */
function shownImage({ images }: DockerEngine, { config }: Container, whole: boolean): string {
  const { image, imageReference } = config;
  if (images.find(imageReference)?.id === image.id) return imageReference;
  return whole ? `sha256:${image.id}` : image.id.slice(0, 12);
}

function statusText({ status, paused, startedAt = 0, finishedAt = 0, exitCode }: Container, now: number): string {
  if (status === 'created') return 'Created';
  if (status === 'running') return `Up ${humanDuration(now - startedAt)}${paused ? ' (Paused)' : ''}`;
  return `Exited (${exitCode}) ${humanDuration(now - finishedAt)} ago`;
}

function wholeSecond({ machine }: DockerEngine, at: number): number {
  return at - ((machine.date(at).getTime() % 1000) * 1000 + (Math.floor(at) % 1000));
}

/** `{{.Label "NAME"}}` */
function labelOf(labels: string): GoMethod {
  const all = new Map(
    labels.split(',').map((label) => {
      const [name = ''] = label.split('=', 1);
      return [name, label.slice(name.length + 1)];
    }),
  );
  const text = (value: Typed | undefined) => (value?.kind === 'string' ? value.text : '');
  return { parameters: [GO_STRING], call: ([name]) => typedString(all.get(text(name)) ?? '') };
}
