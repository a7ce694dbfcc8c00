/** What happened to a host between two snapshots: lines that came and lines that went, group by group. */
import type { HostSnapshot } from '../../lab/snapshot';
import { toCsv } from '../figure/csv';
import { type Drawn, drawnFormats } from '../figure/drawn';
import { htmlPage } from '../figure/htmlPage';
import { oneLine } from '../figure/plainText';
import { saveAs } from '../figure/save';
import { checkSaveOptions, type SaveOptions } from '../figure/saveOptions';
import { type MimeBundle, show } from '../figure/show';
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

export interface ChangesView extends Drawn {
  readonly title: string;
  readonly groups: readonly ChangedGroup[];
  /** How many lines came and went in all groups. */
  readonly added: number;
  readonly removed: number;
  toHtml(): string;
  toText(): string;
  toCsv(): string;
  toJson(): string;
  /** One notebook output as HTML and as text. */
  bundle(): MimeBundle;
  /** By file ending: .svg .png .pdf .html .csv .json .txt. Throws a RangeError for any other, and for an unknown option. */
  save(path: string, options?: SaveOptions): void;
  show(): void;
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

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Compares two snapshots line by line. A line that moved counts as removed and added. */
export function changes(before: HostSnapshot, after: HostSnapshot, options: ChangesOptions): ChangesView {
  const { title, groups: wanted = ALL_GROUPS } = options;
  const groups = wanted.map((group) => changedGroup(group, before[group], after[group]));
  const rows = groups.flatMap(({ group, lines }) => lines.map((line) => ({ group, ...line })));
  const toText = (): string => changesText(title, groups);
  const toHtml = (): string => changesHtml(title, groups);
  const { drawn, files } = drawnFormats((look) => changesPicture({ title, groups, ...look }));
  const view: ChangesView = {
    ...drawn,
    title,
    groups,
    added: count(rows, 'added'),
    removed: count(rows, 'removed'),
    toHtml,
    toText,
    toCsv: () => toCsv(rows, ['group', 'change', 'number', 'line']),
    toJson: () => `${JSON.stringify({ title, groups }, null, 2)}\n`,
    bundle: () => ({ 'text/html': toHtml(), 'text/plain': toText() }),
    save: (path, options = {}) => {
      checkSaveOptions(options);
      const { title: heading = title, theme } = options;
      saveAs(path, {
        ...files(options),
        '.html': () => htmlPage(heading, changesHtml(heading, groups), theme),
        '.csv': view.toCsv,
        '.json': () => `${JSON.stringify({ title: heading, groups }, null, 2)}\n`,
        '.txt': () => `${changesText(heading, groups)}\n`,
      });
    },
    show: () => show(view.bundle()),
  };
  return Object.defineProperty(view, INSPECT, { value: toText });
}
