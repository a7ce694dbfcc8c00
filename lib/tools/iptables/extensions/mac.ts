/** mac: the hardware address that the frame came from. Userspace: extensions/libxt_mac.c. */
import type { MacMatch } from '../../../netfilter';
import { formatMac, type MacAddress, parseMac } from '../../../packet';
import type { Extension } from '../extension';
import { type IptablesVersion, parameterProblem } from '../program';

/** What the tool knows of match mac. */
export const mac: Extension<MacMatch> = {
  name: 'mac',
  options: [{ name: 'mac-source', argument: true, invertible: true, required: true }],
  initial: { kind: 'mac', source: 0, invert: false },
  parse(_, { argument, invert }) {
    const source = parseMac(argument);
    if (source === undefined) throw parameterProblem('Invalid MAC address specified.');
    return { kind: 'mac', source, invert };
  },
  save: ({ source, invert }, version) => `${invert ? ' !' : ''} --mac-source ${format(source, version)}`,
  print: ({ source, invert }, _numeric, _spec, version) => ` MAC${invert ? ' !' : ''} ${format(source, version)}`,
};

/** Older releases write capitals. */
function format(address: MacAddress, version: IptablesVersion): string {
  return version === '1.4.21' ? formatMac(address).toUpperCase() : formatMac(address);
}
