/** Round numbers along an axis of counts. */
import { roundSteps } from '../draw/roundSteps';
import { formatCount } from '../figure/textTable';

/** A value of an axis, and its label. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** `1,500` below ten thousand, else `15k`, `1.5M`, `2G`. */
function tickText(value: number, end: number): string {
  if (end < 10_000 || value === 0) return formatCount(value);
  const power = Math.min(3, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** power).toPrecision(12))}${['', 'k', 'M', 'G'][power]}`;
}

/** From 0 to `end` in at most three steps of 1, 2 or 5 times a power of ten. */
export function axisTicks(end: number): readonly Tick[] {
  return roundSteps(end, 3, 1).map((value) => ({ value, text: tickText(value, end) }));
}
