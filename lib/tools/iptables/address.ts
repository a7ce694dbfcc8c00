/**
 * Addresses of `-s` and `-d`. Userspace: xtables_ipparse_multiple and xtables_ipmask_to_cidr, libxtables/xtables.c.
 * Not modelled: names of hosts and networks, which no resolver here could answer, but for `localhost`.
 */
import {
  formatIpv4,
  IPV4_LOOPBACK,
  type Ipv4Address,
  type Ipv4Prefix,
  lengthOfMask,
  maskOfLength,
  parseIpv4,
  SINGLE_ADDRESS_MASK,
} from '../../packet';
import { parseUnsigned } from './numbers';
import { parameterProblem } from './program';

/** Addresses and networks between commas; what stands twice is taken twice, as the real tool does. */
export function parseAddresses(text: string): readonly Ipv4Prefix[] {
  return text.split(',').map((part) => parseAddress(part.trimStart()));
}

function parseAddress(text: string): Ipv4Prefix {
  const slash = text.lastIndexOf('/');
  const mask = slash < 0 ? SINGLE_ADDRESS_MASK : parseMask(text.slice(slash + 1));
  const host = slash < 0 ? text : text.slice(0, slash);
  // With a mask of nothing the address does not matter, so it is not looked at.
  if (mask === 0) return { address: 0, mask };
  const address = parseNetwork(host) ?? parseHost(host);
  if (address === undefined) throw parameterProblem(`host/network \`${host}' not found`);
  return { address: (address & mask) >>> 0, mask };
}

function parseMask(text: string): Ipv4Address {
  const dotted = text.includes('.') ? parseIpv4(text) : undefined;
  const length = parseUnsigned(text, 32);
  const mask = dotted ?? (length === undefined ? undefined : maskOfLength(length));
  if (mask === undefined) throw parameterProblem(`invalid mask \`${text}' specified`);
  return mask;
}

/** Fewer than four parts are the first ones: `10.1` is 10.1.0.0. Userspace: parse_ipaddr's numeric form. */
export function parseNetwork(text: string): Ipv4Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let address = 0;
  for (let index = 0; index < 4; index++) {
    const part = parts[index];
    const byte = part === undefined ? 0 : parseUnsigned(part, 255);
    if (byte === undefined) return undefined;
    address = address * 256 + byte;
  }
  return address;
}

/** The address of a lone number or of `localhost`, as libc's resolver reads them. */
function parseHost(text: string): Ipv4Address | undefined {
  return text === 'localhost' ? IPV4_LOOPBACK : parseUnsigned(text, 0xffffffff);
}

/** ` -s 10.0.0.0/8`; '' for 0.0.0.0/0, which matches every packet. Always with a mask, in dots if it has holes. */
export function saveAddress(
  letter: 's' | 'd',
  condition: { readonly value: Ipv4Prefix; readonly invert: boolean } | undefined,
): string {
  if (condition === undefined) return '';
  const { address, mask } = condition.value;
  return `${condition.invert ? ' !' : ''} -${letter} ${formatIpv4(address)}/${lengthOfMask(mask) ?? formatIpv4(mask)}`;
}

/** As a listing shows it: a host without its mask, any address as a word unless numbers are wanted. */
export function printAddress(prefix: Ipv4Prefix | undefined, numeric: boolean): string {
  const { address, mask } = prefix ?? { address: 0, mask: 0 };
  if (mask === 0 && !numeric) return 'anywhere';
  const host = address === IPV4_LOOPBACK && !numeric ? 'localhost' : formatIpv4(address);
  return mask === SINGLE_ADDRESS_MASK ? host : `${host}/${lengthOfMask(mask) ?? formatIpv4(mask)}`;
}
