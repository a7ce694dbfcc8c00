/** string: bytes in a packet. Userspace: extensions/libxt_string.c. */
import type { StringMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

/** Linux: XT_STRING_MAX_PATTERN_SIZE. */
const LONGEST = 128;
const LAST = 65_535;

/** What the tool knows of match string. */
export const string: Extension<StringMatch> = {
  name: 'string',
  options: [
    { name: 'from', argument: true },
    { name: 'to', argument: true },
    { name: 'algo', argument: true, required: true },
    { name: 'string', argument: true, invertible: true, excludes: ['hex-string'] },
    { name: 'hex-string', argument: true, invertible: true, excludes: ['string'] },
    { name: 'icase', argument: false },
  ],
  initial: { kind: 'string', pattern: '', algorithm: '', ignoreCase: false, from: 0, to: LAST, invert: false },

  parse(match, { name, argument, invert }) {
    switch (name) {
      case 'string':
        return { ...match, pattern: parseText(argument), invert };
      case 'hex-string':
        return { ...match, pattern: parseHexadecimal(argument), invert };
      case 'algo':
        return { ...match, algorithm: argument };
      case 'icase':
        return { ...match, ignoreCase: true };
      default:
        return { ...match, [name]: parseInteger('string', name, argument, { max: LAST }) };
    }
  },

  finish(match, given) {
    if (given.has('string') || given.has('hex-string')) return match;
    throw parameterProblem("STRING match: You must specify `--string' or `--hex-string'");
  },

  save: ({ pattern, algorithm, ignoreCase, from, to, invert }) =>
    `${invert ? ' !' : ''} --${isHexadecimal(pattern) ? 'hex-string' : 'string'} ${format(pattern)} --algo ${algorithm}` +
    (from === 0 ? '' : ` --from ${from}`) +
    (to === LAST ? '' : ` --to ${to}`) +
    (ignoreCase ? ' --icase' : ''),
  print: ({ pattern, algorithm, ignoreCase, from, to, invert }) =>
    ` STRING match ${invert ? '!' : ''} ${format(pattern)} ALGO name ${algorithm}` +
    (from === 0 ? '' : ` FROM ${from}`) +
    (to === LAST ? '' : ` TO ${to}`) +
    (ignoreCase ? ' ICASE' : ''),
};

/** A character for each byte. */
function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function parseText(text: string): string {
  const bytes = bytesOf(text);
  if (bytes.length > LONGEST) throw parameterProblem(`STRING too long "${text}"`);
  return bytes;
}

/** `|0a0D|text|41|`; a backslash takes the next character as it is. Userspace: parse_hex_string. */
function parseHexadecimal(text: string): string {
  const bytes = bytesOf(text);
  if (bytes === '') throw parameterProblem('STRING must contain at least one char');
  let pattern = '';
  let inside = false;
  for (let at = 0; at < bytes.length; ) {
    if (pattern.length >= LONGEST) throw parameterProblem(`STRING too long "${text}"`);
    if (bytes[at] === '\\' && inside) throw parameterProblem('Cannot include literals in hex data');
    const literal = bytes[at] === '\\';
    if (bytes[at] === '|') {
      inside = !inside;
      if (inside) while (bytes[at + 1] === ' ') at++;
      if (++at >= bytes.length) break;
    }
    if (literal) {
      if (at + 1 >= bytes.length) throw parameterProblem('Bad literal placement at end of string');
      pattern += bytes[at + 1];
      at += 2;
    } else if (inside) {
      if (at + 1 >= bytes.length) throw parameterProblem('Odd number of hex digits');
      if (at + 2 >= bytes.length) throw parameterProblem('Invalid hex block');
      const digits = bytes.slice(at, at + 2);
      const wrong = /[^0-9a-fA-F]/.exec(digits)?.[0];
      if (wrong !== undefined) throw parameterProblem(`Invalid hex char '${wrong}'`);
      pattern += String.fromCharCode(Number.parseInt(digits, 16));
      at += bytes[at + 2] === ' ' ? 3 : 2;
    } else pattern += bytes[at++];
  }
  return pattern;
}

/** What could not be read back otherwise is written as numbers. Userspace: is_hex_string. */
function isHexadecimal(pattern: string): boolean {
  return /[^\x20-\x7e]/.test(pattern) || pattern.endsWith('\\');
}

function format(pattern: string): string {
  if (!isHexadecimal(pattern)) return `"${pattern.replace(/["\\]/g, '\\$&')}"`;
  const digits = [...pattern].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
  return `"|${digits.join('')}|"`;
}
