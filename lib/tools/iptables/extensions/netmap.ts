/** NETMAP: a network's addresses for another's. Userspace: extensions/libipt_NETMAP.c. */
import type { NetmapTarget } from '../../../netfilter';
import { formatIpv4, lengthOfMask } from '../../../packet';
import type { Extension } from '../extension';
import { ALL_BITS, parseHostMask } from '../guided';

/** What the tool knows of target NETMAP. */
export const NETMAP: Extension<NetmapTarget> = {
  name: 'NETMAP',
  options: [{ name: 'to', argument: true, required: true }],
  initial: { kind: 'NETMAP', to: { address: 0, mask: ALL_BITS } },
  parse(_, { name, argument }) {
    const { address, mask } = parseHostMask('NETMAP', name, argument);
    return { kind: 'NETMAP', to: { address: (address & mask) >>> 0, mask } };
  },
  save: (target) => ` --to ${format(target)}`,
  print: (target) => ` to:${format(target)}`,
};

function format({ to: { address, mask } }: NetmapTarget): string {
  return `${formatIpv4(address)}/${lengthOfMask(mask)}`;
}
