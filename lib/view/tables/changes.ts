/** What happened to a host between two snapshots: lines that came and lines that went, group by group. */
import type { HostSnapshot } from '../../lab/snapshot';
import { toCsv } from '../figure/csv';
import { createDrawn, type Drawn, type Shown } from '../figure/drawn';
import { htmlPage } from '../figure/htmlPage';
import { oneLine } from '../figure/plainText';
import type { Look } from '../figure/saveOptions';
import { type ChangedGroup, changedGroup, count, summary } from './changedLines';
import { changesHtml } from './changesHtml';
import { changesPicture } from './changesPicture';

/** What is said and shown of the changes. */
export interface ChangesOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Only these groups, in this order; all unless given. */
  readonly groups?: readonly (keyof HostSnapshot)[];
}

/** What changed. It is saved by file ending: .svg .png .pdf .html .csv .json .txt; a notebook shows it as HTML and as text. */
export interface ChangesView extends Drawn, Shown {
  /** The finding. */
  readonly title: string;
  /** What changed, part by part. */
  readonly groups: readonly ChangedGroup[];
  /** How many lines came in all groups. */
  readonly added: number;
  /** How many lines went in all groups. */
  readonly removed: number;
  /** The lines as HTML for a notebook. */
  toHtml(): string;
  /** The lines, with `+` and `-` in front. */
  toText(): string;
  /** A record a line: group, change, number, line. */
  toCsv(): string;
  /** Title and groups. */
  toJson(): string;
}

const ALL_GROUPS = ['rules', 'interfaces', 'routes', 'processes', 'sockets'] as const;

function changesText(title: string, groups: readonly ChangedGroup[]): string {
  const body = groups.map((group) =>
    [
      summary(group),
      ...group.lines.map(({ change, line }) => `${change === 'added' ? '+' : '-'} ${oneLine(line)}`),
    ].join('\n'),
  );
  return [title, ...body].join('\n\n');
}

/**
 * Compares two snapshots line by line. A line that moved counts as removed and added.
 *
 * @example
 * ```ts
 * import { changes, lab, snapshot } from 'chainwalk';
 *
 * const machines = await lab();
 * const before = await snapshot(machines);
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { groups } = changes(before, await snapshot(machines), { title: 'One rule came', groups: ['rules'] });
 * groups[0]?.lines.at(-1)?.line; // → '-t filter -A INPUT -p icmp -j ACCEPT'
 * ```
 */
export function changes(before: HostSnapshot, after: HostSnapshot, options: ChangesOptions): ChangesView {
  const { title, groups: wanted = ALL_GROUPS } = options;
  const groups = wanted.map((group) => changedGroup(group, before[group], after[group]));
  const rows = groups.flatMap(({ group, lines }) => lines.map((line) => ({ group, ...line })));
  const toText = (): string => changesText(title, groups);
  const toHtml = (): string => changesHtml(title, groups);
  const csv = () => toCsv(rows, ['group', 'change', 'number', 'line']);
  const json = (heading: string) => `${JSON.stringify({ title: heading, groups }, null, 2)}\n`;
  const formats = (look: Look | undefined) => {
    const heading = look?.title ?? title;
    return {
      '.html': () => htmlPage(heading, changesHtml(heading, groups), look?.theme),
      '.csv': csv,
      '.json': () => json(heading),
      '.txt': () => `${changesText(heading, groups)}\n`,
    };
  };
  const drawn = createDrawn({
    draw: (look) => changesPicture({ title, groups, ...look }),
    formats,
    bundle: () => ({ 'text/html': toHtml(), 'text/plain': toText() }),
    text: toText,
  });
  return Object.assign(drawn, {
    title,
    groups,
    added: count(rows, 'added'),
    removed: count(rows, 'removed'),
    toHtml,
    toText,
    toCsv: csv,
    toJson: () => json(title),
  });
}
