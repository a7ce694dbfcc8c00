/** Rates as limit and hashlimit read and write them. Userspace: extensions/libxt_limit.c, libxt_hashlimit.c. */
import { parameterProblem } from './program';

/** Seconds, by the word whose beginning is given; written with the short form. */
const UNITS = [
  { word: 'second', written: 'sec', seconds: 1 },
  { word: 'minute', written: 'min', seconds: 60 },
  { word: 'hour', written: 'hour', seconds: 60 * 60 },
  { word: 'day', written: 'day', seconds: 24 * 60 * 60 },
] as const;

/** `3/hour`, `3/h`, `3`: the time from one to the next in units of 1/`scale` s, rounded down; `undefined` for what is no rate. */
export function parseRate(text: string, scale: number): number | undefined {
  const unit = readUnit(text);
  const rate = Number.parseInt(text, 10);
  if (unit === undefined || !(rate > 0)) return undefined;
  const average = Math.floor((scale * unit.seconds) / rate);
  if (average === 0) throw parameterProblem(`Rate too fast "${text}"`);
  return average;
}

/** The seconds of the unit that a rate is given in. */
export function secondsOfRate(text: string): number {
  return readUnit(text)?.seconds ?? 1;
}

/** `/min` and its like; a second if there is none. */
function readUnit(text: string): (typeof UNITS)[number] | undefined {
  const slash = text.indexOf('/');
  const word = slash < 0 ? 'second' : text.slice(slash + 1).toLowerCase();
  return word === '' ? undefined : UNITS.find((one) => one.word.startsWith(word));
}

/** A rate as it is written. */
export function formatRate(average: number, scale: number): string {
  if (average === 0) return 'inf';
  const { seconds, written } = unitOfRate(average, scale);
  return `${Math.floor((seconds * scale) / average)}/${written}`;
}

/** The largest unit in which nearly a whole number comes out. Userspace: print_rate. */
export function unitOfRate(average: number, scale: number): (typeof UNITS)[number] {
  let shown: (typeof UNITS)[number] = UNITS[3];
  for (const unit of [...UNITS].reverse().slice(1)) {
    const period = unit.seconds * scale;
    if (average > period || Math.floor(period / average) < period % average) break;
    shown = unit;
  }
  return shown;
}
