/** limit: so many packets in a time. Userspace: extensions/libxt_limit.c. */
import { LIMIT_SCALE, type LimitMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

const USUAL_BURST = 5;
const MOST = 10_000;
/** Seconds, by the word whose beginning is given; written with the short form. */
const UNITS = [
  { word: 'second', written: 'sec', seconds: 1 },
  { word: 'minute', written: 'min', seconds: 60 },
  { word: 'hour', written: 'hour', seconds: 60 * 60 },
  { word: 'day', written: 'day', seconds: 24 * 60 * 60 },
] as const;

/** What the tool knows of match limit. */
export const limit: Extension<LimitMatch> = {
  name: 'limit',
  options: [
    { name: 'limit', argument: true },
    { name: 'limit-burst', argument: true },
  ],
  initial: { kind: 'limit', average: averageOf('3/hour'), burst: USUAL_BURST },
  parse: (match, { name, argument }) =>
    name === 'limit'
      ? { ...match, average: averageOf(argument) }
      : { ...match, burst: parseInteger('limit', name, argument, { max: MOST }) },
  save: ({ average, burst }) => ` --limit ${format(average)}${burst === USUAL_BURST ? '' : ` --limit-burst ${burst}`}`,
  print: ({ average, burst }) => ` limit: avg ${format(average)} burst ${burst}`,
};

/** `3/hour`, `3/h`, `3`: the time from one to the next, rounded down. */
function averageOf(text: string): number {
  const slash = text.indexOf('/');
  const word = slash < 0 ? 'second' : text.slice(slash + 1).toLowerCase();
  const unit = word === '' ? undefined : UNITS.find((one) => one.word.startsWith(word));
  const rate = Number.parseInt(text, 10);
  if (unit === undefined || !(rate > 0)) throw parameterProblem(`bad rate "${text}"'`);
  const average = Math.floor((LIMIT_SCALE * unit.seconds) / rate);
  if (average === 0) throw parameterProblem(`Rate too fast "${text}"`);
  return average;
}

/** In the largest unit in which nearly a whole number comes out. Userspace: print_rate. */
function format(average: number): string {
  let shown: (typeof UNITS)[number] = UNITS[3];
  for (const unit of [...UNITS].reverse().slice(1)) {
    const period = unit.seconds * LIMIT_SCALE;
    if (average > period || Math.floor(period / average) < period % average) break;
    shown = unit;
  }
  return `${Math.floor((shown.seconds * LIMIT_SCALE) / average)}/${shown.written}`;
}
