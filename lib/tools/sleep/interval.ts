/** The intervals that both kinds of `sleep` take: virtual time passes. */
import { type Process, pause, type Thread } from '../../machine';
import { SECOND } from '../../network';
import { failProcess } from '../common/command';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** Sleeps for the sum of the intervals; `inf` never ends. */
export function* sleepFor(process: Process, words: readonly string[]): Thread {
  const total = words.reduce((sum, word) => sum + (readInterval(word) ?? 0), 0);
  if (total === Number.POSITIVE_INFINITY) yield { ready: () => false, subscribe: () => () => {} };
  if (!process.place.net.clock.reaches(total * SECOND) && total < Number.POSITIVE_INFINITY)
    return failProcess(process, `sleep: ${total} seconds are more than chainwalk's clock counts to\n`);
  yield* pause(process, Math.round(total * SECOND));
  return 0;
}

/** `1.5`, `2m`, `inf`, as strtod(3) and a unit; `undefined` for what is no interval. */
export function readInterval(word: string): number | undefined {
  if (/^\+?inf(inity)?[smhd]?$/i.test(word)) return Number.POSITIVE_INFINITY;
  const match = /^\+?(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)([smhd]?)$/i.exec(word);
  const unit = UNITS.get(match?.[2] ?? '');
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
