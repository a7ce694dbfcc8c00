/** DNAT: a new connection's destination. Userspace: extensions/libxt_NAT.c. */
import type { DnatTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, flagOptions, formatRange, parseTo, saveFlags, withFlag } from '../natRange';

/** What the tool knows of target DNAT. */
export const DNAT: Extension<DnatTarget> = {
  name: 'DNAT',
  options: [{ name: 'to-destination', argument: true, required: true }, ...flagOptions('random', 'persistent')],
  initial: { kind: 'DNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'DNAT',
    range: name === 'to-destination' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'DNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-destination ${formatRange(range)}${saveFlags(range, ' --')}`,
  print: ({ range }) => ` to:${formatRange(range)}${saveFlags(range, ' ')}`,
};
