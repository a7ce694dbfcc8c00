/** iprange: an address between two. Userspace: extensions/libxt_iprange.c. */
import type { AddressRange, IprangeMatch } from '../../../netfilter';
import { formatIpv4, type Ipv4Address } from '../../../packet';
import { parseNetwork } from '../address';
import type { Extension, GivenOption } from '../extension';
import { badValue } from '../guided';
import { parameterProblem } from '../program';

/** What the tool knows of match iprange. */
export const iprange: Extension<IprangeMatch> = {
  name: 'iprange',
  options: [
    { name: 'src-range', argument: true, invertible: true },
    { name: 'dst-range', argument: true, invertible: true },
  ],
  initial: { kind: 'iprange' },
  parse(match, option) {
    const range = parseRange(option);
    return option.name === 'src-range' ? { ...match, source: range } : { ...match, destination: range };
  },
  finish({ source, destination }) {
    if (source === undefined && destination === undefined)
      throw parameterProblem("iprange match: You must specify `--src-range' or `--dst-range'");
    return { kind: 'iprange', ...(source && { source }), ...(destination && { destination }) };
  },
  save: ({ source, destination }) => saveRange('src-range', source) + saveRange('dst-range', destination),
  print: ({ source, destination }) => printRange('source', source) + printRange('destination', destination),
};

/** `FROM-TO`, or one address. One that runs backwards is taken, with a remark. */
function parseRange({ name, argument, invert, warn }: GivenOption): AddressRange {
  const dash = argument.indexOf('-');
  const parse = (text: string): Ipv4Address => {
    const address = parseNetwork(text);
    if (address === undefined) throw badValue('iprange', name, text);
    return address;
  };
  const from = parse(dash < 0 ? argument : argument.slice(0, dash));
  const to = dash < 0 ? from : parse(argument.slice(dash + 1));
  if (from > to) warn(`xt_iprange: range ${formatIpv4(from)}-${formatIpv4(to)} is reversed and will never match\n`);
  return { from, to, invert };
}

function saveRange(option: string, range: AddressRange | undefined): string {
  return range === undefined ? '' : `${range.invert ? ' !' : ''} --${option} ${format(range)}`;
}

function printRange(label: string, range: AddressRange | undefined): string {
  return range === undefined ? '' : ` ${label} IP range${range.invert ? ' !' : ''} ${format(range)}`;
}

function format({ from, to }: AddressRange): string {
  return `${formatIpv4(from)}-${formatIpv4(to)}`;
}
