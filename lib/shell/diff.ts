/** `diff` of two files, as GNU diffutils 3.8 prints it, and busybox's, which is always unified. Not modelled: directories, -y, -c. */
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';

/** A line that both have, or one alone has. */
interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

export interface DiffFile {
  /** As it was named. */
  readonly name: string;
  readonly text: string;
  /** In ms since 1970. */
  readonly modifiedAt: number;
}

interface Options {
  readonly isBrief: boolean;
  readonly saysSame: boolean;
  /** Lines around a change, if it is unified. */
  readonly context: number | undefined;
  readonly normalize: (line: string) => string;
}

/** The options and the names, or what is said of wrong ones. */
export function readDiff(
  words: readonly string[],
  isBusybox: boolean,
): { options: Options; names: readonly string[] } | CommandResult {
  const names: string[] = [];
  const letters = new Set<string>();
  let context: number | undefined = isBusybox ? 3 : undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const unified = /^(?:-U|--unified=)(\d*)$/.exec(word);
    if (unified !== null) context = Number(unified[1] || (words[++at] ?? 3));
    else if (word === '--unified') context = 3;
    else if (word === '--brief') letters.add('q');
    else if (/^-[uqsiwbaN]+$/.test(word)) for (const letter of word.slice(1)) letters.add(letter);
    else if (/^-./.test(word)) return failure(`diff: option "${word}" is not modelled by chainwalk\n`, 2);
    else names.push(word);
  }
  if (names.length < 2)
    return failure(
      isBusybox
        ? 'BusyBox: diff needs two files\n'
        : `diff: missing operand after '${names[0] ?? 'diff'}'\ndiff: Try 'diff --help' for more information.\n`,
      isBusybox ? 1 : 2,
    );
  if (names.length > 2)
    return failure(`diff: extra operand '${names[2]}'\ndiff: Try 'diff --help' for more information.\n`, 2);
  if (letters.has('u')) context ??= 3;
  const normalize = (line: string) => {
    let text = line;
    if (letters.has('w')) text = text.replace(/\s+/g, '');
    else if (letters.has('b')) text = text.replace(/\s+/g, ' ').trimEnd();
    return letters.has('i') ? text.toLowerCase() : text;
  };
  return { options: { isBrief: letters.has('q'), saysSame: letters.has('s'), context, normalize }, names };
}

/** Compares them. */
export function diff(one: DiffFile, other: DiffFile, options: Options, isBusybox: boolean): CommandResult {
  const edits = compare(linesOf(one.text), linesOf(other.text), options.normalize);
  if (edits.every(({ kind }) => kind === ' '))
    return {
      stdout: options.saysSame ? `Files ${one.name} and ${other.name} are identical\n` : '',
      stderr: '',
      exitCode: 0,
    };
  if (options.isBrief) return { stdout: `Files ${one.name} and ${other.name} differ\n`, stderr: '', exitCode: 1 };
  const body = options.context === undefined ? normal(edits) : unified(edits, options.context);
  const head = options.context === undefined ? '' : heads(one, other, isBusybox);
  return { stdout: head + body, stderr: '', exitCode: 1 };
}

function heads(one: DiffFile, other: DiffFile, isBusybox: boolean): string {
  const when = ({ modifiedAt }: DiffFile) => {
    const [date = '', time = ''] = new Date(modifiedAt).toISOString().replace('Z', '').split('T');
    return isBusybox ? '' : `\t${date} ${time}000000 +0000`;
  };
  return `--- ${one.name}${when(one)}\n+++ ${other.name}${when(other)}\n`;
}

/** Lines with their ends; the last may lack its own. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** The longest common subsequence, deletions before additions. */
function compare(
  left: readonly string[],
  right: readonly string[],
  normalize: (line: string) => string,
): readonly Edit[] {
  const [a, b] = [left.map(normalize), right.map(normalize)];
  let [start, endA, endB] = [0, a.length, b.length];
  while (start < endA && start < endB && a[start] === b[start]) start += 1;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [rows, columns] = [endA - start, endB - start];
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const [row, next] = [lengths[i] as Uint32Array, lengths[i + 1] as Uint32Array];
      row[j] = a[start + i] === b[start + j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const edits: Edit[] = left.slice(0, start).map((line) => ({ kind: ' ', line }));
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[start + i] === b[start + j]) {
      edits.push({ kind: ' ', line: left[start + i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (j >= columns || (i < rows && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      edits.push({ kind: '-', line: left[start + i] ?? '' });
      i += 1;
    } else {
      edits.push({ kind: '+', line: right[start + j] ?? '' });
      j += 1;
    }
  }
  for (const line of left.slice(endA)) edits.push({ kind: ' ', line });
  return edits;
}

/** A run of lines that differ, and where it lies in both. */
interface Change {
  /** Lines before it. */
  readonly left: number;
  readonly right: number;
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly at: number;
  readonly end: number;
}

function changesOf(edits: readonly Edit[]): readonly Change[] {
  const changes: Change[] = [];
  let [left, right] = [0, 0];
  for (let at = 0; at < edits.length; ) {
    if (edits[at]?.kind === ' ') {
      [left, right, at] = [left + 1, right + 1, at + 1];
      continue;
    }
    let end = at;
    while (end < edits.length && edits[end]?.kind !== ' ') end += 1;
    const run = edits.slice(at, end);
    const gone = run.filter(({ kind }) => kind === '-').map(({ line }) => line);
    const come = run.filter(({ kind }) => kind === '+').map(({ line }) => line);
    changes.push({ left, right, gone, come, at, end });
    [left, right, at] = [left + gone.length, right + come.length, end];
  }
  return changes;
}

const NO_NEWLINE = '\\ No newline at end of file\n';

function shown(mark: string, line: string): string {
  return `${mark}${line}${line.endsWith('\n') ? '' : `\n${NO_NEWLINE}`}`;
}

function normal(edits: readonly Edit[]): string {
  return changesOf(edits)
    .map(({ left, right, gone, come }) => {
      const letter = gone.length === 0 ? 'a' : come.length === 0 ? 'd' : 'c';
      const head = `${range(left, gone.length)}${letter}${range(right, come.length)}\n`;
      const rule = letter === 'c' ? '---\n' : '';
      return (
        head + gone.map((line) => shown('< ', line)).join('') + rule + come.map((line) => shown('> ', line)).join('')
      );
    })
    .join('');
}

/** `3`, `3,5`; of nothing, the line before it. */
function range(before: number, length: number): string {
  if (length === 0) return String(before);
  return length === 1 ? String(before + 1) : `${before + 1},${before + length}`;
}

function unified(edits: readonly Edit[], context: number): string {
  const hunks: Change[][] = [];
  for (const change of changesOf(edits)) {
    const last = hunks.at(-1);
    if (last !== undefined && change.at - (last.at(-1)?.end ?? 0) <= 2 * context) last.push(change);
    else hunks.push([change]);
  }
  return hunks
    .map((hunk) => {
      const [first, last] = [hunk[0] as Change, hunk.at(-1) as Change];
      const from = Math.max(0, first.at - context);
      const rows = edits.slice(from, last.end + context);
      const before = first.at - from;
      const counted = (kind: '-' | '+') => rows.filter((edit) => edit.kind === ' ' || edit.kind === kind).length;
      const place = (start: number, length: number) =>
        length === 1 ? `${start + 1}` : `${length === 0 ? start : start + 1},${length}`;
      const head = `@@ -${place(first.left - before, counted('-'))} +${place(first.right - before, counted('+'))} @@\n`;
      return head + rows.map(({ kind, line }) => shown(kind, line)).join('');
    })
    .join('');
}
