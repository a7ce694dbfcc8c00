/** mark: the packet's mark. Userspace: extensions/libxt_mark.c, xtables_parse_mark_mask. */
import type { MarkMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const ALL_BITS = 0xffffffff;

export const mark: Extension<MarkMatch> = {
  name: 'mark',
  options: [{ name: 'mark', argument: true, invertible: true, required: true }],
  initial: { kind: 'mark', mark: 0, mask: ALL_BITS, invert: false },
  parse(_, { argument, invert }) {
    const slash = argument.indexOf('/');
    const value = parseUnsigned(slash < 0 ? argument : argument.slice(0, slash), ALL_BITS);
    const mask = slash < 0 ? ALL_BITS : parseUnsigned(argument.slice(slash + 1), ALL_BITS);
    if (value === undefined || mask === undefined) {
      throw parameterProblem('mark: bad integer value for option "--mark", or out of range.\n');
    }
    return { kind: 'mark', mark: value, mask, invert };
  },
  save: (match) => `${match.invert ? ' !' : ''} --mark ${format(match)}`,
  print: (match) => ` mark match${match.invert ? ' !' : ''} ${format(match)}`,
};

function format({ mark: value, mask }: MarkMatch): string {
  return `0x${value.toString(16)}${mask === ALL_BITS ? '' : `/0x${mask.toString(16)}`}`;
}
