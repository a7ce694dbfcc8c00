/** How commands of the interpreter that work line by line read and write. coreutils, GNU grep, findutils; busybox: libbb. */
import type { ExecResult } from 'just-bash';

/** How one command line is fed. Without `again` it is given all that has come from its beginning. */
export interface Feeding {
  /** Each line means the same wherever it stands: words put before its own when it goes on with more of them. */
  readonly again?: readonly string[];
  /** What it prints depends on what comes last. */
  readonly needsAll?: boolean;
  /** It reads standard input whatever its words are. */
  readonly alwaysReads?: boolean;
  /** It waits for no end of a line. */
  readonly takesBytes?: boolean;
  /** It does not gather what it writes into a pipe. */
  readonly isDirect?: boolean;
  /** Of what has come, what later lines change nothing of. */
  readonly certain?: (text: string) => string;
  /** Whether it ends, with the lines that it was given. */
  readonly isOver?: (result: ExecResult, text: string) => boolean;
  /** What becomes of the result of a piece: it ends with the largest code of all. */
  readonly concludes?: (result: ExecResult) => ExecResult;
  /** Its words as the interpreter's command knows them. */
  readonly words?: readonly string[];
}

type Describe = (words: readonly string[], isMachine: boolean) => Feeding;

const EACH_LINE: Feeding = { again: [] };

/** Letters of grep with a value. */
const GREP_VALUED = 'ABCmdDef';

const FEEDINGS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ...['cut', 'expand', 'rev', 'strings', 'unexpand'].map((name) => [name, () => EACH_LINE] as const),
  ['cat', cat],
  ['fold', () => ({ takesBytes: true })],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['head', head],
  ['nl', () => ({})],
  ['tail', (words) => (words.some((word, index) => isFrom(word, words[index - 1])) ? {} : { needsAll: true })],
  ['tee', (words) => ({ again: ['-a'], alwaysReads: true, isDirect: true, words })],
  ['tr', (words, isMachine) => ({ ...(/^-[a-z]*s/.test(words[0] ?? '') ? {} : EACH_LINE), isDirect: !isMachine })],
  ['uniq', () => ({ certain: withoutLastGroup })],
  ['xargs', xargs],
]);

/** Commands that ask for more by themselves when they have used up their lines. */
export const ASKING: readonly string[] = ['awk', 'sed'];

/** Names of all that are fed. */
export const FED: readonly string[] = [...FEEDINGS.keys(), ...ASKING];

/** How a command line is fed. */
export function feedingOf(name: string, words: readonly string[], isMachine: boolean): Feeding {
  return FEEDINGS.get(name)?.(words, isMachine) ?? {};
}

function cat(words: readonly string[], isMachine: boolean): Feeding {
  const isPlain = words.every((word) => !/^-./.test(word));
  return { ...(isPlain ? EACH_LINE : {}), isDirect: isPlain || isMachine };
}

function grep(given: readonly string[]): Feeding {
  const isDirect = given.includes('--line-buffered');
  const words = given.filter((word) => word !== '--line-buffered');
  const letters = lettersOf(words, GREP_VALUED);
  const has = (letter: string, long: RegExp) => letters.has(letter) || words.some((word) => long.test(word));
  const common = { isDirect, words };
  if (has('c', /^--count$/) || has('L', /^--files-without/)) return { ...common, needsAll: true };
  const ends = has('q', /^--(quiet|silent)$/) || has('l', /^--files-with-/);
  if (ends) return { ...common, isOver: ({ exitCode }) => exitCode === 0 };
  const most = letters.get('m') ?? words.map((word) => /^--max-count=(\d+)$/.exec(word)?.[1]).find(Boolean);
  const hasContext = ['A', 'B', 'C'].some((letter) => letters.has(letter)) || words.some((word) => /^-\d/.test(word));
  if (most !== undefined && !hasContext && !letters.has('o'))
    return { ...common, isOver: ({ stdout }) => linesIn(stdout) >= Number(most) };
  const isNumbered = has('n', /^--line-number$/) || has('b', /^--byte-offset$/);
  return { ...common, ...(most !== undefined || hasContext || isNumbered ? {} : EACH_LINE) };
}

function head(words: readonly string[]): Feeding {
  const all = words.filter((word) => word !== '-q').join(' ');
  const bytes = /^(?:-c ?|--bytes=)(\d+)$/.exec(all)?.[1];
  if (bytes !== undefined) return { takesBytes: true, isOver: (_result, text) => text.length >= Number(bytes) };
  const lines = all === '' ? '10' : /^(?:-n ?|-|--lines=)(\d+)$/.exec(all)?.[1];
  if (lines === undefined) return { needsAll: true };
  return { isOver: (_result, text) => linesIn(text) >= Number(lines) };
}

/** `tail -n +5` begins there. */
function isFrom(word: string, before = ''): boolean {
  return /^(-n|-c|--lines=|--bytes=)\+\d+$/.test(word) || (/^\+\d+$/.test(word) && /^-[nc]$/.test(before));
}

/** Letters of xargs with a value. */
const XARGS_VALUED = 'adEILnPs';

function xargs(given: readonly string[], isMachine: boolean): Feeding {
  const options: string[] = [];
  let index = 0;
  for (; given[index]?.startsWith('-'); index += 1) {
    const [letter, value] = [given[index]?.slice(1, 2) ?? '', given[index]?.slice(2) ?? ''];
    if (letter === '' || !XARGS_VALUED.includes(letter)) options.push(given[index] ?? '');
    // `-I{}`, or `-I {}`
    else if (value !== '') options.push(`-${letter}`, value);
    else options.push(`-${letter}`, ...given.slice(++index, index + 1));
  }
  const words = [...options, ...given.slice(index)];
  const isEach = options.some((word, at) => word === '-I' || (/^-[nL]$/.test(word) && options[at + 1] === '1'));
  const command = given[index] ?? 'echo';
  const concludes = (result: ExecResult) => concludeXargs(result, command, isMachine);
  return { ...(isEach ? EACH_LINE : { needsAll: true }), alwaysReads: true, isDirect: true, words, concludes };
}

/** xargs ends with codes of its own for those of its commands. findutils: xargs(1), EXIT STATUS; busybox: findutils/xargs.c (xargs_exec). */
function concludeXargs(result: ExecResult, command: string, isMachine: boolean): ExecResult {
  const { exitCode, stderr } = result;
  const conclude = (code: number, complaint = '', errors = stderr) => ({
    ...result,
    exitCode: code,
    stderr: isMachine ? errors + complaint : stderr,
  });
  if (exitCode === 0 || exitCode === 126) return result;
  if (exitCode === 127)
    return conclude(
      127,
      `xargs: ${command}: No such file or directory\n`,
      stderr.replace(/^.*: command not found\n/m, ''),
    );
  if (exitCode === 255) return conclude(124, `xargs: ${command}: exited with status 255; aborting\n`);
  if (exitCode > 128) return conclude(125, `xargs: ${command}: terminated by signal ${exitCode - 128}\n`);
  return conclude(123);
}

/** It goes on after a command that failed, and no further after one that could not be run or asked for it. */
export function stopsXargs(exitCode: number): boolean {
  return exitCode > 123;
}

/** The short options, and the values of those that have one. */
function lettersOf(words: readonly string[], valued: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < words.length && words[index] !== '--'; index += 1) {
    const word = words[index] ?? '';
    if (!/^-[A-Za-z]/.test(word)) continue;
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at] ?? '';
      if (!valued.includes(letter)) found.set(letter, '');
      else {
        found.set(letter, word.slice(at + 1) || (words[++index] ?? ''));
        break;
      }
    }
  }
  return found;
}

/** The lines before those at the end that are alike. */
function withoutLastGroup(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const last = lines.at(-1);
  let end = lines.length - 1;
  while (end > 0 && lines[end - 1] === last) end -= 1;
  return lines
    .slice(0, end)
    .map((line) => `${line}\n`)
    .join('');
}

export function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
