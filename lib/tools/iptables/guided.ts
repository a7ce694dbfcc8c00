/** Arguments of options as libxtables' guided option parser reads them. Userspace: libxtables/xtoptions.c. */
import { IPV4_LOOPBACK, type Ipv4Address, type Ipv4Prefix, lengthOfMask, maskOfLength } from '../../packet';
import { servicePort } from './names';
import { leadingNumber, parseUnsigned, parseUnsignedLong } from './numbers';
import { parameterProblem } from './program';

/** The largest port. */
export const LAST_PORT = 65_535;
/** 32 bits, all set. */
export const ALL_BITS = 0xffff_ffff;
/** 64 bits, all set. */
export const LONGEST_NUMBER = 2n ** 64n - 1n;

/** A whole number. Userspace: xtopt_parse_int. */
export function parseInteger(
  extension: string,
  option: string,
  text: string,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): number {
  const value = parseUnsigned(text, max);
  if (value === undefined || value < min)
    throw parameterProblem(`${extension}: bad value for option "--${option}", or out of range (${min}-${max}).\n`);
  return value;
}

/** A whole number of 64 bits. Userspace: xtopt_parse_int. */
export function parseLong(extension: string, option: string, text: string): bigint {
  const value = parseUnsignedLong(text, LONGEST_NUMBER);
  if (value !== undefined) return value;
  throw parameterProblem(`${extension}: bad value for option "--${option}", or out of range (0-${LONGEST_NUMBER}).\n`);
}

/** `FROM`, `FROM:TO`, `:TO`, `FROM:`; nothing is 0, or the largest number after the colon. Userspace: xtopt_parse_mint. */
export function parseIntegers(
  extension: string,
  option: string,
  text: string,
  max: number,
): { readonly from: number; readonly to: number } {
  const { from, to = from } = parseLongs(extension, option, text, BigInt(max));
  return { from: Number(from), to: Number(to) };
}

/** The same of 64 bits; `to` is absent if there is no colon. */
export function parseLongs(
  extension: string,
  option: string,
  text: string,
  max = LONGEST_NUMBER,
): { readonly from: bigint; readonly to?: bigint } {
  const values: bigint[] = [];
  for (let rest: string | undefined = text; rest !== undefined; ) {
    if (values.length === 2) throw tooManyComponents(extension, option);
    const left = rest === '' || rest.startsWith(':');
    const number = left ? '' : leadingNumber(rest);
    const value = left ? (values.length === 0 ? 0n : max) : parseUnsignedLong(number, max);
    if (value === undefined)
      throw parameterProblem(
        `${extension}: bad value for option "--${option}" near "${rest}", or out of range (0-${max}).\n`,
      );
    values.push(value);
    const end: string = rest.slice(number.length);
    if (end !== '' && !end.startsWith(':'))
      throw parameterProblem(`${extension}: Argument to "--${option}" has unexpected characters near "${end}".\n`);
    rest = end === '' ? undefined : end.slice(1);
  }
  const [from = 0n, to] = values;
  return to === undefined ? { from } : { from, to };
}

/** `VALUE` or `VALUE/MASK`. Userspace: xtopt_parse_markmask. */
export function parseMarkMask(
  extension: string,
  option: string,
  text: string,
): { readonly mark: number; readonly mask: number } {
  const slash = text.indexOf('/');
  const mark = parseUnsigned(slash < 0 ? text : text.slice(0, slash), ALL_BITS);
  const mask = slash < 0 ? ALL_BITS : parseUnsigned(text.slice(slash + 1), ALL_BITS);
  if (mark === undefined || mask === undefined)
    throw parameterProblem(`${extension}: bad integer value for option "--${option}", or out of range.\n`);
  return { mark, mask };
}

/** The complaint about an argument that an extension reads itself. Userspace: xtables_param_act with XTF_BAD_VALUE. */
export function badValue(extension: string, option: string, text: string): Error {
  return parameterProblem(`${extension}: Bad value for "--${option}" option: "${text}"`);
}

/** Ports or services as a range, which may run backwards. Userspace: xtopt_parse_mport. */
export function parsePorts(
  extension: string,
  option: string,
  text: string,
): { readonly from: number; readonly to: number } {
  const parts = text.split(':');
  if (parts.length > 2) throw tooManyComponents(extension, option);
  const [first, last] = parts as [string, string | undefined];
  const from = first === '' ? 0 : resolvePort(first);
  if (last === undefined) return { from, to: from };
  return { from, to: last === '' ? LAST_PORT : resolvePort(last) };
}

/** As getaddrinfo reads a service: decimal only, and cut to 16 bits. */
function resolvePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) % (LAST_PORT + 1) : servicePort(text);
  if (port === undefined) throw parameterProblem(`Port "${text}" does not resolve to anything.\n`);
  return port;
}

/** `ADDRESS` or `ADDRESS/MASK`; the address keeps the bits outside of the mask. Userspace: xtopt_parse_hostmask. */
export function parseHostMask(extension: string, option: string, text: string): Ipv4Prefix {
  const slash = text.indexOf('/');
  const address = parseHost(slash < 0 ? text : text.slice(0, slash));
  return { address, mask: slash < 0 ? ALL_BITS : parseMask(extension, option, text.slice(slash + 1)) };
}

/** What the resolver makes of an address; it knows no names here but `localhost`, and says so of what could be one. */
function parseHost(text: string): Ipv4Address {
  const address = text === 'localhost' ? IPV4_LOOPBACK : parseParts(text);
  if (address !== undefined) return address;
  const couldBeName = /^(?!-)[\w.-]*[A-Za-z_-][\w-]*$/.test(text);
  throw parameterProblem(
    `getaddrinfo: ${couldBeName ? 'Temporary failure in name resolution' : 'Name or service not known'}\n`,
  );
}

/** A length or a mask; one with holes counts as a mask of all bits. Userspace: xtopt_parse_plenmask. */
function parseMask(extension: string, option: string, text: string): Ipv4Address {
  const length = parseUnsigned(text, 32);
  if (length !== undefined) return maskOfLength(length);
  const mask = parseParts(text);
  if (mask !== undefined) return lengthOfMask(mask) === undefined ? ALL_BITS : mask;
  throw parameterProblem(
    `${extension}: bad value for option "--${option}", neither a valid network mask nor valid CIDR (0-32).\n`,
  );
}

/** One to four numbers, the last of which fills the bytes that are left: `1.2` is 1.0.0.2. C library: inet_aton. */
function parseParts(text: string): Ipv4Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || /\s/.test(text)) return undefined;
  let address = 0;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const number = parseUnsigned(part, last ? 256 ** (4 - index) - 1 : 255);
    if (number === undefined) return undefined;
    address += last ? number : number * 256 ** (3 - index);
  }
  return address;
}

function tooManyComponents(extension: string, option: string): Error {
  return parameterProblem(`${extension}: Too many components for option "--${option}" (max: 2)\n`);
}
