/** Numbers and strings as libxtables reads and writes them. Userspace: xtables_strtoui, xtables_save_string, libxtables/xtables.c. */

/** Decimal, octal with a leading 0, hexadecimal with 0x; `undefined` for anything else or above the limit. */
export function parseUnsigned(text: string, limit: number): number | undefined {
  const value = parseUnsignedLong(text, BigInt(limit));
  return value === undefined ? undefined : Number(value);
}

/** The same of numbers of any size. */
export function parseUnsignedLong(text: string, limit: bigint): bigint | undefined {
  const match = /^\s*\+?(?:(0[xX][0-9a-fA-F]+)|0([0-7]*)|([1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, hexadecimal, octal, decimal] = match;
  const value = BigInt(hexadecimal ?? decimal ?? `0o${octal || 0}`);
  return value <= limit ? value : undefined;
}

/** What of a text is a number, as strtoul reads it; '' if it does not begin with one. */
export function leadingNumber(text: string): string {
  return /^\s*\+?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text)?.[0] ?? '';
}

/** Counters have 64 bits. */
const LARGEST_COUNTER = 2n ** 64n - 1n;

/**
 * The counter that a text begins with, `undefined` if it begins with none. A negative one wraps, and one of more than 64 bits
 * is the largest, as strtoull has it. C library: sscanf with `%llu`.
 */
export function parseCounter(text: string): bigint | undefined {
  const [, sign, digits] = /^\s*([+-]?)(\d+)/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const magnitude = BigInt(digits);
  if (magnitude > LARGEST_COUNTER) return LARGEST_COUNTER;
  return sign === '-' ? BigInt.asUintN(64, -magnitude) : magnitude;
}

/** A string as a shell-like word: quoted unless it is made of letters, digits, `_` and `-`. */
export function quote(text: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
  return `"${text.replace(/["\\']/g, '\\$&')}"`;
}

const KILO_ABOVE = 99_999n;

/** A counter in five columns: from 100,000 on in thousands, rounded, then M, G, T. Userspace: xtables_print_num. */
export function abbreviate(count: bigint): string {
  if (count <= KILO_ABOVE) return String(count).padStart(5);
  let rounded = thousands(count);
  for (const unit of ['K', 'M', 'G']) {
    if (rounded <= 9999n) return String(rounded).padStart(4) + unit;
    rounded = thousands(rounded);
  }
  return `${String(rounded).padStart(4)}T`;
}

/** Rounded in 64 bits: the largest 500 counters come out as 0. */
function thousands(count: bigint): bigint {
  return BigInt.asUintN(64, count + 500n) / 1000n;
}
