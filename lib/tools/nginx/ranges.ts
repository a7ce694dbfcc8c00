/** Parts of a file (RFC 9110, section 14). nginx: ngx_http_range_filter_module.c. */
import type { Place } from '../../machine';
import { decodeLatin1, encodeLatin1 } from '../../packet';
import { type Field, fieldOf } from '../common/httpMessage';
import type { HttpResponse } from './response';

/** From the first byte to the one behind the last. */
export type Range = readonly [number, number];

/** What a request asks for of a file of `size` bytes: nothing special, or parts; `bad` if there are no such parts. */
export function readRanges(
  fields: readonly Field[],
  size: number,
  modified: number,
  tag: string,
): readonly Range[] | 'bad' {
  const text = fieldOf(fields, 'range');
  if (text === undefined || !/^bytes=/i.test(text)) return [];
  const condition = fieldOf(fields, 'if-range');
  if (condition !== undefined && condition !== tag && Math.floor(Date.parse(condition) / 1000) !== modified) return [];
  const ranges: Range[] = [];
  let sum = 0;
  for (const word of text.slice('bytes='.length).split(',')) {
    const [, first = '', last = ''] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(word) ?? [];
    if (first === '' && last === '') return 'bad';
    const [from, to] =
      first === ''
        ? [Math.max(0, size - Number(last)), size]
        : [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)];
    if (first !== '' && last !== '' && Number(last) < Number(first)) return 'bad';
    if (from >= to) continue;
    ranges.push([from, to]);
    sum += to - from;
  }
  if (ranges.length === 0) return 'bad';
  // Parts that are more than the whole are not worth while.
  return sum > size ? [] : ranges;
}

/** `bytes 0-9/616` */
export function contentRange([from, to]: Range, size: number): string {
  return `bytes ${from}-${to - 1}/${size}`;
}

const numbers = new WeakMap<Place, number>();

/** The next number of a place's nginx, by which boundaries differ. nginx: ngx_next_temp_number. */
export function nextNumber(place: Place): number {
  const next = (numbers.get(place) ?? 0) + 1;
  numbers.set(place, next);
  return next;
}

/** Several parts, with their heads between boundaries, and where the file's own bytes are in them. */
export function joinParts(
  ranges: readonly Range[],
  file: Uint8Array,
  type: string,
  boundary: string,
): Pick<HttpResponse, 'body' | 'filePieces'> {
  let text = '';
  const filePieces: Range[] = [];
  for (const range of ranges) {
    text += `\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, file.length)}\r\n\r\n`;
    const begin = text.length;
    text += decodeLatin1(file.subarray(...range));
    filePieces.push([begin, text.length]);
  }
  return { body: encodeLatin1(`${text}\r\n--${boundary}--\r\n`), filePieces };
}
