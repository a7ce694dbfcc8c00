/** conntrack, and state, its older name: the state of the packet's connection. Userspace: extensions/libxt_conntrack.c. */
import type { ConntrackMatch, ConntrackState, ConntrackStatus, OneOf } from '../../../netfilter';
import { formatIpv4, IPV4_LOOPBACK, lengthOfMask } from '../../../packet';
import type { Extension, GivenOption, OptionDefinition } from '../extension';
import { ALL_BITS, badValue, parseHostMask, parseIntegers, parsePorts } from '../guided';
import { parseProtocol } from '../names';
import { notModelled, parameterProblem } from '../program';

/** In the order in which states are looked for by the beginning of their names. */
const STATES: readonly ConntrackState[] = ['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED', 'SNAT', 'DNAT'];
/** In the order in which they are written. */
const WRITTEN: readonly ConntrackState[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];
const OLD_STATES = STATES.filter((state) => state !== 'SNAT' && state !== 'DNAT');
const STATUSES: readonly (ConntrackStatus | 'NONE')[] = ['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'];

const ADDRESSES = {
  ctorigsrc: 'originalSource',
  ctorigdst: 'originalDestination',
  ctreplsrc: 'replySource',
  ctrepldst: 'replyDestination',
} as const;
const PORTS = {
  ctorigsrcport: 'originalSourcePorts',
  ctorigdstport: 'originalDestinationPorts',
  ctreplsrcport: 'replySourcePorts',
  ctrepldstport: 'replyDestinationPorts',
} as const;

function isKey<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key);
}

function invertible(name: string): OptionDefinition {
  return { name, argument: true, invertible: true };
}

/** What the tool knows of match conntrack. */
export const conntrack: Extension<ConntrackMatch> = {
  name: 'conntrack',
  options: [
    ...['ctstate', 'ctproto', ...Object.keys(ADDRESSES), 'ctstatus', 'ctexpire', ...Object.keys(PORTS)].map(invertible),
    { name: 'ctdir', argument: true },
  ],
  initial: { kind: 'conntrack', asState: false },
  parse: (match, given) => ({ ...match, ...parsePart(given) }),

  finish(match, given) {
    if (given.size === 0) throw parameterProblem('conntrack: At least one option is required');
    // In one order, so that equal matches are equal values.
    return Object.fromEntries(Object.entries(match).sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as ConntrackMatch;
  },

  save: (match) => write(match, '--'),
  print: (match, numeric) => write(match, '', numeric),
};

/** What the tool knows of match state. */
export const state: Extension<ConntrackMatch> = {
  name: 'state',
  options: [{ name: 'state', argument: true, invertible: true, required: true }],
  initial: { kind: 'conntrack', asState: true },
  parse(match, { argument, invert }) {
    if (argument === '' || argument.endsWith(',')) {
      throw parameterProblem('"--state" requires a list of states with no spaces, e.g. ESTABLISHED,RELATED');
    }
    return { ...match, states: { words: parseWords(argument, OLD_STATES, WRITTEN, 'state'), invert } };
  },
  save: ({ states }) => list('--state', states),
  print: ({ states }) => list('state', states),
};

function parsePart({ name, argument, invert, family }: GivenOption): Partial<ConntrackMatch> {
  if (isKey(ADDRESSES, name) && family === 'ipv6')
    throw notModelled(`option --${name} of match conntrack in ip6tables`);
  if (isKey(ADDRESSES, name))
    return { [ADDRESSES[name]]: { value: parseHostMask('conntrack', name, argument), invert } };
  if (isKey(PORTS, name)) return { [PORTS[name]]: { ...parsePorts('conntrack', name, argument), invert } };
  switch (name) {
    case 'ctstate':
      return { states: { words: parseWords(argument, STATES, WRITTEN, 'ctstate'), invert } };
    case 'ctproto':
      return { protocol: { value: parseProtocolNumber(argument), invert } };
    case 'ctstatus': {
      const words = parseWords(argument, STATUSES, STATUSES, 'ctstatus').filter((word) => word !== 'NONE');
      return { statuses: { words, invert } };
    }
    case 'ctexpire':
      return { expires: { ...parseIntegers('conntrack', name, argument, ALL_BITS), invert } };
    default:
      return { direction: parseDirection(argument) };
  }
}

function parseProtocolNumber(text: string): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined) throw parameterProblem(`unknown protocol "${text}" specified`);
  return protocol;
}

function parseDirection(text: string): NonNullable<ConntrackMatch['direction']> {
  const direction = text.toLowerCase();
  if (direction === 'original' || direction === 'reply') return direction;
  throw badValue('conntrack', 'ctdir', text);
}

/** Words by the beginnings of their names, between commas; in the order in which they are written. */
function parseWords<Word extends string>(
  text: string,
  known: readonly Word[],
  written: readonly Word[],
  what: string,
): readonly Word[] {
  const words = text.split(',');
  const found = words.map((word, index) => {
    const name = known.find((one) => word !== '' && one.startsWith(word.toUpperCase()));
    if (name === undefined) throw parameterProblem(`Bad ${what} "${words.slice(index).join(',')}"`);
    return name;
  });
  return written.filter((one) => found.includes(one));
}

/** The options in their order, each with `before` before its name. Without numbers, any address is a word. */
function write(match: ConntrackMatch, before: string, numeric = true): string {
  const { states, protocol, statuses, expires, direction } = match;
  const single = (name: string, test: { readonly invert: boolean } | undefined, value: string) =>
    test === undefined ? '' : `${test.invert ? ' !' : ''} ${before}${name} ${value}`;
  const range = (name: string, test: ConntrackMatch['expires']) =>
    test === undefined ? '' : single(name, test, test.from === test.to ? `${test.from}` : `${test.from}:${test.to}`);
  return (
    list(`${before}ctstate`, states) +
    single('ctproto', protocol, String(protocol?.value)) +
    Object.entries(ADDRESSES)
      .map(([name, part]) => single(name, match[part], match[part] ? formatAddress(match[part].value, numeric) : ''))
      .join('') +
    Object.entries(PORTS)
      .map(([name, part]) => range(name, match[part]))
      .join('') +
    list(`${before}ctstatus`, statuses) +
    range('ctexpire', expires) +
    (direction === undefined ? '' : ` ${before}ctdir ${direction.toUpperCase()}`)
  );
}

function formatAddress(
  { address, mask }: { readonly address: number; readonly mask: number },
  numeric: boolean,
): string {
  if (address === 0 && !numeric) return 'anywhere';
  const host = address === IPV4_LOOPBACK && !numeric ? 'localhost' : formatIpv4(address);
  return mask === ALL_BITS ? host : `${host}/${lengthOfMask(mask)}`;
}

function list(name: string, test: OneOf<string> | undefined): string {
  if (test === undefined) return '';
  return `${test.invert ? ' !' : ''} ${name} ${test.words.length === 0 ? 'NONE' : test.words.join(',')}`;
}
