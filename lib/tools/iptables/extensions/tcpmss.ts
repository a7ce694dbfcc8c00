/** TCPMSS: the largest segment size that a SYN announces. Userspace: extensions/libxt_TCPMSS.c. */
import type { TcpmssTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

/** What an IPv4 packet can hold after its header. */
const LARGEST = 65_515;

export const TCPMSS: Extension<TcpmssTarget> = {
  name: 'TCPMSS',
  options: [
    { name: 'set-mss', argument: true },
    { name: 'clamp-mss-to-pmtu', argument: false },
  ],
  initial: { kind: 'TCPMSS', size: 'clamp' },
  parse: (_, { name, argument }) => ({
    kind: 'TCPMSS',
    size: name === 'set-mss' ? parseInteger('TCPMSS', name, argument, { max: LARGEST }) : 'clamp',
  }),
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('TCPMSS target: At least one parameter is required');
  },
  save: ({ size }) => (size === 'clamp' ? ' --clamp-mss-to-pmtu' : ` --set-mss ${size}`),
  print: ({ size }) => ` TCPMSS ${size === 'clamp' ? 'clamp to PMTU' : `set ${size}`}`,
};
