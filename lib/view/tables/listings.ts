/** A command's listing before and after, as one: the later one, with each counter that changed marked, and what it was. */
import type { OutcomeRecord } from '../../lab/outcome';
import { toCsv } from '../figure/csv';
import { createDrawn, type Drawn, type Shown } from '../figure/drawn';
import { htmlPage } from '../figure/htmlPage';
import type { Look } from '../figure/saveOptions';
import { compareListings, countChanges, type ListingBlock, type ListingLine, partText } from './listingLines';
import { listingsHtml } from './listingsHtml';
import { listingsPicture } from './listingsPicture';

/** What a command printed: its text, or what `sh` gave. */
export type Listing = string | Pick<OutcomeRecord, 'stdout'>;

/** What is said of the listings. */
export interface ListingsOptions {
  /** The finding, as a sentence. */
  readonly title: string;
}

/** Two listings as one. It is saved by file ending: .svg .png .pdf .html .csv .json .txt; a notebook shows it as HTML and as text. */
export interface ListingsView extends Drawn, Shown {
  /** The finding. */
  readonly title: string;
  /** How many lines changed, came or went. */
  readonly changed: number;
  /** The later listing as HTML for a notebook. */
  toHtml(): string;
  /** The later listing; a changed counter is `1 → 2`, and its line begins with `*`. */
  toText(): string;
  /** A record for each line that changed: change, before, after, line. */
  toCsv(): string;
  /** Title and changed lines. */
  toJson(): string;
}

const SIGNS: Readonly<Record<ListingLine['change'], string>> = { none: ' ', counter: '*', added: '+', removed: '-' };

/** A line as text, with its sign in front. */
export function listingLineText({ change, parts }: ListingLine): string {
  return `${SIGNS[change]} ${parts.map(partText).join('')}`.trimEnd();
}

function listingsText(title: string, blocks: readonly ListingBlock[]): string {
  const body = blocks.map(({ lines, isChanged }) => {
    const all = lines.map(listingLineText);
    return isChanged ? all.join('\n') : `${all[0] ?? ''}: as before`;
  });
  return [title, ...body].join('\n\n');
}

function rowsOf(blocks: readonly ListingBlock[]) {
  const lines = blocks.flatMap((block) => block.lines.filter(({ change }) => change !== 'none'));
  return lines.map(({ change, parts }) => ({
    change,
    before: parts.flatMap(({ was }) => was ?? []).join(' '),
    after: parts.flatMap(({ text, was }) => (was === undefined ? [] : [text])).join(' '),
    line: parts
      .map(({ text }) => text)
      .join('')
      .replace(/\s+/g, ' ')
      .trim(),
  }));
}

/**
 * The later of two listings of one command, such as `iptables -nvL`: each counter that changed is marked and shows what it was,
 * lines that came or went have a sign, and chains without a change are folded.
 *
 * @example
 * ```ts
 * import { lab, listings } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const before = await machines.sh('host# iptables -nvL INPUT');
 * await machines.sh('client# ping -c 1 192.168.70.6');
 * const view = listings(before, await machines.sh('host# iptables -nvL INPUT'), { title: 'One echo request, one hit' });
 * view.changed; // → 1
 * view.toText().includes('0 → 1'); // → true
 * ```
 */
export function listings(before: Listing, after: Listing, { title }: ListingsOptions): ListingsView {
  const blocks = compareListings(textOf(before), textOf(after));
  const rows = rowsOf(blocks);
  const toText = (): string => listingsText(title, blocks);
  const toHtml = (): string => listingsHtml(title, blocks);
  const csv = () => toCsv(rows, ['change', 'before', 'after', 'line']);
  const json = (heading: string) => `${JSON.stringify({ title: heading, lines: rows }, null, 2)}\n`;
  const formats = (look: Look | undefined) => {
    const heading = look?.title ?? title;
    return {
      '.html': () => htmlPage(heading, listingsHtml(heading, blocks), look?.theme),
      '.csv': csv,
      '.json': () => json(heading),
      '.txt': () => `${listingsText(heading, blocks)}\n`,
    };
  };
  const drawn = createDrawn({
    draw: (look) => listingsPicture({ title, blocks, alt: listingsText(look?.title ?? title, blocks), ...look }),
    formats,
    bundle: () => ({ 'text/html': toHtml(), 'text/plain': toText() }),
    text: toText,
  });
  const changed = countChanges(blocks);
  return Object.assign(drawn, { title, changed, toHtml, toText, toCsv: csv, toJson: () => json(title) });
}

function textOf(listing: Listing): string {
  return typeof listing === 'string' ? listing : listing.stdout;
}
