/** Marks as the extensions mark and connmark, MARK and CONNMARK read and write them. Userspace: extensions/libxt_mark.c, libxt_MARK.c. */
import type { OptionDefinition } from './extension';
import { ALL_BITS, parseInteger, parseMarkMask } from './guided';

/** The only option of the matches. */
export const MARK_OPTION: OptionDefinition = { name: 'mark', argument: true, invertible: true, required: true };

/** A mark that is looked for: `0x1`, or `0x1/0xff`. */
export function formatMark({ mark, mask }: MarkAndMask): string {
  return mask === ALL_BITS ? hexadecimal(mark) : `${hexadecimal(mark)}/${hexadecimal(mask)}`;
}

/** The bits of a mark that are looked at or cleared, and what they are compared with or turned over by; unsigned 32-bit. */
export interface MarkAndMask {
  readonly mark: number;
  readonly mask: number;
}

/** The options of the targets that set bits. */
export const SETTERS = ['set-xmark', 'set-mark', 'and-mark', 'or-mark', 'xor-mark'];

/** An option that goes with none of the others. */
export function exclusive(name: string, others: readonly string[]): OptionDefinition {
  return { name, argument: true, excludes: others.filter((other) => other !== name) };
}

/** `--set-mark VALUE/MASK` and the like, all of which clear some bits and then turn some over. */
export function parseChange(extension: string, option: string, text: string): MarkAndMask {
  if (option === 'set-xmark' || option === 'set-mark') {
    const { mark, mask } = parseMarkMask(extension, option, text);
    return { mark, mask: option === 'set-mark' ? (mark | mask) >>> 0 : mask };
  }
  const value = parseInteger(extension, option, text, { max: ALL_BITS });
  if (option === 'and-mark') return { mark: 0, mask: ~value >>> 0 };
  return { mark: value, mask: option === 'or-mark' ? value : 0 };
}

/** A change as a listing shows it, by the shortest of its spellings. */
export function describeChange({ mark, mask }: MarkAndMask): string {
  if (mark === 0) return `and ${hexadecimal(~mask >>> 0)}`;
  if (mark === mask) return `or ${hexadecimal(mark)}`;
  if (mask === 0) return `xor ${hexadecimal(mark)}`;
  return mask === ALL_BITS ? `set ${hexadecimal(mark)}` : `xset ${hexadecimal(mark)}/${hexadecimal(mask)}`;
}

/** `0x1f` */
export function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
