/** Addresses of ip6tables' `-s` and `-d`. Userspace: xtables_ip6parse_multiple, libxtables/xtables.c. Not modelled: names of hosts. */
import { formatIpv6, formatIpv6Prefix, IPV6_LOOPBACK, type Ipv6Prefix, ipv6Mask, parseIpv6 } from '../../packet';
import { parseUnsigned } from './numbers';
import { parameterProblem } from './program';

const SINGLE = ipv6Mask(128);

/** Addresses and networks between commas. */
export function parseAddresses6(text: string): readonly Ipv6Prefix[] {
  return text.split(',').map((part) => parseAddress(part.trimStart()));
}

function parseAddress(text: string): Ipv6Prefix {
  const slash = text.lastIndexOf('/');
  const mask = slash < 0 ? SINGLE : parseMask(text.slice(slash + 1));
  const host = slash < 0 ? text : text.slice(0, slash);
  // With a mask of nothing the address does not matter, so it is not looked at.
  if (mask === 0n) return { address: 0n, mask };
  const address = parseIpv6(host);
  if (address === undefined) throw parameterProblem(`host/network \`${host}' not found`);
  return { address: address & mask, mask };
}

function parseMask(text: string): Ipv6Prefix['mask'] {
  const length = parseUnsigned(text, 128);
  const mask = length === undefined ? parseIpv6(text) : ipv6Mask(length);
  if (mask === undefined) throw parameterProblem(`invalid mask \`${text}' specified`);
  return mask;
}

/** ` -s fd00::/64`; '' for ::/0, which matches every packet. */
export function saveAddress6(
  letter: 's' | 'd',
  condition: { readonly value: Ipv6Prefix; readonly invert: boolean } | undefined,
): string {
  return condition === undefined
    ? ''
    : `${condition.invert ? ' !' : ''} -${letter} ${formatIpv6Prefix(condition.value)}`;
}

/** As a listing shows it: a host without its mask, any address as a word unless numbers are wanted. */
export function printAddress6(prefix: Ipv6Prefix | undefined, numeric: boolean): string {
  const { address, mask } = prefix ?? { address: 0n, mask: 0n };
  if (mask === 0n && !numeric) return 'anywhere';
  if (mask !== SINGLE) return formatIpv6Prefix({ address, mask });
  return address === IPV6_LOOPBACK && !numeric ? 'localhost' : formatIpv6(address);
}
