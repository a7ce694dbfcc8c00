/**
 * Matches of iptables in the words of nft, as `nft list` shows them. Userspace: the xlate functions of libxtables' extensions,
 * of release 1.8.9.
 */
import {
  type AddrtypeMatch,
  type ConntrackMatch,
  type IcmpMatch,
  type IprangeMatch,
  type Match,
  type MultiportMatch,
  type OwnerMatch,
  type PortRange,
  STATISTIC_NUMBERS,
  type StatisticMatch,
  type TcpMatch,
  type UdpMatch,
} from '../../../netfilter';
import type { CompatProtocol } from '../../../netfilter/nf';
import { formatIpv4, formatMac, type Ipv4Prefix, lengthOfMask } from '../../../packet';
import { ALL_BITS } from '../guided';
import { protocolName } from '../names';
import { flagNames } from './tcpFlags';
import { translateHashlimit } from './translateHashlimit';
import { translateTime } from './translateTime';

type Of<Kind extends Match['kind']> = Extract<Match, { readonly kind: Kind }>;
type Translations = {
  readonly [Kind in Match['kind']]: (match: Of<Kind>, protocol: CompatProtocol) => string | undefined;
};

/** `undefined` for what nft has no words for. */
const TRANSLATIONS: Translations = {
  addrtype: translateAddrtype,
  comment: () => '',
  connlimit: () => undefined,
  connmark: ({ mark, mask, invert }) =>
    mask === ALL_BITS
      ? `ct mark ${not(invert)}${hexadecimal(mark)}`
      : `ct mark and ${hexadecimal(mask)} ${invert ? '!=' : '=='} ${hexadecimal(mark)}`,
  conntrack: translateConntrack,
  dscp: ({ value, invert }) => `ip dscp ${not(invert)}0x${value.toString(16).padStart(2, '0')}`,
  hashlimit: translateHashlimit,
  icmp: translateIcmp,
  iprange: translateIprange,
  length: ({ from, to, invert }) => `meta length ${not(invert)}${span(from, to)}`,
  limit: () => undefined,
  mac: ({ source, invert }) => `ether saddr ${not(invert)}${formatMac(source)}`,
  mark: () => undefined,
  multiport: translateMultiport,
  owner: translateOwner,
  physdev: () => undefined,
  pkttype: ({ type, invert }) => `pkttype ${not(invert)}${type}`,
  recent: () => undefined,
  rpfilter: ({ loose, validMark, acceptLocal, invert }) =>
    `${acceptLocal ? 'fib saddr type != local ' : ''}fib saddr${validMark ? ' . mark' : ''}${loose ? '' : ' . iif'} oif ${invert ? '0' : '!= 0'}`,
  connbytes: translateConnbytes,
  time: translateTime,
  quota: ({ quota, invert }) => `quota ${invert ? 'over ' : ''}${quota} bytes`,
  u32: () => undefined,
  tos: () => undefined,
  set: () => undefined,
  statistic: translateStatistic,
  string: () => undefined,
  tcp: translateTcp,
  tcpmss: ({ from, to, invert }) => `tcp option maxseg size ${not(invert)}${span(from, to)}`,
  ttl: ({ comparison, ttl }) => `ip ttl ${TTL_WORDS[comparison]}${ttl}`,
  udp: ({ sourcePorts, destinationPorts }: UdpMatch) => translatePorts('udp', sourcePorts, destinationPorts).join(' '),
};

const TTL_WORDS = { equal: '', 'not equal': '!= ', less: 'lt ', greater: 'gt ' } as const;

/** A match as nft lists it. */
export function translateMatch(match: Match, protocol: CompatProtocol): string {
  // Each translation takes the kind that it is found by.
  const translate = TRANSLATIONS[match.kind] as (match: Match, protocol: CompatProtocol) => string | undefined;
  return translate(match, protocol)?.trimEnd() ?? `xt match ${match.kind}`;
}

function not(invert: boolean | undefined): string {
  return invert === true ? '!= ' : '';
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}

function span(from: number, to: number): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Of two types that are asked for only the first is told. */
function translateAddrtype({ sourceType, destinationType, limitInterface }: AddrtypeMatch): string {
  const asked = sourceType ?? destinationType;
  const types = (asked?.types ?? []).flatMap((type) => (type in UNKNOWN_TYPES ? [] : [type.toLowerCase()]));
  const list = (asked?.types.length ?? 0) > 1 ? `{ ${types.join(', ')} }` : types.join('');
  const invert = sourceType?.invert === true || destinationType?.invert === true;
  const device = limitInterface === undefined ? '' : `. ${limitInterface === 'in' ? 'iif' : 'oif'} `;
  return `fib ${sourceType === undefined ? 'daddr' : 'saddr'} ${device}type ${not(invert)}${list}`;
}

/** Types that the program has no word for. */
const UNKNOWN_TYPES: Readonly<Record<string, true>> = { THROW: true, NAT: true, XRESOLVE: true };

function translateConntrack(match: ConntrackMatch): string {
  const words: string[] = [];
  const { direction = 'original' } = match;
  if (match.direction !== undefined) words.push(`ct direction ${direction}`);
  if (match.protocol !== undefined)
    words.push(`ct ${direction} protocol ${not(match.protocol.invert)}${match.protocol.value}`);
  const { states, statuses, expires } = match;
  if (states?.words.includes('SNAT')) words.push('ct status snat');
  else if (states?.words.includes('DNAT')) words.push('ct status dnat');
  else if (states !== undefined)
    words.push(`ct state ${states.invert ? '! ' : ''}${states.words.join(',').toLowerCase()}`);
  if (statuses !== undefined) {
    const names = statuses.words.join(',').toLowerCase().replaceAll('_', '-');
    words.push(`ct status ${statuses.invert ? '! ' : ''}${names}`.trimEnd());
  }
  if (expires !== undefined) words.push(`ct expiration ${not(expires.invert)}${span(expires.from, expires.to)}`);
  const addresses = [
    ['original saddr', match.originalSource],
    ['original daddr', match.originalDestination],
    ['reply saddr', match.replySource],
    ['reply daddr', match.replyDestination],
  ] as const;
  for (const [name, test] of addresses)
    if (test !== undefined) words.push(`ct ${name} ${not(test.invert)}${prefix(test.value)}`);
  const ports = [
    ['original proto-src', match.originalSourcePorts],
    ['original proto-dst', match.originalDestinationPorts],
    ['reply proto-src', match.replySourcePorts],
    ['reply proto-dst', match.replyDestinationPorts],
  ] as const;
  for (const [name, range] of ports)
    if (range !== undefined) words.push(`ct ${name} ${not(range.invert)}${span(range.from, range.to)}`);
  return words.join(' ');
}

const MOST_BYTES = 2n ** 64n - 1n;

/** Of one number alone `!` is lost. */
function translateConnbytes({ from, to, mode, direction, invert }: Of<'connbytes'>): string {
  const what = `ct ${direction === 'both' ? '' : `${direction} `}${mode}`;
  if (to === MOST_BYTES) return `${what} ${invert ? 'lt' : 'ge'} ${from}`;
  return from === to ? `${what} ${from}` : `${what} ${not(invert)}${from}-${to}`;
}

function prefix({ address, mask }: Ipv4Prefix): string {
  if (mask === ALL_BITS) return formatIpv4(address);
  return `${formatIpv4(address)}/${lengthOfMask(mask) ?? formatIpv4(mask)}`;
}

/** Types that have a name of their own. */
const ICMP_TYPES: Readonly<Record<number, string>> = {
  0: 'echo-reply',
  3: 'destination-unreachable',
  4: 'source-quench',
  5: 'redirect',
  8: 'echo-request',
  9: 'router-advertisement',
  10: 'router-solicitation',
  11: 'time-exceeded',
  12: 'parameter-problem',
  13: 'timestamp-request',
  14: 'timestamp-reply',
  17: 'address-mask-request',
  18: 'address-mask-reply',
};
const ANY_TYPE = 255;
const ANY_CODE = 255;

function translateIcmp({ type, codes, invert }: IcmpMatch): string | undefined {
  if (type === ANY_TYPE) return 'ip protocol icmp';
  const name = codes.from === 0 && codes.to === ANY_CODE ? ICMP_TYPES[type] : undefined;
  return name && `icmp type ${not(invert)}${name}`;
}

function translateIprange({ source, destination }: IprangeMatch): string {
  const words = [
    ['saddr', source],
    ['daddr', destination],
  ] as const;
  return words
    .flatMap(([name, range]) =>
      range === undefined ? [] : [`ip ${name} ${not(range.invert)}${formatIpv4(range.from)}-${formatIpv4(range.to)}`],
    )
    .join(' ');
}

function translateMultiport({ which, ports, invert }: MultiportMatch, protocol: CompatProtocol): string {
  const header = protocolName(protocol?.value ?? 0) ?? String(protocol?.value);
  if (which === 'either') {
    // The ends of ranges are taken for ports of their own, and `!` is lost.
    const ends = ports.flatMap(({ from, to }) => (from === to ? [from] : [from, to]));
    return `${header} sport . ${header} dport { ${ends.map((port) => `0-65535 . ${port}, ${port} . 0-65535`).join(', ')} }`;
  }
  const list = ports.map(({ from, to }) => span(from, to)).join(', ');
  return `${header} ${which === 'source' ? 'sport' : 'dport'} ${not(invert)}${ports.length > 1 ? `{ ${list} }` : list}`;
}

/** Only one question can be told. */
function translateOwner({ uid, gid, supplementaryGroups, socket }: OwnerMatch): string | undefined {
  const asked = uid ?? gid;
  if (asked === undefined || (uid !== undefined && gid !== undefined) || supplementaryGroups || socket)
    return undefined;
  return `${uid === undefined ? 'skgid' : 'skuid'} ${not(asked.invert)}${span(asked.from, asked.to)}`;
}

function translateStatistic(match: StatisticMatch): string {
  if (match.mode === 'nth') return `numgen inc mod ${match.every} ${not(match.invert)}${match.packet}`;
  return `meta random & ${STATISTIC_NUMBERS - 1} ${match.invert ? '>=' : '<'} ${match.probability}`;
}

function translateTcp({ sourcePorts, destinationPorts, option, flags }: TcpMatch): string {
  const words = translatePorts('tcp', sourcePorts, destinationPorts);
  if (option !== undefined) words.push(`tcp option ${option.value} ${option.invert ? 'missing' : 'exists'}`);
  if (flags !== undefined)
    words.push(`tcp flags ${not(flags.invert)}${flagNames(flags.compare)} / ${flagNames(flags.mask)}`);
  return words.join(' ');
}

function translatePorts(
  header: 'tcp' | 'udp',
  source: PortRange | undefined,
  destination: PortRange | undefined,
): string[] {
  const words = [
    ['sport', source],
    ['dport', destination],
  ] as const;
  return words.flatMap(([name, range]) =>
    range === undefined ? [] : [`${header} ${name} ${not(range.invert)}${span(range.from, range.to)}`],
  );
}
