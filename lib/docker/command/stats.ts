/** `docker stats --no-stream`. docker/cli: cli/command/container/stats.go, formatter_stats.go. Memory is not modelled: it is what docker writes where it knows none; processor time is none. */

import type { Container } from '../container/container';
import { notModelled } from '../dockerError';
import type { GoStruct } from '../format/goValue';
import { ask, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { formatRows, type Listing } from './formatRows';
import { humanSize } from './images';
import { ofContainer } from './top';

const STATS_FLAGS: FlagTable = {
  command: 'docker stats',
  booleans: ['all,a', 'no-stream', 'no-trunc'],
  strings: ['format'],
  usage: ['[OPTIONS] [CONTAINER...]', 'Display a live stream of container(s) resource usage statistics'],
  arguments: {},
};

const LISTING: Listing = {
  type: '*container.statsContext',
  headings: {
    Container: 'CONTAINER',
    ID: 'CONTAINER ID',
    Name: 'NAME',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  columns: ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

/** `docker stats --no-stream [-a] [--format TEMPLATE] [CONTAINER…]` */
export const stats: Command = function* (client, argv) {
  const flags = parseFlags(STATS_FLAGS, argv);
  if (!flags.has('no-stream')) throw notModelled('docker stats without --no-stream');
  const { engine } = client;
  const rows = yield* ask(client, () => {
    const all = [...engine.containers.values()].sort((a, b) => b.createdAt - a.createdAt);
    const shown =
      flags.arguments.length > 0
        ? flags.arguments.map((name) => ({ asked: name, container: engine.container(name) }))
        : all
            .filter(({ running }) => running || flags.has('all'))
            .map((container) => ({ asked: container.shortId, container }));
    return shown.map(({ asked, container }) => rowOf(container, asked, flags.has('no-trunc')));
  });
  client.process.stdout += formatRows(rows, flags.value('format') ?? '', false, LISTING);
  return 0;
};

function rowOf(container: Container, asked: string, whole: boolean): GoStruct {
  const { id, shortId, name, place, running, sandbox } = container;
  const devices = sandbox?.isShared === false ? sandbox.net.devices.filter((device) => device !== sandbox.net.lo) : [];
  const sum = (key: 'rxBytes' | 'txBytes') =>
    humanSize(
      devices.reduce((total, { statistics }) => total + statistics[key], 0),
      3,
    );
  return {
    Container: asked,
    ID: whole ? id : shortId,
    Name: name,
    CPUPerc: '0.00%',
    MemUsage: running ? '-- / --' : '0B / 0B',
    MemPerc: running ? '--' : '0.00%',
    NetIO: `${sum('rxBytes')} / ${sum('txBytes')}`,
    BlockIO: '0B / 0B',
    PIDs: `${running && place !== undefined ? ofContainer(place).length : 0}`,
  };
}
