/** `docker images`. docker/cli: cli/command/image/list.go, formatter/image.go. */
import type { DockerEngine } from '../engine';
import { humanDuration } from '../format/duration';
import { type Image, parseReference } from '../image/image';
import { ask, type Command } from './cli';
import { type FilterTable, readFilters, readSwitch } from './filters';
import { type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';

const IMAGES_FLAGS: FlagTable = {
  command: 'docker images',
  booleans: ['all,a', 'quiet,q', 'no-trunc', 'digests'],
  strings: ['format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS] [REPOSITORY[:TAG]]', 'List images'],
  arguments: { atMost: 1 },
};

const LISTING: Listing = {
  type: '*formatter.imageContext',
  headings: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  columns: ['Repository', 'Tag', 'ID', 'CreatedSince', 'Size'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

const WITH_DIGESTS: Listing = { ...LISTING, columns: ['Repository', 'Tag', 'Digest', 'ID', 'CreatedSince', 'Size'] };

/** An image under one of its names; without one it is left over. */
interface Named {
  readonly image: Image;
  readonly repository: string;
  readonly tag: string;
}

const NONE = '<none>';

const FILTERS: FilterTable<Named> = new Map([
  ['reference', (value) => (one) => matchReference(one, value)],
  [
    'dangling',
    (value) => {
      const wanted = readSwitch(value, `Invalid filter 'dangling=[${value}]'`);
      return ({ repository }) => (repository === NONE) === wanted;
    },
  ],
  ['label', () => () => false],
]);

/** All images under all their names. */
export function namedImages({ images }: DockerEngine): readonly Named[] {
  return images.list.flatMap((image) => {
    const names = images.namesOf(image);
    if (names.length === 0) return [{ image, repository: NONE, tag: NONE }];
    return names.map((name) => ({ image, ...parseReference(name) }));
  });
}

/** `docker images [-q] [--filter KEY=VALUE] [--format TEMPLATE] [REPOSITORY]`, the newest first. */
export const images: Command = function* (client, argv) {
  const flags = parseFlags(IMAGES_FLAGS, argv);
  const [wanted] = flags.arguments;
  const shown = yield* ask(client, () => {
    const isWanted = readFilters(flags, IMAGES_FLAGS, FILTERS, ['before', 'since']);
    return namedImages(client.engine).filter((one) => isWanted(one) && (wanted === undefined || isNamed(one, wanted)));
  });
  const now = client.engine.machine.date().getTime();
  const rows = [...shown]
    .sort((a, b) => b.image.createdAt - a.image.createdAt)
    .map(({ image, repository, tag }) => ({
      ID: flags.has('no-trunc') ? `sha256:${image.id}` : image.id.slice(0, 12),
      Repository: repository,
      Tag: tag,
      Digest: NONE,
      CreatedSince: `${humanDuration((now - image.createdAt) * 1000)} ago`,
      CreatedAt: createdAtText(image),
      Size: humanSize(image.size, 3),
      Containers: 'N/A',
      VirtualSize: humanSize(image.size, 4),
      SharedSize: 'N/A',
      UniqueSize: 'N/A',
    }));
  const listing = flags.has('digests') ? WITH_DIGESTS : LISTING;
  client.process.stdout += formatRows(rows, flags.value('format') ?? '', flags.has('quiet'), listing);
  return 0;
};

/** `2022-06-28 16:00:00 +0000 UTC` */
export function createdAtText({ createdAt }: Image): string {
  return new Date(createdAt)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' +0000 UTC');
}

/** Without a tag all of them are meant. */
function isNamed(one: Named, wanted: string): boolean {
  const { repository: name, tag } = parseReference(wanted);
  const hasTag = /:[\w.-]+$/.test(wanted);
  return matchReference({ ...one, tag: '' }, name) && (!hasTag || one.tag === tag);
}

/** A name with `*` and `?`, which stand for all but a slash. moby: distribution/reference (FamiliarMatch). */
function matchReference({ repository, tag }: Pick<Named, 'repository' | 'tag'>, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return [repository, `${repository}:${tag}`].some((name) => new RegExp(`^${expression}$`).test(name));
}

/** In steps of 1000, with so many digits. go-units: HumanSizeWithPrecision. */
export function humanSize(bytes: number, digits: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(digits))}${units[unit]}`;
}
