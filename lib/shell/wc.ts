/** `wc`: what coreutils 9.1 counts, and in how wide columns (src/wc.c: compute_number_width), and busybox's (coreutils/wc.c). */
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';

/** A file that is counted, by its bytes, one a character; undefined for one that is not there. */
export interface Counted {
  /** Absent: standard input that was not named. */
  readonly name: string | undefined;
  readonly bytes: string | undefined;
  readonly isDirectory?: boolean;
  /** What the columns' width is computed from; a pipe has no size. */
  readonly isRegular: boolean;
}

const LONG: Readonly<Record<string, string>> = {
  '--lines': 'l',
  '--words': 'w',
  '--chars': 'm',
  '--bytes': 'c',
  '--max-line-length': 'L',
};
/** In the order of the columns. */
const COLUMNS = 'lwmcL';

/** The columns that are wanted and the names, or what is said of wrong options. */
export function readWc(words: readonly string[]): { columns: string; names: readonly string[] } | CommandResult {
  const letters = new Set<string>();
  const names: string[] = [];
  for (const [at, word] of words.entries()) {
    if (word === '--') {
      names.push(...words.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) names.push(word);
    else if (LONG[word] !== undefined) letters.add(LONG[word] ?? '');
    else if (word.startsWith('--'))
      return failure(`wc: unrecognized option '${word}'\nTry 'wc --help' for more information.\n`);
    else
      for (const letter of word.slice(1)) {
        if (!COLUMNS.includes(letter))
          return failure(`wc: invalid option -- '${letter}'\nTry 'wc --help' for more information.\n`);
        letters.add(letter);
      }
  }
  const columns = letters.size === 0 ? 'lwc' : [...COLUMNS].filter((letter) => letters.has(letter)).join('');
  return { columns, names };
}

export function wc(columns: string, files: readonly Counted[], isBusybox: boolean): CommandResult {
  const width = isBusybox ? (columns.length === 1 ? 1 : 9) : widthOf(columns, files);
  const format = (numbers: readonly number[], name: string | undefined) =>
    `${[...numbers.map((number) => String(number).padStart(width)), ...(name === undefined ? [] : [name])].join(' ')}\n`;
  let [stdout, stderr] = ['', ''];
  const totals = [...columns].map(() => 0);
  for (const { name, bytes, isDirectory } of files) {
    if (bytes === undefined) {
      stderr += `wc: ${name}: ${isDirectory === true ? 'Is a directory' : 'No such file or directory'}\n`;
      if (isDirectory === true && !isBusybox)
        stdout += format(
          totals.map(() => 0),
          name,
        );
      continue;
    }
    const numbers = [...columns].map((column) => countOf(column, bytes));
    for (const [at, column] of [...columns].entries())
      totals[at] =
        column === 'L' ? Math.max(totals[at] ?? 0, numbers[at] ?? 0) : (totals[at] ?? 0) + (numbers[at] ?? 0);
    stdout += format(numbers, name);
  }
  if (files.length > 1) stdout += format(totals, 'total');
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function widthOf(columns: string, files: readonly Counted[]): number {
  if (files.length === 1 && columns.length === 1) return 1;
  const sizes = files.reduce((sum, { bytes, isRegular }) => sum + (isRegular ? (bytes?.length ?? 0) : 0), 0);
  const isPiped = files.some(({ bytes, isRegular }) => bytes !== undefined && !isRegular);
  return Math.max(String(sizes).length, isPiped ? 7 : 1);
}

function countOf(column: string, bytes: string): number {
  if (column === 'l') return bytes.split('\n').length - 1;
  if (column === 'w') return bytes.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length;
  // Of UTF-8, each character has one byte that continues none.
  if (column === 'm') return bytes.replace(/[\x80-\xbf]/g, '').length;
  if (column === 'c') return bytes.length;
  return Math.max(...bytes.split('\n').map((line) => line.replace(/[\x80-\xbf]/g, '').length));
}
