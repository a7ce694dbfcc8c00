/** `truncate` of coreutils 9.1 (src/truncate.c); busybox's takes -s and -c alone. */
import { bytesOfText, type Process } from '../machine';
import { decodeLatin1, encodeLatin1 } from '../packet';
import { immediate } from './common/command';
import { textOf } from './common/fileWriter';
import { readGnuOptions } from './common/gnuOptions';
import { helpHint, refuse, runTool, ToolError } from './common/toolError';

const LONG = { '--size': 's', '--no-create': 'c', '--reference': 'r', '--io-blocks': 'o' };
const MOST_BYTES = 256 * 2 ** 20;
const UNITS = ['K', 'M', 'G', 'T'];

/** `truncate [-c] -s [+-<>/%]SIZE FILE…`, `truncate -r FILE FILE…` */
export const truncate = immediate((process) => {
  const { stderr, exitCode } = runTool(() => {
    const { given, words } = readGnuOptions(['truncate', ...process.argv.slice(1)], 's:cr:o', LONG);
    if (given.has('o')) throw refuse('truncate', 'option "-o"');
    const [text, reference] = [given.get('s'), given.get('r')];
    if (text === undefined && reference === undefined)
      throw new ToolError(`truncate: you must specify either ‘--size’ or ‘--reference’\n${helpHint('truncate')}`);
    if (words.length === 0) throw new ToolError(`truncate: missing file operand\n${helpHint('truncate')}`);
    const base = reference === undefined ? undefined : contentOf(process, reference);
    if (reference !== undefined && base === undefined)
      throw new ToolError(`truncate: cannot stat '${reference}': No such file or directory\n`);
    for (const word of words) cut(process, word, sizer(text, base?.length), given.has('c'));
    return '';
  });
  process.stderr += stderr;
  return exitCode;
});

/** What becomes of a size. */
function sizer(text: string | undefined, reference: number | undefined): (size: number) => number {
  if (text === undefined) return () => reference ?? 0;
  const [, sign = '', digits = '', unit = '', suffix = ''] = /^\s*([-+<>/%]?)(\d+)([KMGTk]?)(B|iB)?$/.exec(text) ?? [];
  if (digits === '') throw new ToolError(`truncate: Invalid number: ‘${text}’\n`);
  const power = unit === '' ? 0 : UNITS.indexOf(unit.toUpperCase()) + 1;
  const amount = Number(digits) * (suffix === 'B' ? 1000 : 1024) ** power;
  if ((sign === '/' || sign === '%') && amount === 0) throw new ToolError('truncate: division by zero\n');
  return (size) => {
    const from = reference ?? size;
    if (sign === '+') return from + amount;
    if (sign === '-') return Math.max(0, from - amount);
    if (sign === '<') return Math.min(from, amount);
    if (sign === '>') return Math.max(from, amount);
    if (sign === '/') return Math.floor(from / amount) * amount;
    return sign === '%' ? Math.ceil(from / amount) * amount : amount;
  };
}

function contentOf(process: Process, path: string): string | undefined {
  const node = process.place.files.find(process.pathOf(path));
  if (node?.kind !== 'file') return undefined;
  return node.bytes === undefined ? bytesOfText(node.content) : decodeLatin1(node.bytes);
}

function cut(process: Process, word: string, size: (before: number) => number, keepsMissing: boolean): void {
  const { files, machine } = process.place;
  const path = process.pathOf(word);
  const node = files.find(path);
  if (node === undefined && keepsMissing) return;
  const why =
    node?.kind === 'directory'
      ? 'Is a directory'
      : files.find(path.replace(/[^/]*$/, ''))?.kind === 'directory'
        ? undefined
        : 'No such file or directory';
  if (why !== undefined) throw new ToolError(`truncate: cannot open '${word}' for writing: ${why}\n`);
  const before = contentOf(process, word) ?? '';
  const length = size(before.length);
  if (length > MOST_BYTES) throw refuse('truncate', 'a file of more than 256 MiB');
  const bytes = before.slice(0, length).padEnd(length, '\0');
  files.set(path, { ...textOf(encodeLatin1(bytes)), modifiedAt: machine.date().getTime() });
}
