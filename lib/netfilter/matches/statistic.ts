/** `-m statistic`: a share of the packets, drawn or counted. Linux: statistic_mt, net/netfilter/xt_statistic.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** A share that is drawn. */
export interface RandomStatisticMatch {
  readonly kind: 'statistic';
  readonly mode: 'random';
  /** Of 2³¹ numbers that are drawn, those below match. */
  readonly probability: number;
  readonly invert: boolean;
}

/** A share that is counted. */
export interface NthStatisticMatch {
  readonly kind: 'statistic';
  readonly mode: 'nth';
  /** One packet of so many matches, at least 1. */
  readonly every: number;
  /** The first to match, counted from 0; below `every`. */
  readonly packet: number;
  readonly invert: boolean;
}

/** Which share of the packets matches. */
export type StatisticMatch = RandomStatisticMatch | NthStatisticMatch;

/** The number of numbers that are drawn from. */
export const STATISTIC_NUMBERS = 2 ** 31;

/** A share of the packets, drawn or counted. */
export const STATISTIC_MATCH: MatchDefinition<StatisticMatch> = {
  kind: 'statistic',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => true,
  prepare(match) {
    const { invert } = match;
    if (match.mode === 'random')
      return (_skb, { host }) => host.random(STATISTIC_NUMBERS) < match.probability !== invert;
    const last = match.every - 1;
    let count = last - match.packet;
    return () => {
      count = count === last ? 0 : count + 1;
      return (count === 0) !== invert;
    };
  },
};
