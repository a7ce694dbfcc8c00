/** `docker system df`. docker/cli: cli/command/formatter/disk_usage.go. What containers write is not measured: they take no space. */
import { usersOf } from '../container/storage';
import { ask, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';
import { humanSize } from './images';

const DF_FLAGS: FlagTable = {
  command: 'docker system df',
  strings: ['format'],
  refused: ['verbose,v'],
  usage: ['[OPTIONS]', 'Show docker disk usage'],
  arguments: { exactly: 0 },
};

const LISTING: Listing = {
  type: '*formatter.diskUsageImagesContext',
  headings: { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' },
  columns: ['Type', 'TotalCount', 'Active', 'Size', 'Reclaimable'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

/** `docker system df [--format TEMPLATE]` */
export const diskUsage: Command = function* (client, argv) {
  const flags = parseFlags(DF_FLAGS, argv);
  const rows = yield* ask(client, () => {
    const { images, containers, volumes } = client.engine;
    const all = [...containers.values()];
    const used = new Set(all.map(({ config }) => config.image.id));
    const total = images.list.reduce((sum, { size }) => sum + size, 0);
    const unused = images.list.filter(({ id }) => !used.has(id)).reduce((sum, { size }) => sum + size, 0);
    const share = total === 0 ? '' : ` (${Math.floor((unused * 100) / total)}%)`;
    const active = images.list.filter(({ id }) => used.has(id)).length;
    return [
      row('Images', images.list.length, active, humanSize(total, 4), `${humanSize(unused, 4)}${share}`),
      row('Containers', all.length, all.filter(({ running }) => running).length),
      row(
        'Local Volumes',
        volumes.size,
        [...volumes.keys()].filter((name) => usersOf(client.engine, name).length > 0).length,
      ),
      row('Build Cache', 0, 0),
    ];
  });
  client.process.stdout += formatRows(rows, flags.value('format') ?? '', false, LISTING);
  return 0;
};

function row(type: string, total: number, active: number, size = '0B', reclaimable = '0B') {
  return { Type: type, TotalCount: `${total}`, Active: `${active}`, Size: size, Reclaimable: reclaimable };
}
