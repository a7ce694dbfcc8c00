/** Reads what a rule loads: `ip saddr`, `meta mark`, `ct state`, `fib daddr type`, and several of them with dots between. */
import { type FibKey, isFieldName, type Key } from '../../../netfilter/nf';
import type { KeyNode } from '../node';
import { notModelled, type Place } from '../source';
import type { Tokens } from './tokens';

/** Fields of these begin with the header's name. */
const HEADERS = ['ether', 'ip', 'ip6', 'tcp', 'udp', 'sctp', 'dccp', 'udplite', 'th', 'icmp', 'icmpv6'];

/** Those of `meta` that need not say so. */
const UNQUALIFIED = ['mark', 'iif', 'oif', 'iifname', 'oifname', 'skuid', 'skgid', 'nftrace', 'pkttype'];

/** What nft can load besides, by the word that it begins with. */
const OTHERS = [
  'ah',
  'arp',
  'comp',
  'cgroup',
  'esp',
  'exthdr',
  'dst',
  'frag',
  'geneve',
  'gre',
  'gretap',
  'hbh',
  'ibrname',
  'igmp',
  'iifgroup',
  'iiftype',
  'ipsec',
  'jhash',
  'mh',
  'obrname',
  'oifgroup',
  'oiftype',
  'osf',
  'rt',
  'rt0',
  'rt2',
  'rt4',
  'rtclassid',
  'socket',
  'srh',
  'symhash',
  'vlan',
  'vxlan',
  '@',
];

/** Whether a key comes next. */
export function isKey(tokens: Tokens): boolean {
  const token = tokens.peek();
  if (token.kind === 'symbol') return token.text === '@';
  if (token.kind !== 'word') return false;
  const { text } = token;
  return (
    HEADERS.includes(text) ||
    UNQUALIFIED.includes(text) ||
    OTHERS.includes(text) ||
    ['meta', 'ct', 'fib', 'numgen'].includes(text)
  );
}

/** `ip saddr . tcp dport`. */
export function parseKeys(tokens: Tokens): readonly KeyNode[] {
  const keys = [parseKey(tokens)];
  while (tokens.accept('.')) keys.push(parseKey(tokens));
  return keys;
}

export function parseKey(tokens: Tokens): KeyNode {
  const first = tokens.here;
  const key = readKey(tokens, first);
  return { key, at: tokens.since(first) };
}

function readKey(tokens: Tokens, first: Place): Key {
  const { text } = tokens.peek();
  if (!isKey(tokens)) throw tokens.unexpected();
  tokens.next();
  if (HEADERS.includes(text)) return headerKey(tokens, text, first);
  if (UNQUALIFIED.includes(text)) return { kind: 'field', name: metaName(text) };
  switch (text) {
    case 'meta':
      return metaKey(tokens, first);
    case 'ct':
      return ctKey(tokens, first);
    case 'fib':
      return fibKey(tokens, first);
    case 'numgen':
      return numgenKey(tokens);
    default:
      throw notModelled(text === '@' ? 'raw payload (@)' : text, first);
  }
}

function headerKey(tokens: Tokens, header: string, first: Place): Key {
  const token = tokens.peek();
  if (token.kind !== 'word') throw tokens.unexpected();
  const name = `${header} ${token.text}`;
  tokens.next();
  if (isFieldName(name)) return { kind: 'field', name };
  throw notModelled(name, tokens.since(first));
}

type MetaName = Extract<Key, { readonly kind: 'field' }>['name'];

/** The interfaces are known by their names alone. */
function metaName(text: string): MetaName {
  const name = `meta ${text}`;
  if (isFieldName(text)) return text;
  if (isFieldName(name)) return name;
  throw new RangeError(`meta has no field ${text}`);
}

function metaKey(tokens: Tokens, first: Place): Key {
  const token = tokens.peek();
  if (token.kind !== 'word') throw tokens.unexpected();
  tokens.next();
  const { text } = token;
  if (['iif', 'oif', 'iifname', 'oifname'].includes(text) || isFieldName(`meta ${text}`))
    return { kind: 'field', name: metaName(text) };
  throw notModelled(`meta ${text}`, tokens.since(first));
}

/** Addresses and ports belong to a direction. */
function ctKey(tokens: Tokens, first: Place): Key {
  const words = ['ct'];
  if (tokens.is('original') || tokens.is('reply')) words.push(tokens.next().text);
  if (words.length > 1 && (tokens.is('ip') || tokens.is('ip6'))) words.push(tokens.next().text);
  const token = tokens.peek();
  if (token.kind !== 'word') throw tokens.unexpected();
  tokens.next();
  words.push(token.text);
  const name = words.join(' ');
  if (isFieldName(name)) return { kind: 'field', name };
  throw notModelled(name, tokens.since(first));
}

function fibKey(tokens: Tokens, first: Place): FibKey {
  const words = [tokens.name('saddr or daddr or mark or iif or oif').text];
  while (tokens.accept('.')) words.push(tokens.name().text);
  const result = tokens.name().text;
  const address = words.find((word): word is FibKey['address'] => word === 'saddr' || word === 'daddr');
  const limits = words.filter((word): word is FibKey['limits'][number] => ['mark', 'iif', 'oif'].includes(word));
  if (address === undefined || limits.length + 1 !== words.length)
    throw notModelled(`fib ${words.join(' . ')}`, tokens.since(first));
  if (result !== 'type' && result !== 'oif' && result !== 'oifname')
    throw notModelled(`fib … ${result}`, tokens.since(first));
  const presence = result !== 'type' && (tokens.is('exists') || tokens.is('missing'));
  return { kind: 'fib', address, limits, result, presence };
}

function numgenKey(tokens: Tokens): Key {
  const mode = tokens.accept('random') ? 'random' : 'inc';
  if (mode === 'inc') tokens.expect('inc', 'inc or random');
  tokens.expect('mod');
  const modulus = tokens.number();
  const offset = tokens.accept('offset') ? tokens.number() : 0;
  return { kind: 'numgen', mode, modulus, offset };
}
