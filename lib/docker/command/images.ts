/** `docker images`. docker/cli: cli/command/image/list.go, formatter/image.go. */
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

/** Images are whole and named: none is left over from a build. */
const FILTERS: FilterTable<Image> = new Map([
  ['reference', (value) => (image) => matchReference(image, value)],
  [
    'dangling',
    (value) => {
      const wanted = readSwitch(value, `Invalid filter 'dangling=[${value}]'`);
      return () => !wanted;
    },
  ],
  ['label', () => () => false],
]);

/** `docker images [-q] [--filter KEY=VALUE] [--format TEMPLATE] [REPOSITORY]`, the newest first. */
export const images: Command = function* (client, argv) {
  const flags = parseFlags(IMAGES_FLAGS, argv);
  const [wanted] = flags.arguments;
  const shown = yield* ask(client, () => {
    const isWanted = readFilters(flags, IMAGES_FLAGS, FILTERS, ['before', 'since']);
    return [...client.engine.images.values()].filter(
      (image) => isWanted(image) && (wanted === undefined || isNamed(image, wanted)),
    );
  });
  const now = client.engine.machine.date().getTime();
  const rows = [...shown]
    .sort((a, b) => b.createdAt - a.createdAt)
    .map((image) => ({
      ID: flags.has('no-trunc') ? `sha256:${image.id}` : image.id.slice(0, 12),
      Repository: image.repository,
      Tag: 'latest',
      Digest: '<none>',
      CreatedSince: `${humanDuration((now - image.createdAt) * 1000)} ago`,
      CreatedAt: new Date(image.createdAt)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' +0000 UTC'),
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

function isNamed({ repository }: Image, wanted: string): boolean {
  const { repository: name, tag } = parseReference(wanted);
  return matchReference({ repository }, name) && tag === 'latest';
}

/** A name with `*` and `?`, which stand for all but a slash. moby: distribution/reference (FamiliarMatch). */
function matchReference({ repository }: Pick<Image, 'repository'>, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return [repository, `${repository}:latest`].some((name) => new RegExp(`^${expression}$`).test(name));
}

/** In steps of 1000, with so many digits. go-units: HumanSizeWithPrecision. */
function humanSize(bytes: number, digits: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(digits))}${units[unit]}`;
}
