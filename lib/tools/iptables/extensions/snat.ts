/** SNAT: a new connection's source. Userspace: extensions/libxt_NAT.c. */
import type { SnatTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, flagOptions, formatRange, parseTo, parseTo6, saveFlags, withFlag, withoutBase } from '../natRange';

/** What the tool knows of target SNAT, by how a family's addresses are read. */
function snat(parse: typeof parseTo): Extension<SnatTarget> {
  return {
    name: 'SNAT',
    options: [
      { name: 'to-source', argument: true, required: true },
      ...flagOptions('random', 'random-fully', 'persistent'),
    ],
    initial: { kind: 'SNAT', range: {} },
    parse: ({ range }, { name, argument, protocol }) => ({
      kind: 'SNAT',
      range: name === 'to-source' ? { ...range, ...parse(argument, protocol) } : withFlag(range, name),
    }),
    finish: ({ range }) => ({ kind: 'SNAT', range: canonical(withoutBase(range)) }),
    save: ({ range }) => ` --to-source ${formatRange(range)}${saveFlags(range, ' --')}`,
    print: ({ range }) => ` to:${formatRange(range)}${saveFlags(range, ' ')}`,
  };
}

export const SNAT = snat(parseTo);
export const SNAT6 = snat(parseTo6);
