/** `ls` of coreutils, and of busybox in a container; not at a terminal: one name a line, no colours. */
import type { FileTree, Process, Program, TreeNode } from '../machine';
import { isMachine } from '../machine/isMachine';
import { denialOf } from '../machine/permissions';
import { encodeUtf8 } from '../packet';
import { groupName, userName } from './common/accounts';
import { clockTime, MONTHS } from './common/calendar';
import { failProcess, immediate } from './common/command';
import { localDate, timeZone } from './common/timeZone';

/** Files changed longer ago than this are shown with the year instead of the time: half of a mean Gregorian year, in ms. */
const RECENT = 31_556_952_000 / 2;
const BLOCK = 4096;

interface Entry {
  readonly name: string;
  readonly node: TreeNode;
}

/** `ls`, with `-l`, `-n`, `-a`, `-A`, `-d`, `-h`, `-1`, `-r`, `-t`, `-S`; `-F` and `-R` are not modelled. */
export const ls: Program = immediate((process) => {
  const words = process.argv.slice(1);
  const letters = new Set<string>();
  for (const word of words.filter((one) => /^-./.test(one))) {
    if (/^--colou?r(=|$)/.test(word)) continue;
    const unknown = word.startsWith('--') ? word : [...word.slice(1)].find((letter) => !'lnaAdh1rtS'.includes(letter));
    if (unknown !== undefined) return failProcess(process, `ls: option "${word}" is not modelled by chainwalk\n`, 2);
    for (const letter of word.slice(1)) letters.add(letter);
    if (letters.has('n')) letters.add('l');
  }
  const paths = words.filter((word) => !/^-./.test(word));
  return list(process, paths.length > 0 ? paths : ['.'], letters);
});

function list(process: Process, paths: readonly string[], letters: ReadonlySet<string>): number {
  const { files } = process.place;
  const found = paths.flatMap((name): readonly Entry[] => {
    const path = process.pathOf(name);
    const node = letters.has('l') && !name.endsWith('/') ? files.find(path, false) : files.find(path);
    const isHidden = denialOf(process.place, path.replace(/[^/]*\/*$/, '') || '/', 'search') !== undefined;
    if (node !== undefined && !isHidden) return [{ name, node }];
    const why = isHidden ? 'Permission denied' : 'No such file or directory';
    process.stderr += isMachine(process.place) ? `ls: cannot access '${name}': ${why}\n` : `ls: ${name}: ${why}\n`;
    return [];
  });
  const isListed = ({ node }: Entry) => node.kind === 'directory' && !letters.has('d');
  const single = sorted(
    found.filter((entry) => !isListed(entry)),
    letters,
  );
  const blocks = single.length > 0 ? [lines(process, single, letters)] : [];
  for (const entry of sorted(found.filter(isListed), letters)) {
    const title = paths.length > 1 ? `${entry.name}:\n` : '';
    const entries = entriesOf(entry, files, process.pathOf(entry.name), letters);
    blocks.push(`${title}${letters.has('l') ? `total ${total(entries)}\n` : ''}${lines(process, entries, letters)}`);
  }
  process.stdout += blocks.join('\n');
  if (found.length === paths.length) return 0;
  return isMachine(process.place) ? 2 : 1;
}

function entriesOf({ node }: Entry, files: FileTree, path: string, letters: ReadonlySet<string>): readonly Entry[] {
  if (node.kind !== 'directory') return [];
  const all = [...node.entries].map(([name, child]) => ({ name, node: child }));
  if (!letters.has('a'))
    return sorted(
      all.filter(({ name }) => letters.has('A') || !name.startsWith('.')),
      letters,
    );
  return sorted([...all, { name: '.', node }, { name: '..', node: files.find(`${path}/..`) ?? node }], letters);
}

function sorted(entries: readonly Entry[], letters: ReadonlySet<string>): readonly Entry[] {
  const order = (a: Entry, b: Entry) =>
    (letters.has('t') ? b.node.modifiedAt - a.node.modifiedAt : letters.has('S') ? size(b.node) - size(a.node) : 0) ||
    (a.name < b.name ? -1 : 1);
  const result = [...entries].sort(order);
  return letters.has('r') ? result.reverse() : result;
}

function lines(process: Process, entries: readonly Entry[], letters: ReadonlySet<string>): string {
  if (!letters.has('l')) return entries.map(({ name }) => `${name}\n`).join('');
  const isGnu = isMachine(process.place);
  const asHuman = isGnu ? human : busyboxHuman;
  const rows = entries.map(({ name, node }) => ({
    start: [permissions(node), node.kind === 'directory' ? String(2 + subdirectories(node)) : '1'],
    size: letters.has('h') ? asHuman(size(node)) : String(size(node)),
    owner: [
      ownerName(letters, node.uid, (uid) => userName(process.place, uid)),
      ownerName(letters, node.gid, (gid) => groupName(process.place, gid)),
    ],
    end: `${formatModified(process, node.modifiedAt)} ${name}${node.kind === 'link' ? ` -> ${node.target}` : ''}`,
  }));
  const widths = isGnu ? gnuWidths(rows) : { ...BUSYBOX_WIDTHS, ...(letters.has('h') && { size: 7 }) };
  const owner = (row: Row) => row.owner.map((name, at) => name.padEnd(widths.owners[at] ?? 0)).join(' ');
  return rows
    .map(
      (row) =>
        `${row.start[0]} ${row.start[1]?.padStart(widths.links)} ${owner(row)} ${row.size.padStart(widths.size)} ${row.end}\n`,
    )
    .join('');
}

/** Of a long listing, the parts that columns are made of. */
interface Row {
  readonly start: readonly string[];
  readonly owner: readonly string[];
  readonly size: string;
}

interface Widths {
  readonly links: number;
  readonly owners: readonly number[];
  readonly size: number;
}

/** Columns as wide as what stands in them. */
function gnuWidths(rows: readonly Row[]): Widths {
  const widest = (textOf: (row: Row) => string | undefined) =>
    rows.reduce((most, row) => Math.max(most, textOf(row)?.length ?? 0), 0);
  const owners = [0, 1].map((at) => widest(({ owner }) => owner[at]));
  return { links: widest(({ start }) => start[1]), owners, size: widest(({ size }) => size) };
}

/** busybox: coreutils/ls.c (display_single). */
const BUSYBOX_WIDTHS: Widths = { links: 4, owners: [8, 8], size: 9 };

/** A number with `-n`, and where there is no name. */
function ownerName(letters: ReadonlySet<string>, id = 0, nameOf: (id: number) => string | undefined): string {
  return (letters.has('n') ? undefined : nameOf(id)) ?? `${id}`;
}

function permissions(node: TreeNode): string {
  if (node.kind === 'link') return 'lrwxrwxrwx';
  const mode = node.mode ?? 0o644;
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return `${node.kind === 'directory' ? 'd' : '-'}${bits.join('')}`;
}

function size(node: TreeNode): number {
  if (node.kind === 'directory') return BLOCK;
  return node.kind === 'link' ? node.target.length : (node.bytes ?? encodeUtf8(node.content)).length;
}

function subdirectories(node: TreeNode): number {
  return node.kind === 'directory' ? [...node.entries.values()].filter(({ kind }) => kind === 'directory').length : 0;
}

/** In blocks of 1024 bytes. */
function total(entries: readonly Entry[]): number {
  const blocks = entries.map(({ node }) => (node.kind === 'link' ? 0 : Math.ceil(size(node) / BLOCK) * 4));
  return blocks.reduce((sum, count) => sum + count, 0);
}

/** `4.0K` */
function human(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${'BKMG'[power]}`;
}

/** To the nearest tenth. busybox: libbb/human_readable.c. */
function busyboxHuman(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(Math.round((bytes / 1024 ** power) * 10) / 10).toFixed(1)}${'BKMG'[power]}`;
}

function formatModified({ place, environment }: Process, modifiedAt: number): string {
  const date = localDate(modifiedAt, timeZone(environment.TZ));
  const age = place.machine.date().getTime() - modifiedAt;
  const day = `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
  return `${day} ${age >= 0 && age < RECENT ? clockTime(date).slice(0, 5) : ` ${date.getUTCFullYear()}`}`;
}
