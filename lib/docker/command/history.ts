/** `docker history`. docker/cli: cli/command/image/history.go, formatter/image/formatter_history.go. Images are of one layer, as `docker import` makes them. */
import { DockerError } from '../dockerError';
import { humanDuration } from '../format/duration';
import { imageName } from '../image/image';
import { ask, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';
import { humanSize } from './images';

const HISTORY_FLAGS: FlagTable = {
  command: 'docker history',
  booleans: ['human,H', 'no-trunc', 'quiet,q'],
  strings: ['format'],
  usage: ['[OPTIONS] IMAGE', 'Show the history of an image'],
  arguments: { exactly: 1 },
};

const LISTING: Listing = {
  type: '*image.historyContext',
  headings: {
    ID: 'IMAGE',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  },
  columns: ['ID', 'CreatedSince', 'CreatedBy', 'Size', 'Comment'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

/** Without `--human`. */
const EXACT: Listing = { ...LISTING, columns: ['ID', 'CreatedAt', 'CreatedBy', 'Size', 'Comment'] };

/** `docker history [-q] [-H=false] [--no-trunc] [--format TEMPLATE] IMAGE` */
export const history: Command = function* (client, argv) {
  const flags = parseFlags(HISTORY_FLAGS, argv);
  const [name = ''] = flags.arguments;
  const image = yield* ask(client, () => {
    const found = client.engine.findImage(name);
    if (found === undefined) throw new DockerError('not-found', `No such image: ${imageName(name)}`);
    return found;
  });
  const isHuman = flags.value('human') !== 'false';
  const row = {
    ID: flags.has('no-trunc') ? `sha256:${image.id}` : image.id.slice(0, 12),
    CreatedSince: `${humanDuration((client.engine.machine.date().getTime() - image.createdAt) * 1000)} ago`,
    CreatedAt: new Date(image.createdAt).toISOString().replace(/\.\d+/, ''),
    CreatedBy: '',
    Size: isHuman ? humanSize(image.size, 3) : `${image.size}`,
    Comment: 'Imported from -',
  };
  client.process.stdout += formatRows(
    [row],
    flags.value('format') ?? '',
    flags.has('quiet'),
    isHuman ? LISTING : EXACT,
  );
  return 0;
};
