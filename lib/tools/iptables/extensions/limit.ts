/** limit: so many packets in a time. Userspace: extensions/libxt_limit.c. */
import { LIMIT_SCALE, type LimitMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';
import { formatRate, parseRate } from '../rate';

const USUAL_BURST = 5;
const MOST = 10_000;

/** What the tool knows of match limit. */
export const limit: Extension<LimitMatch> = {
  name: 'limit',
  options: [
    { name: 'limit', argument: true },
    { name: 'limit-burst', argument: true },
  ],
  initial: { kind: 'limit', average: 20 * 60 * LIMIT_SCALE, burst: USUAL_BURST },
  parse: (match, { name, argument }) =>
    name === 'limit'
      ? { ...match, average: averageOf(argument) }
      : { ...match, burst: parseInteger('limit', name, argument, { max: MOST }) },
  save: ({ average, burst }) =>
    ` --limit ${formatRate(average, LIMIT_SCALE)}${burst === USUAL_BURST ? '' : ` --limit-burst ${burst}`}`,
  print: ({ average, burst }) => ` limit: avg ${formatRate(average, LIMIT_SCALE)} burst ${burst}`,
};

/** The time from one to the next; three an hour if nothing is said. */
function averageOf(text: string): number {
  const average = parseRate(text, LIMIT_SCALE);
  if (average === undefined) throw parameterProblem(`bad rate "${text}"'`);
  return average;
}
