/** pkttype: whom the frame was for. Userspace: extensions/libxt_pkttype.c. */
import type { PacketType, PkttypeMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parameterProblem } from '../program';

const NAMES: Readonly<Record<string, PacketType>> = {
  unicast: 'unicast',
  host: 'unicast',
  broadcast: 'broadcast',
  bcast: 'broadcast',
  multicast: 'multicast',
  mcast: 'multicast',
};

/** What the tool knows of match pkttype. */
export const pkttype: Extension<PkttypeMatch> = {
  name: 'pkttype',
  options: [{ name: 'pkt-type', argument: true, invertible: true, required: true }],
  initial: { kind: 'pkttype', type: 'unicast', invert: false },
  parse(_, { argument, invert }) {
    const type = Object.hasOwn(NAMES, argument) ? NAMES[argument] : undefined;
    if (type === undefined) throw parameterProblem(`Bad packet type '${argument}'`);
    return { kind: 'pkttype', type, invert };
  },
  save: ({ type, invert }) => `${invert ? ' !' : ''} --pkt-type ${type}`,
  print: ({ type, invert }) => ` PKTTYPE ${invert ? '!=' : '='} ${type}`,
};
