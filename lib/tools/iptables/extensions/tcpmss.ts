/** tcpmss and TCPMSS: look at the largest segment size that a SYN announces, and lower it. Userspace: extensions/libxt_tcpmss.c, libxt_TCPMSS.c. */
import type { TcpmssMatch, TcpmssTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger, parseIntegers } from '../guided';
import { parameterProblem } from '../program';

const LARGEST = 65_535;
/** What an IPv4 packet can hold after its header. */
const LARGEST_SET = 65_515;

/** What the tool knows of match tcpmss. */
export const tcpmss: Extension<TcpmssMatch> = {
  name: 'tcpmss',
  options: [{ name: 'mss', argument: true, invertible: true, required: true }],
  initial: { kind: 'tcpmss', from: 0, to: LARGEST, invert: false },
  parse(_, { name, argument, invert }) {
    const range = parseIntegers('tcpmss', name, argument, LARGEST);
    if (range.from > range.to) throw parameterProblem('tcpmss: invalid range given');
    return { kind: 'tcpmss', ...range, invert };
  },
  save: (match) => `${match.invert ? ' !' : ''} --mss ${format(match)}`,
  print: (match) => ` tcpmss match ${match.invert ? '!' : ''}${format(match)}`,
};

function format({ from, to }: TcpmssMatch): string {
  return from === to ? String(from) : `${from}:${to}`;
}

/** What the tool knows of target TCPMSS. */
export const TCPMSS: Extension<TcpmssTarget> = {
  name: 'TCPMSS',
  options: [
    { name: 'set-mss', argument: true },
    { name: 'clamp-mss-to-pmtu', argument: false },
  ],
  initial: { kind: 'TCPMSS', size: 'clamp' },
  parse: (_, { name, argument }) => ({
    kind: 'TCPMSS',
    size: name === 'set-mss' ? parseInteger('TCPMSS', name, argument, { max: LARGEST_SET }) : 'clamp',
  }),
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('TCPMSS target: At least one parameter is required');
  },
  save: ({ size }) => (size === 'clamp' ? ' --clamp-mss-to-pmtu' : ` --set-mss ${size}`),
  print: ({ size }) => ` TCPMSS ${size === 'clamp' ? 'clamp to PMTU' : `set ${size}`}`,
};
