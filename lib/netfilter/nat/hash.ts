/** Bob Jenkins's hash of 32-bit words, lookup3 (public domain), by which Linux spreads clients over a range. Linux: jhash2, include/linux/jhash.h. */

/** Linux: JHASH_INITVAL. */
const INITIAL = 0xdeadbeef;

/** The hash of `words`, an unsigned 32-bit number. */
export function jhash2(words: readonly number[], initial: number): number {
  let a = (INITIAL + (words.length << 2) + initial) | 0;
  let b = a;
  let c = a;
  let at = 0;
  const mix = (amount: number, from: number, to: number) => (from ^ rotate(to, amount)) | 0;
  for (; words.length - at > 3; at += 3) {
    a = (a + wordAt(words, at)) | 0;
    b = (b + wordAt(words, at + 1)) | 0;
    c = (c + wordAt(words, at + 2)) | 0;
    a = mix(4, (a - c) | 0, c);
    c = (c + b) | 0;
    b = mix(6, (b - a) | 0, a);
    a = (a + c) | 0;
    c = mix(8, (c - b) | 0, b);
    b = (b + a) | 0;
    a = mix(16, (a - c) | 0, c);
    c = (c + b) | 0;
    b = mix(19, (b - a) | 0, a);
    a = (a + c) | 0;
    c = mix(4, (c - b) | 0, b);
    b = (b + a) | 0;
  }
  const left = words.length - at;
  if (left === 0) return c >>> 0;
  if (left > 2) c = (c + wordAt(words, at + 2)) | 0;
  if (left > 1) b = (b + wordAt(words, at + 1)) | 0;
  a = (a + wordAt(words, at)) | 0;
  const last = (into: number, other: number, amount: number) => ((into ^ other) - rotate(other, amount)) | 0;
  c = last(c, b, 14);
  a = last(a, c, 11);
  b = last(b, a, 25);
  c = last(c, b, 16);
  a = last(a, c, 4);
  b = last(b, a, 14);
  c = last(c, b, 24);
  return c >>> 0;
}

/** The caller knows that it is there. */
function wordAt(words: readonly number[], at: number): number {
  return words[at] ?? 0;
}

function rotate(word: number, amount: number): number {
  return (word << amount) | (word >>> (32 - amount));
}
