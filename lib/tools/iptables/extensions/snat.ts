/** SNAT: a new connection's source. Userspace: extensions/libxt_NAT.c. Not modelled: ports that are shifted (`:80-90/8080`). */
import type { SnatTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, formatRange, parseTo, saveFlags, withFlag } from '../natRange';

/** What the tool knows of target SNAT. */
export const SNAT: Extension<SnatTarget> = {
  name: 'SNAT',
  options: [
    { name: 'to-source', argument: true, required: true },
    { name: 'random', argument: false },
    { name: 'random-fully', argument: false },
    { name: 'persistent', argument: false },
  ],
  initial: { kind: 'SNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'SNAT',
    range: name === 'to-source' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'SNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-source ${formatRange(range)}${saveFlags(range, ' --')}`,
  print: ({ range }) => ` to:${formatRange(range)}${saveFlags(range, ' ')}`,
};
