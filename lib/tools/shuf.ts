/** `shuf` of coreutils 9.1: src/shuf.c. Its chance is the machine's seed. */
import type { Process } from '../machine';
import type { Random } from '../network';
import { immediate } from './common/command';
import { readGnuOptions } from './common/gnuOptions';
import { helpHint, refuse, runTool, ToolError } from './common/toolError';

const LONG = {
  '--echo': 'e',
  '--head-count': 'n',
  '--input-range': 'i',
  '--output': 'o',
  '--random-source': 'R',
  '--repeat': 'r',
  '--zero-terminated': 'z',
};
/** Lines that a range may have, and that may be repeated. */
const MOST_LINES = 1_000_000;

/** `shuf`, with `-e`, `-i`, `-n`, `-r` and `-z`, of a file or of standard input. */
export const shuf = immediate((process) => {
  const { stdout, stderr, exitCode } = runTool(() => print(process));
  process.stdout += stdout;
  process.stderr += stderr;
  return exitCode;
});

function print(process: Process): string {
  const { chance } = process.place.machine;
  const { given, words } = readGnuOptions(['shuf', ...process.argv.slice(1)], 'ei:n:o:rzR:', LONG);
  for (const [letter, name] of [
    ['o', '-o'],
    ['R', '--random-source'],
  ] as const)
    if (given.has(letter)) throw refuse('shuf', `option "${name}"`);
  if (given.has('e') && given.has('i'))
    throw new ToolError(`shuf: cannot combine -e and -i options\n${helpHint('shuf')}`);
  const count = countOf(given.get('n'));
  const end = given.has('z') ? '\0' : '\n';
  const lines = given.has('e') ? words : linesOf(process, given.get('i'), words, end);
  if (given.has('r')) {
    if (count === Number.POSITIVE_INFINITY) throw refuse('shuf', 'option "-r" without "-n"');
    if (lines.length === 0 && count > 0) throw new ToolError('shuf: no lines to repeat\n');
    const repeated = Array.from({ length: checked(count) }, () => lines[chance.below(lines.length)]);
    return repeated.map((line) => `${line}${end}`).join('');
  }
  return draw(lines, count, chance)
    .map((line) => `${line}${end}`)
    .join('');
}

/** Fisher and Yates, as far as lines are asked for. */
function draw(lines: readonly string[], count: number, chance: Random): readonly string[] {
  const drawn = [...lines];
  const most = Math.min(count, drawn.length);
  for (let index = 0; index < most; index++) {
    const other = index + chance.below(drawn.length - index);
    [drawn[index], drawn[other]] = [drawn[other] ?? '', drawn[index] ?? ''];
  }
  return drawn.slice(0, most);
}

function countOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\+?\d+$/.test(text)) throw new ToolError(`shuf: invalid line count: ‘${text}’\n`);
  return Number(text);
}

function linesOf(
  process: Process,
  range: string | undefined,
  words: readonly string[],
  end: string,
): readonly string[] {
  const [file, extra] = range === undefined ? words : [undefined, ...words];
  if (extra !== undefined) throw new ToolError(`shuf: extra operand ‘${extra}’\n${helpHint('shuf')}`);
  if (range !== undefined) return rangeOf(range);
  const text = file === undefined || file === '-' ? process.stdin : read(process, file);
  return text === '' ? [] : (text.endsWith(end) ? text.slice(0, -1) : text).split(end);
}

function read(process: Process, file: string): string {
  const node = process.place.files.find(process.pathOf(file));
  if (node === undefined) throw new ToolError(`shuf: ${file}: No such file or directory\n`);
  if (node.kind !== 'file') throw new ToolError('shuf: read error: Is a directory\n');
  return node.content;
}

/** An empty range is one that ends right before it begins. */
function rangeOf(range: string): readonly string[] {
  const [, first, last] = /^([^-]*)-(.*)$/s.exec(range) ?? [];
  for (const bound of [first ?? range, last ?? ''])
    if (!/^\+?\d+$/.test(bound)) throw new ToolError(`shuf: invalid input range: ‘${bound}’\n`);
  const [low, high] = [Number(first), Number(last)];
  if (low > high + 1) throw new ToolError(`shuf: invalid input range: ‘${range}’\n`);
  checked(high - low + 1);
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index));
}

/** Throws a `ToolError` for more lines than are printed here. */
function checked(lines: number): number {
  if (lines > MOST_LINES) throw refuse('shuf', `more than ${MOST_LINES.toLocaleString('en')} lines`);
  return lines;
}
