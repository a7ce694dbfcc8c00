/** Cuts a text into words. Userspace: src/scanner.l. */
import { NftError, type Place, type Source } from '../source';

/** `newline` also ends a command; `end` is the end of the text. */
export type TokenKind = 'word' | 'number' | 'quoted' | 'symbol' | 'newline' | 'end' | 'junk';

export interface Token {
  readonly kind: TokenKind;
  /** Without quotes. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** In the order in which they are tried; each begins where the last word ended. */
const PATTERNS: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /(?:[ \t\r]+|\\\r?\n|#[^\n]*)+/y],
  ['newline', /\n/y],
  ['quoted', /"[^"\n]*"/y],
  // Hardware addresses, and IPv6 addresses, which have two colons at least.
  ['word', /[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}(?![0-9a-fA-F:])/y],
  ['word', /(?=[0-9a-fA-F]*:[0-9a-fA-F]*:)(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{1,4})?/y],
  ['word', /\d+(?:\.\d+){3}/y],
  // Times.
  ['word', /(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?(?<=[dhms])(?![0-9A-Za-z_])/y],
  ['number', /0x[0-9a-fA-F]+(?![0-9A-Za-z_])|\d+(?![0-9A-Za-z_])/y],
  ['symbol', /\.(?![A-Za-z0-9_])/y],
  ['word', /[A-Za-z_.][A-Za-z0-9/\-_.]*\*?/y],
  ['symbol', /==|!=|<=|>=|<<|>>|[{}()[\],;:=/\-+*@$&|^!<>]/y],
];

/** The words of a source, cut when they are asked for; the last is its end. */
export class Words {
  readonly #words: Token[] = [];
  /** Up to where the text was cut. */
  #at = 0;

  constructor(readonly source: Source) {}

  /** The word at a place, counted from 0; the end for all behind it. */
  at(place: number): Token {
    while (this.#words.length <= place && this.#words.at(-1)?.kind !== 'end') this.#cut();
    return (this.#words[place] ?? this.#words.at(-1)) as Token;
  }

  /** Goes on at a place of the text: the words from one on were read otherwise. */
  skip(word: number, to: number): void {
    this.#words.length = word;
    this.#at = to;
  }

  #cut(): void {
    const { name, text } = this.source;
    if (this.#at < text.length) {
      const token = nextToken(text, this.#at);
      if (token.kind !== 'space') this.#words.push(token as Token);
      this.#at = token.to;
      return;
    }
    // A command line ends as a line does.
    const ended = this.#words.at(-1);
    const isLine = name === '' && !(ended?.kind === 'newline' && ended.to > text.length);
    if (isLine) this.#words.push({ kind: 'newline', text: '\n', from: text.length, to: text.length + 1 });
    else this.#words.push({ kind: 'end', text: '', from: text.length, to: text.length });
  }
}

function nextToken(text: string, at: number): Omit<Token, 'kind'> & { readonly kind: TokenKind | 'space' } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || found === '') continue;
    return { kind, text: kind === 'quoted' ? found.slice(1, -1) : found, from: at, to: at + found.length };
  }
  return { kind: 'junk', text: text.slice(at, at + 1), from: at, to: at + 1 };
}

/** Words that the grammar knows: complaints name them; all others are a `string`. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'table tables chain chains rule sets set element map maps flowtable handle ruleset add update replace create insert delete get list reset flush rename ' +
    'describe import export monitor all accept drop continue jump goto return to constant interval dynamic auto-merge timeout gc-interval elements expires policy size ' +
    'memory performance flow offload meter meters flowtables number string inet netdev ip ip6 arp bridge hook device devices index position comment saddr daddr protocol ' +
    'sport dport type code flags ct meta mark iif iifname oif oifname counter counters quota quotas limit limits log prefix group snaplen level rate burst over until used ' +
    'packets bytes second minute hour day week reject with icmp icmpv6 icmpx reset snat dnat masquerade redirect random fully-random persistent queue fwd dup notrack fib ' +
    'numgen jhash symhash seed mod offset vmap typeof define redefine undefine include priority tcp udp udplite sctp dccp th ether vlan rt socket osf synproxy tproxy ' +
    'options name last performance ttl hoplimit length id version expiration status direction state original reply'
  ).split(' '),
);

/** Words that can be no names. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'table chain rule set map element flowtable handle ruleset add delete create insert replace list flush rename reset ip ip6 inet tcp udp udplite sctp dccp th ether ' +
    'icmp icmpv6 ct meta mark iif oif iifname oifname skuid skgid counter quota limit log reject accept drop continue jump goto return comment fib numgen jhash symhash ' +
    'snat dnat masquerade redirect notrack queue vmap define redefine undefine include index position to with'
  ).split(' '),
);

export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

/** A word as complaints name it. */
export function describeToken({ kind, text }: Token): string {
  switch (kind) {
    case 'newline':
      return 'newline';
    case 'end':
      return 'end of file';
    case 'quoted':
      return 'quoted string';
    case 'number':
      return 'number';
    case 'junk':
      return 'junk';
    case 'word':
      return KEYWORDS.has(text) ? text : 'string';
    case 'symbol':
      return SYMBOL_NAMES.get(text) ?? `'${text}'`;
  }
}

const SYMBOL_NAMES: ReadonlyMap<string, string> = new Map([
  [',', 'comma'],
  ['.', '.'],
  [':', 'colon'],
  [';', 'semicolon'],
  ['@', '@'],
  ['-', '-'],
  ['/', '/'],
  ['*', '*'],
]);

/** A complaint about a word that the grammar has no place for. */
export function unexpected(source: Source, token: Token, expecting = ''): NftError {
  const place: Place = { source, from: token.from, to: token.to };
  const wanted = expecting === '' ? '' : `, expecting ${expecting}`;
  return new NftError(`syntax error, unexpected ${describeToken(token)}${wanted}`, place, undefined, 'syntax');
}
