/** MASQUERADE: the source becomes the address of the interface that it leaves by. Userspace: extensions/libxt_NAT.c. */
import type { MasqueradeTarget, NatRange } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, flagOptions, formatPorts, parseOnlyPorts, saveFlags, savePortsOption, withFlag } from '../natRange';
import { notModelled } from '../program';

/** What the tool knows of target MASQUERADE. */
export const MASQUERADE: Extension<MasqueradeTarget> = {
  name: 'MASQUERADE',
  options: [{ name: 'to-ports', argument: true }, ...flagOptions('random', 'random-fully')],
  initial: { kind: 'MASQUERADE', range: {} },
  parse({ range }, { name, argument, protocol }) {
    if (name !== 'to-ports') return { kind: 'MASQUERADE', range: withFlag(range, name) };
    return { kind: 'MASQUERADE', range: { ...range, ports: parseOnlyPorts(argument, protocol) } };
  },
  finish: ({ range }) => ({ kind: 'MASQUERADE', range: canonical(refuseBase(range)) }),
  save: ({ range }) => savePortsOption(range) + saveFlags(range, ' --'),
  print: ({ range }) => `${range.ports ? ` masq ports: ${formatPorts(range.ports)}` : ''}${saveFlags(range, ' ')}`,
};

/** The kernel shifts ports by whatever lies on its stack. Linux: nf_nat_masquerade_ipv4, which leaves base_proto as it is. */
function refuseBase(range: NatRange): NatRange {
  if (range.ports?.base !== undefined) throw notModelled('a base port of target MASQUERADE');
  return range;
}
