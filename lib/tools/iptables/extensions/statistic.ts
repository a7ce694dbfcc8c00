/** statistic: a share of the packets. Userspace: extensions/libxt_statistic.c. */
import { STATISTIC_NUMBERS, type StatisticMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, parseInteger } from '../guided';
import { parameterProblem } from '../program';

/** Every option that was read; those of the other mode are forgotten in the end. */
interface Draft {
  readonly mode: 'random' | 'nth';
  readonly probability: number;
  readonly every: number;
  readonly packet: number;
  readonly invert: boolean;
}

const EMPTY: Draft = { mode: 'random', probability: 0, every: 1, packet: 0, invert: false };

/** What the tool knows of match statistic. */
export const statistic: Extension<StatisticMatch> = {
  name: 'statistic',
  options: [
    { name: 'mode', argument: true, required: true },
    { name: 'probability', argument: true, invertible: true },
    { name: 'every', argument: true, invertible: true, requires: ['packet'] },
    { name: 'packet', argument: true, requires: ['every'] },
  ],
  initial: { kind: 'statistic', ...EMPTY } as StatisticMatch,

  parse(match, { name, argument, invert }) {
    const draft: Draft = { ...EMPTY, ...match };
    const withInvert = { ...draft, invert: draft.invert || invert };
    switch (name) {
      case 'mode':
        if (argument !== 'random' && argument !== 'nth') throw parameterProblem(`Bad mode "${argument}"`);
        return asMatch({ ...draft, mode: argument });
      case 'probability':
        return asMatch({ ...withInvert, probability: parseProbability(argument) });
      case 'every':
        return asMatch({ ...withInvert, every: parseInteger('statistic', name, argument, { min: 1, max: ALL_BITS }) });
      default:
        return asMatch({ ...draft, packet: parseInteger('statistic', name, argument, { max: ALL_BITS }) });
    }
  },

  finish(match, given) {
    const { mode, probability, every, packet, invert }: Draft = { ...EMPTY, ...match };
    if (mode === 'random') {
      if (!given.has('probability')) throw parameterProblem('--probability must be specified when using random mode');
      return { kind: 'statistic', mode, probability, invert };
    }
    if (!given.has('every') && !given.has('packet'))
      throw parameterProblem('--every and --packet must be specified when using nth mode');
    if (packet >= every) throw parameterProblem('the --packet p must be 0 <= p <= n-1');
    return { kind: 'statistic', mode, every, packet, invert };
  },

  save: (match) =>
    match.mode === 'random'
      ? ` --mode random${match.invert ? ' !' : ''} --probability ${share(match.probability)}`
      : ` --mode nth${match.invert ? ' !' : ''} --every ${match.every} --packet ${match.packet}`,
  print: (match) =>
    match.mode === 'random'
      ? ` statistic mode random${match.invert ? ' !' : ''} probability ${share(match.probability)}`
      : ` statistic mode nth${match.invert ? ' !' : ''} every ${match.every}${match.packet === 0 ? '' : ` packet ${match.packet}`}`,
};

function asMatch(draft: Draft): StatisticMatch {
  return { kind: 'statistic', ...draft };
}

function parseProbability(text: string): number {
  const value = /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return Math.round(value * STATISTIC_NUMBERS);
  throw parameterProblem('statistic: bad value for option "--probability", or out of range (0-1).\n');
}

function share(probability: number): string {
  return (probability / STATISTIC_NUMBERS).toFixed(11);
}
