/** connlimit: how many connections a client or a network has. Userspace: extensions/libxt_connlimit.c. */
import type { ConnlimitMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, parseInteger } from '../guided';
import { parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const LONGEST = 32;

/** What the tool knows of match connlimit. */
export const connlimit: Extension<ConnlimitMatch> = {
  name: 'connlimit',
  options: [
    { name: 'connlimit-upto', argument: true, invertible: true, excludes: ['connlimit-above'] },
    { name: 'connlimit-above', argument: true, invertible: true, excludes: ['connlimit-upto'] },
    { name: 'connlimit-mask', argument: true },
    { name: 'connlimit-saddr', argument: false, excludes: ['connlimit-daddr'] },
    { name: 'connlimit-daddr', argument: false, excludes: ['connlimit-saddr'] },
  ],
  initial: { kind: 'connlimit', limit: 0, above: true, length: LONGEST, side: 'source' },

  parse(match, { name, argument, invert }) {
    switch (name) {
      case 'connlimit-mask':
        // What is no length of a prefix counts as the longest.
        return { ...match, length: parseUnsigned(argument, LONGEST) ?? LONGEST };
      case 'connlimit-saddr':
        return { ...match, side: 'source' };
      case 'connlimit-daddr':
        return { ...match, side: 'destination' };
      default: {
        const limit = parseInteger('connlimit', name, argument, { max: ALL_BITS });
        return { ...match, limit, above: (name === 'connlimit-above') !== invert };
      }
    }
  },

  finish(match, given) {
    if (given.has('connlimit-above') || given.has('connlimit-upto')) return match;
    throw parameterProblem('You must specify "--connlimit-above" or "--connlimit-upto".');
  },

  save: ({ limit, above, length, side }) =>
    ` --connlimit-${above ? 'above' : 'upto'} ${limit} --connlimit-mask ${length} --connlimit-${side === 'source' ? 'saddr' : 'daddr'}`,
  print: ({ limit, above, length, side }) =>
    ` #conn ${side === 'source' ? 'src' : 'dst'}/${length} ${above ? '>' : '<='} ${limit}`,
};
