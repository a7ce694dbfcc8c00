/** The machines as the playground shows them. No time passes. */
import type { Lab } from '../../lab/lab';
import type { Topology } from '../../lab/topology';
import type { Process } from '../../machine';
import { formatEntry } from '../../tools/conntrackEntry';
import type { Cut, PlayState, ProcessRow } from './protocol';

/** Rows of a list that a page shows. */
const MOST_ROWS = 1000;

/** The state of `lab`, whose topology is known; each list cut at what a page can show. */
export function readState(lab: Lab, topology: Topology): PlayState {
  const now = lab.clock.now;
  const { processes, listeners } = readProcesses(lab, topology);
  return {
    places: lab.places.map(({ name }) => name),
    entered: lab.entered.name,
    clock: clockText(lab.host.date()),
    counters: cut(lab.counters()),
    connections: cut(lab.host.net.conntrack.entries(now), (entry) => formatEntry(entry, now, false)),
    processes,
    listeners,
  };
}

/** The first items, as they are shown. */
export function cut<Item>(items: readonly Item[]): Cut<Item>;
export function cut<Item, Shown>(items: readonly Item[], show: (item: Item) => Shown, most?: number): Cut<Shown>;
export function cut<Item>(
  items: readonly Item[],
  show = (item: Item): unknown => item,
  most = MOST_ROWS,
): Cut<unknown> {
  return { items: items.slice(0, most).map(show), count: items.length };
}

/** `2022-07-02 08:00:01` */
function clockText(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

function readProcesses(lab: Lab, topology: Topology): Pick<PlayState, 'processes' | 'listeners'> {
  const listening = new Map(
    topology.namespaces.flatMap(({ processes }) =>
      processes.map((process) => [process.pid, process.listening.join(', ')] as const),
    ),
  );
  const isShown = ({ title }: Process): boolean => title !== '-bash';
  const row = (process: Process): ProcessRow => ({
    place: process.place.name,
    pid: process.pid,
    command: process.title,
    listening: listening.get(process.pid) ?? '',
  });
  const processes = [lab.host, lab.client].flatMap(({ pids }) => pids.list()).filter(isShown);
  const rows = processes.map(row);
  return {
    processes: cut(rows),
    listeners: rows
      .filter(({ command, listening: ports }) => ports !== '' && command.includes('docker-proxy'))
      .slice(0, MOST_ROWS)
      .map(({ pid, listening: ports }) => `docker-proxy (${pid}): ${ports}`),
  };
}
