/* Round numbers along an axis. */

/** Multiples, from 0 to `end`, of the smallest 1, 2 or 5 times a power of ten that makes at most `most` steps; never less than `least`. */
export function roundSteps(end: number, most: number, least = 0): readonly number[] {
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5].find((factor) => factor * power >= rough) ?? 10;
  const step = Math.max(least, times * power);
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}
