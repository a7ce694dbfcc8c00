/** `docker images`. docker/cli: cli/command/image/list.go. */

import { humanDuration } from '../format/duration';
import { formatTable } from '../format/table';
import { parseReference } from '../image/image';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const IMAGES_FLAGS: FlagTable = {
  command: 'docker images',
  booleans: ['all,a', 'quiet,q', 'no-trunc'],
  refused: ['digests', 'filter,f', 'format'],
  usage: ['[OPTIONS] [REPOSITORY[:TAG]]', 'List images'],
  arguments: { atMost: 1 },
};

/** `docker images [-q] [REPOSITORY]` */
export const images: Command = function* (client, argv) {
  const flags = parseFlags(IMAGES_FLAGS, argv);
  const [wanted] = flags.arguments;
  const all = yield* ask(client, () => [...client.engine.images.values()]);
  const shown = all
    .filter(({ repository }) => wanted === undefined || parseReference(wanted).repository === repository)
    .sort((a, b) => b.createdAt - a.createdAt);
  const id = (digits: string) => (flags.has('no-trunc') ? `sha256:${digits}` : digits.slice(0, 12));
  if (flags.has('quiet')) {
    print(client, ...shown.map((image) => id(image.id)));
    return 0;
  }
  const now = client.engine.machine.date().getTime();
  client.process.stdout += formatTable([
    ['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'],
    ...shown.map((image) => [
      image.repository,
      'latest',
      id(image.id),
      `${humanDuration((now - image.createdAt) * 1000)} ago`,
      humanSize(image.size),
    ]),
  ]);
  return 0;
};

/** In steps of 1000, with three digits. */
function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))}${units[unit]}`;
}
