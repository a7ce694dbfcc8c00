/** `od`: bytes as numbers or letters, sixteen a line. coreutils: od.c; busybox's is the same. Not modelled: `-t f`, `-S`. */
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';

const PER_LINE = 16;
const LAST = '~';

/** How one kind of number is written. */
interface Format {
  readonly size: number;
  readonly width: number;
  readonly write: (bytes: readonly number[]) => string;
  /** Whether letters stand behind the line. */
  readonly isTold: boolean;
  /** The letter that asked for it; behind all letters what `-t` did. */
  readonly rank: string;
}

interface Options {
  readonly files: readonly string[];
  readonly formats: readonly Format[];
  readonly addresses: string;
  readonly skip: number;
  readonly limit: number;
  readonly width: number;
  readonly isVerbose: boolean;
  readonly isBusybox: boolean;
}

/** What the old letters stand for. */
const OLD: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
  h: 'x2',
  O: 'o4',
  D: 'u4',
  X: 'x4',
  H: 'x4',
};
const SIZES: Readonly<Record<string, number>> = { '': 4, C: 1, S: 2, I: 4, L: 8, 1: 1, 2: 2, 4: 4, 8: 8 };
/** Digits of the largest number of a size, with the sign of what has one. */
const WIDTHS: Readonly<Record<string, readonly number[]>> = {
  o: [3, 6, 11, 22],
  x: [2, 4, 8, 16],
  u: [3, 5, 10, 20],
  d: [4, 6, 11, 20],
};
const RADIX: Readonly<Record<string, number>> = { o: 8, x: 16, u: 10, d: 10 };
const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );

/** Reads its words and prints what `read` gives of each file, bytes, one a character; the standard input without any. */
export function od(
  words: readonly string[],
  read: (name: string) => string | undefined,
  input: () => string,
  isBusybox = false,
): CommandResult {
  const options = readOptions(words, isBusybox);
  if (typeof options === 'string') return failure(`od: ${options}\n`);
  let [data, stderr] = ['', ''];
  for (const name of options.files.length === 0 ? ['-'] : options.files) {
    const content = name === '-' ? input() : read(name);
    if (content === undefined) stderr += `od: ${name}: No such file or directory\n`;
    else data += content;
  }
  if (options.skip > data.length) return failure(`${stderr}od: cannot skip past end of combined input\n`);
  const bytes = [...data.slice(options.skip, options.skip + options.limit)].map(
    (letter) => letter.charCodeAt(0) & 0xff,
  );
  const isNothing = stderr !== '' && data === '';
  return { stdout: isNothing ? '' : dump(bytes, options), stderr, exitCode: stderr === '' ? 0 : 1 };
}

function readOptions(words: readonly string[], isBusybox: boolean): Options | string {
  const files: string[] = [];
  const formats: Format[] = [];
  let [addresses, skip, limit, width, isVerbose] = ['o', 0, Number.POSITIVE_INFINITY, PER_LINE, false];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      files.push(...words.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      files.push(word);
      continue;
    }
    const [, long, given] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    const letters = long === undefined ? word.slice(1) : (LONG[long] ?? '');
    if (letters === '') return `unrecognized option '${word}'`;
    for (let index = 0; index < letters.length; index += 1) {
      const letter = letters[index] ?? '';
      if (letter === 'v') isVerbose = true;
      else if (letter === 'w') {
        width = Number(letters.slice(index + 1) || given || 32);
        break;
      } else if ('AjNt'.includes(letter)) {
        const value = letters.slice(index + 1) || given || (words[++at] ?? '');
        if (letter === 'A') {
          if (!/^[doxn]$/.test(value))
            return `invalid output address radix '${value}'; it must be one character from [doxn]`;
          addresses = value;
        } else if (letter === 't') {
          const read = readTypes(value);
          if (typeof read === 'string') return read;
          formats.push(...read);
        } else {
          const count = readCount(value);
          if (count === undefined) return `invalid -${letter} argument '${value}'`;
          if (letter === 'j') skip = count;
          else limit = count;
        }
        break;
      } else {
        const type = isBusybox && letter === 'i' ? 'd2' : OLD[letter];
        if (type === undefined) return `option -${letter} is not modelled by chainwalk`;
        formats.push(...(readTypes(type) as readonly Format[]).map((format) => ({ ...format, rank: letter })));
      }
    }
  }
  const largest = Math.max(...formats.map(({ size }) => size), 1);
  if (!(width > 0) || width % largest !== 0) return `option -w${width} is not modelled by chainwalk with such formats`;
  const all = formats.length === 0 ? [...(readTypes('o2') as readonly Format[])] : formats;
  const told = all.find(({ isTold }) => isTold);
  // busybox takes its letters by the alphabet, before those of -t.
  if (isBusybox) all.sort((one, other) => (one.rank < other.rank ? -1 : Number(one.rank > other.rank)));
  if (isBusybox && told !== undefined) return 'letters behind the line, as in -t x1z, are none of busybox';
  return { files, formats: all, addresses, skip, limit, width, isVerbose, isBusybox };
}

const LONG: Readonly<Record<string, string>> = {
  'address-radix': 'A',
  'skip-bytes': 'j',
  'read-bytes': 'N',
  format: 't',
  'output-duplicates': 'v',
  width: 'w',
};

function readCount(text: string): number | undefined {
  const [, digits, unit] = /^(0x[0-9a-f]+|\d+)(b|[kKM]?)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const factor = { b: 512, k: 1024, K: 1024, M: 1024 ** 2 }[unit ?? ''] ?? 1;
  const isOctal = /^0\d/.test(digits);
  return (isOctal ? Number.parseInt(digits, 8) : Number(digits)) * factor;
}

function readTypes(text: string): readonly Format[] | string {
  const formats: Format[] = [];
  let rest = text;
  while (rest !== '') {
    const [all, kind = '', size = '', told = ''] = /^([acdoux])((?:[CSIL]|[1248])?)(z?)/.exec(rest) ?? [];
    if (all === undefined || ((kind === 'a' || kind === 'c') && size !== ''))
      return /^f/.test(rest)
        ? 'option -t f is not modelled by chainwalk'
        : `invalid character '${rest[0]}' in type string ‘${text}’`;
    formats.push(formatOf(kind, SIZES[size] ?? 4, told !== ''));
    rest = rest.slice(all.length);
  }
  return formats;
}

function formatOf(kind: string, size: number, isTold: boolean): Format {
  if (kind === 'a' || kind === 'c') {
    const write = ([byte = 0]: readonly number[]) => (kind === 'a' ? nameOf(byte & 0x7f) : letterOf(byte));
    return { size: 1, width: 3, write, isTold, rank: LAST };
  }
  const [radix, width] = [RADIX[kind] ?? 8, WIDTHS[kind]?.[Math.log2(size)] ?? 3];
  const write = (bytes: readonly number[]) => {
    let value = 0n;
    for (let at = size - 1; at >= 0; at -= 1) value = value * 256n + BigInt(bytes[at] ?? 0);
    const digits = (kind === 'd' ? BigInt.asIntN(size * 8, value) : value).toString(radix);
    return kind === 'o' || kind === 'x' ? digits.padStart(width, '0') : digits;
  };
  return { size, width, write, isTold, rank: LAST };
}

function nameOf(byte: number): string {
  return byte === 127 ? 'del' : (NAMES[byte] ?? String.fromCharCode(byte));
}

function letterOf(byte: number): string {
  const isPrinted = byte >= 32 && byte < 127;
  return ESCAPES[byte] ?? (isPrinted ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
}

function dump(bytes: readonly number[], { formats, addresses, skip, width, isVerbose, isBusybox }: Options): string {
  const lines: string[] = [];
  // Fields of several formats stand below each other.
  const perByte = Math.max(...formats.map((format) => (format.width + 1) / format.size));
  const largest = Math.max(...formats.map(({ size }) => size));
  let [before, isFolded] = ['', false];
  for (let at = 0; at < bytes.length; at += width) {
    const line = bytes.slice(at, at + width);
    const key = line.join(',');
    if (!isVerbose && line.length === width && key === before) {
      if (!isFolded) lines.push('*');
      isFolded = true;
      continue;
    }
    [before, isFolded] = [key, false];
    for (const [index, format] of formats.entries())
      lines.push(
        `${index === 0 ? addressOf(addresses, skip + at) : ' '.repeat(addressOf(addresses, 0).length)}${fields(isBusybox ? padded(line, largest) : line, format, isBusybox ? (format.width + 1) / format.size : perByte, width)}`,
      );
  }
  if (addresses !== 'n') lines.push(addressOf(addresses, skip + bytes.length));
  return lines.map((line) => `${line}\n`).join('');
}

/** busybox shows the zeros that fill its last number up. */
function padded(line: readonly number[], size: number): readonly number[] {
  return [...line, ...new Array<number>((size - (line.length % size)) % size).fill(0)];
}

function fields(line: readonly number[], format: Format, perByte: number, width: number): string {
  const room = Math.round(perByte * format.size);
  let text = '';
  for (let at = 0; at < line.length; at += format.size)
    text += format.write(line.slice(at, at + format.size)).padStart(room);
  if (!format.isTold) return text;
  const letters = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
  return `${text.padEnd((width / format.size) * room)}  >${letters}<`;
}

function addressOf(radix: string, at: number): string {
  if (radix === 'n') return '';
  if (radix === 'x') return at.toString(16).padStart(6, '0');
  return at.toString(radix === 'd' ? 10 : 8).padStart(7, '0');
}
