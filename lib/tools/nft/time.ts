/** Spans of time as nft writes them: `1d2h3m4s5ms`. Userspace: time_parse, time_print, src/datatype.c. */
import type { Tokens } from './parse/tokens';

const MILLISECOND = 1000;
/** In microseconds, in the order in which they are written. */
const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000 * MILLISECOND],
  ['h', 3_600_000 * MILLISECOND],
  ['m', 60_000 * MILLISECOND],
  ['s', 1000 * MILLISECOND],
  ['ms', MILLISECOND],
];

/** Microseconds; a number alone counts seconds. */
export function parseTime(tokens: Tokens): number {
  const { kind, text } = tokens.peek();
  const time = kind === 'number' || kind === 'word' || kind === 'quoted' ? timeOf(text) : undefined;
  if (time === undefined) throw tokens.unexpected('string');
  tokens.next();
  return time;
}

/** Microseconds; `undefined` for what is no time. */
export function timeOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000 * MILLISECOND;
  if (!/^(\d+d)?(\d+h)?(\d+m(?!s))?(\d+s)?(\d+ms)?$/.test(text) || text === '') return undefined;
  let time = 0;
  for (const [, count = '0', unit] of text.matchAll(/(\d+)(ms|[dhms])/g))
    time += Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0);
  return time;
}

/** A time of microseconds, in its largest parts, or in seconds alone. */
export function formatTime(time: number, numeric = false): string {
  if (numeric) return `${Math.floor(time / MILLISECOND / 1000)}s`;
  let rest = Math.floor(time / MILLISECOND) * MILLISECOND;
  if (rest === 0) return '0s';
  let text = '';
  for (const [name, length] of UNITS) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${name}`;
    rest -= count * length;
  }
  return text;
}
