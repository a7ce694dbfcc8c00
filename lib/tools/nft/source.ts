/** Where a word stands, and complaints about it as nft prints them. Userspace: struct location, erec_print, src/erec.c. */

/** A text that commands are read from. */
export interface Source {
  /** The file's path; '' for the command line. */
  readonly name: string;
  readonly text: string;
  /** The `include` that brought it. */
  readonly includedAt: Place | undefined;
}

/** Some characters of a source: from the first to before the last, counted from 0. */
export interface Place {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

/** From the beginning of one place to the end of another. */
export function spanning(first: Place, last: Place): Place {
  return { source: first.source, from: first.from, to: Math.max(first.to, last.to) };
}

/** What is wrong with commands, and where. */
export class NftError extends Error {
  constructor(
    message: string,
    readonly place: Place | undefined,
    /** What it is at odds with: underlined with waves. */
    readonly other?: Place,
    /** Errors of grammar end the reading: nothing else is looked at. */
    readonly kind: 'syntax' | 'meaning' | 'kernel' | 'not-modelled' = 'meaning',
  ) {
    super(message);
    this.name = 'NftError';
  }
}

/** Something that the real nft knows and the simulation does not. */
export function notModelled(what: string, place: Place | undefined): NftError {
  return new NftError(`${what} is not modelled by chainwalk`, place, undefined, 'not-modelled');
}

/** The error as nft prints it: file and columns, the line, and what is meant underlined. */
export function formatError({ message, place, other }: NftError): string {
  // What the kernel says of nothing in the text.
  if (place === undefined) return `netlink: Error: ${message}\n`;
  const { source } = place;
  const begin = source.text.lastIndexOf('\n', place.from - 1) + 1;
  const end = source.text.indexOf('\n', begin);
  const line = source.text.slice(begin, end < 0 ? undefined : end);
  const [from, to] = columns(place, begin, line.length);
  const marks = [...line].map((character) => (character === '\t' ? '\t' : ' '));
  if (other !== undefined && other.source === source && other.from >= begin)
    mark(marks, columns(other, begin, line.length), '~');
  mark(marks, [from, to], '^');
  const heading =
    source.name === ''
      ? ''
      : `${source.name}:${lineNumber(source, place.from)}:${from + 1}-${Math.max(to, from + 1)}: `;
  return `${includes(source)}${heading}Error: ${message}\n${shown(source, line)}\n${marks.join('').trimEnd()}\n`;
}

/** At the end of a file nft still shows the line before. */
function shown({ text }: Source, line: string): string {
  if (line !== '' || text === '') return line;
  return text.replace(/\n$/, '').split('\n').at(-1) ?? '';
}

function includes({ includedAt }: Source): string {
  if (includedAt === undefined) return '';
  const { source, from, to } = includedAt;
  const begin = source.text.lastIndexOf('\n', from - 1) + 1;
  return `${includes(source)}In file included from ${source.name}:${lineNumber(source, from)}:${from - begin + 1}-${to - begin}:\n`;
}

function columns(place: Place, begin: number, length: number): readonly [number, number] {
  const from = Math.min(place.from - begin, length);
  // What goes on in further lines ends with this one; the end of a line is a character of its own.
  const to = place.to - begin > length + 1 ? length : place.to - begin;
  return [from, Math.max(from + 1, to)];
}

function mark(marks: string[], [from, to]: readonly [number, number], character: string): void {
  for (let column = from; column < to; column++) marks[column] = character;
  for (let column = 0; column < from; column++) marks[column] ??= ' ';
}

/** Where the lines of a text begin: found once, for there may be thousands of complaints. */
const LINE_STARTS = new WeakMap<Source, readonly number[]>();

function lineNumber(source: Source, at: number): number {
  let starts = LINE_STARTS.get(source);
  if (starts === undefined) {
    const found = [0];
    for (let next = source.text.indexOf('\n'); next >= 0; next = source.text.indexOf('\n', next + 1))
      found.push(next + 1);
    starts = found;
    LINE_STARTS.set(source, starts);
  }
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
