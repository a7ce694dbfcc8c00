/** mark and MARK: look at the packet's mark, and change it. Userspace: extensions/libxt_mark.c, libxt_MARK.c. */
import type { MarkMatch, MarkTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, parseMarkMask } from '../guided';
import { describeChange, exclusive, formatMark, hexadecimal, MARK_OPTION, parseChange, SETTERS } from '../marks';
import { parameterProblem } from '../program';

/** What the tool knows of match mark. */
export const mark: Extension<MarkMatch> = {
  name: 'mark',
  options: [MARK_OPTION],
  initial: { kind: 'mark', mark: 0, mask: ALL_BITS, invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'mark', ...parseMarkMask('mark', 'mark', argument), invert }),
  save: (match) => `${match.invert ? ' !' : ''} --mark ${formatMark(match)}`,
  print: (match) => ` mark match${match.invert ? ' !' : ''} ${formatMark(match)}`,
};

/** What the tool knows of target MARK. */
export const MARK: Extension<MarkTarget> = {
  name: 'MARK',
  options: SETTERS.map((name) => exclusive(name, SETTERS)),
  initial: { kind: 'MARK', mark: 0, mask: ALL_BITS },
  parse: (_, { name, argument }) => ({ kind: 'MARK', ...parseChange('MARK', name, argument) }),
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
  },
  save: ({ mark, mask }) => ` --set-xmark ${hexadecimal(mark)}/${hexadecimal(mask)}`,
  print: (target) => ` MARK ${describeChange(target)}`,
};
