/** length: the packet's total length. Userspace: extensions/libxt_length.c. */
import type { LengthMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseIntegers } from '../guided';

const LONGEST = 65_535;

/** What the tool knows of match length. */
export const length: Extension<LengthMatch> = {
  name: 'length',
  options: [{ name: 'length', argument: true, invertible: true, required: true }],
  initial: { kind: 'length', from: 0, to: LONGEST, invert: false },
  parse: (_, { name, argument, invert }) => ({
    kind: 'length',
    ...parseIntegers('length', name, argument, LONGEST),
    invert,
  }),
  save: (match) => `${match.invert ? ' !' : ''} --length ${format(match)}`,
  print: (match) => ` length ${match.invert ? '!' : ''}${format(match)}`,
};

function format({ from, to }: LengthMatch): string {
  return from === to ? String(from) : `${from}:${to}`;
}
