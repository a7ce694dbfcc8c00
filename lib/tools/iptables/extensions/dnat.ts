/** DNAT: a new connection's destination. Userspace: extensions/libxt_NAT.c. */
import type { DnatTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, flagOptions, formatRange, parseTo, parseTo6, saveFlags, withFlag } from '../natRange';

/** What the tool knows of target DNAT, by how a family's addresses are read. */
function dnat(parse: typeof parseTo): Extension<DnatTarget> {
  return {
    name: 'DNAT',
    options: [{ name: 'to-destination', argument: true, required: true }, ...flagOptions('random', 'persistent')],
    initial: { kind: 'DNAT', range: {} },
    parse: ({ range }, { name, argument, protocol }) => ({
      kind: 'DNAT',
      range: name === 'to-destination' ? { ...range, ...parse(argument, protocol) } : withFlag(range, name),
    }),
    finish: ({ range }) => ({ kind: 'DNAT', range: canonical(range) }),
    save: ({ range }) => ` --to-destination ${formatRange(range)}${saveFlags(range, ' --')}`,
    print: ({ range }) => ` to:${formatRange(range)}${saveFlags(range, ' ')}`,
  };
}

export const DNAT = dnat(parseTo);
export const DNAT6 = dnat(parseTo6);
