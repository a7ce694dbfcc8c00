/** mac: the hardware address that the frame came from. Userspace: extensions/libxt_mac.c. */
import type { MacMatch } from '../../../netfilter';
import { formatMac, parseMac } from '../../../packet';
import type { Extension } from '../extension';
import { parameterProblem } from '../program';

export const mac: Extension<MacMatch> = {
  name: 'mac',
  options: [{ name: 'mac-source', argument: true, invertible: true, required: true }],
  initial: { kind: 'mac', source: 0, invert: false },
  parse(_, { argument, invert }) {
    const source = parseMac(argument);
    if (source === undefined) throw parameterProblem('Invalid MAC address specified.');
    return { kind: 'mac', source, invert };
  },
  save: ({ source, invert }) => `${invert ? ' !' : ''} --mac-source ${formatMac(source)}`,
  print: ({ source, invert }) => ` MAC${invert ? ' !' : ''} ${formatMac(source)}`,
};
