/** Two listings of a command compared: the later one, line by line, with what its counters were in the earlier one. */
import { diffArrays } from 'diff/lib/diff/array.js';
import { oneLine, withoutControls } from '../figure/plainText';
import { itemAt } from '../itemAt';

/** A piece of a line. */
export interface ListingPart {
  readonly text: string;
  /** What stood there before, if that was another number. */
  readonly was?: string;
}

/** A line of the later listing, or one that is gone from it. */
export interface ListingLine {
  readonly change: 'none' | 'counter' | 'added' | 'removed';
  readonly parts: readonly ListingPart[];
}

/** Lines up to an empty one: a chain, in a listing of iptables. */
export interface ListingBlock {
  readonly lines: readonly ListingLine[];
  readonly isChanged: boolean;
}

/** A number by itself: none that is part of an address, a port, a date or a name. */
const NUMBER = /(?<![\w.:/-])\d+[KMGT]?(?![\w.:/-])/g;
/** The columns before a rule's target in a listing of iptables, of which the first may be missing. */
const COUNTERS = /^( *)(num +)?(pkts +)(bytes +)(?=target)/;
const RULE = /^ *(?:(\d+) +)?(\d+[KMGT]?) +(\d+[KMGT]?) (?=\S)/;

interface Columns {
  readonly num: string;
  readonly packets: ListingPart;
  readonly bytes: ListingPart;
  readonly rest: string;
}

type Compared = ListingLine & { readonly columns?: Columns };

/** The blocks of the later listing. Lines correspond if they are alike but for numbers; a rule's own number is none of its counters. */
export function compareListings(before: string, after: string): readonly ListingBlock[] {
  const [earlier, later] = [linesOf(before), linesOf(after)];
  const lines: Compared[] = [];
  const at = { before: 0, after: 0 };
  for (const { added, removed, value } of diffArrays(earlier.map(signOf), later.map(signOf))) {
    for (const _ of value) {
      if (removed) lines.push({ ...whole(itemAt(earlier, at.before)), change: 'removed' });
      else if (added) lines.push({ ...whole(itemAt(later, at.after)), change: 'added' });
      else lines.push(compareLine(itemAt(earlier, at.before), itemAt(later, at.after)));
      if (!added) at.before += 1;
      if (!removed) at.after += 1;
    }
  }
  return blocksOf(alignColumns(lines));
}

/** How many lines have a counter that changed, came, or went. */
export function countChanges(blocks: readonly ListingBlock[]): number {
  return blocks.flatMap(({ lines }) => lines).filter(({ change }) => change !== 'none').length;
}

/** A line's text: a changed counter as `1 → 2`. */
export function partText({ text, was }: ListingPart): string {
  return was === undefined ? text : `${/^ */.exec(text)?.[0] ?? ''}${was} → ${text.trimStart()}`;
}

function linesOf(text: string): readonly string[] {
  return withoutControls(text)
    .replace(/\s+$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
}

function signOf(line: string): string {
  return oneLine(line.replace(NUMBER, '#'));
}

function whole(line: string): Compared {
  return compareLine(line, line);
}

function compareLine(before: string, after: string): Compared {
  const [was, is] = [RULE.exec(before), RULE.exec(after)];
  if (was !== null && is !== null) {
    const [found, num = '', packets = '', bytes = ''] = is;
    const columns = {
      num,
      packets: partOf(packets, was[2]),
      bytes: partOf(bytes, was[3]),
      rest: after.slice(found.length),
    };
    const isChanged = packets !== was[2] || bytes !== was[3];
    return { change: isChanged ? 'counter' : 'none', parts: [], columns };
  }
  const numbers = before.match(NUMBER) ?? [];
  const parts: ListingPart[] = [];
  let end = 0;
  for (const [index, { 0: number, index: start }] of [...after.matchAll(NUMBER)].entries()) {
    const part = partOf(number, numbers[index]);
    parts.push({ text: withRoom(after.slice(end, start), partText(part).length - number.length) }, part);
    end = start + number.length;
  }
  parts.push({ text: after.slice(end) });
  const change = parts.some((part) => part.was !== undefined) ? 'counter' : 'none';
  return { change, parts: joinUnchanged(parts) };
}

/** Unchanged parts that stand together as one. */
function joinUnchanged(parts: readonly ListingPart[]): readonly ListingPart[] {
  const joined: ListingPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.was === undefined && part.was === undefined)
      joined[joined.length - 1] = { text: last.text + part.text };
    else joined.push(part);
  }
  return joined.filter(({ text }) => text !== '');
}

/** The text with that many fewer of the spaces at its end, but one: what follows stays in its column. */
function withRoom(text: string, length: number): string {
  const spaces = / *$/.exec(text)?.[0].length ?? 0;
  return text.slice(0, text.length - Math.max(0, Math.min(length, spaces - 1)));
}

function partOf(text: string, was: string | undefined): ListingPart {
  return was === undefined || was === text ? { text } : { text, was };
}

/** Rules' counters one under the other, under their headings, with room for the earlier ones. */
function alignColumns(lines: readonly Compared[]): readonly ListingLine[] {
  const all = lines.flatMap(({ columns }) => columns ?? []);
  const widthOf = (texts: readonly string[], least: number) =>
    texts.reduce((most, { length }) => Math.max(most, length), least);
  const packets = widthOf(
    all.map((columns) => partText(columns.packets)),
    4,
  );
  const bytes = widthOf(
    all.map((columns) => partText(columns.bytes)),
    5,
  );
  const room = (width: number, part: ListingPart) => ({ text: ' '.repeat(width - partText(part).length + 1) });
  return lines.map(({ change, parts, columns }) => {
    if (columns === undefined) return { change, parts: parts.map((part) => headings(part, packets, bytes)) };
    const { num, rest } = columns;
    const number = all.some((other) => other.num !== '') ? [{ text: num.padEnd(5) }] : [];
    const counters = [room(packets, columns.packets), columns.packets, room(bytes, columns.bytes), columns.bytes];
    return { change, parts: [...number, ...counters, { text: ` ${rest}` }] };
  });
}

function headings(part: ListingPart, packets: number, bytes: number): ListingPart {
  const text = part.text.replace(COUNTERS, (_, _indent, num: string | undefined) => {
    const number = num === undefined ? '' : 'num'.padEnd(5);
    return `${number} ${'pkts'.padStart(packets)} ${'bytes'.padStart(bytes)} `;
  });
  return { ...part, text };
}

function blocksOf(lines: readonly ListingLine[]): readonly ListingBlock[] {
  const blocks: ListingLine[][] = [[]];
  for (const line of lines) {
    if (line.parts.some(({ text }) => text.trim() !== '')) blocks.at(-1)?.push(line);
    else if (blocks.at(-1)?.length !== 0) blocks.push([]);
  }
  return blocks
    .filter(({ length }) => length > 0)
    .map((block) => ({ lines: block, isChanged: block.some(({ change }) => change !== 'none') }));
}
