/** Reads the statements of a rule. */
import type { ObjectKind, Operator } from '../../netfilter/nf';
import { describeToken } from './lexer';
import type { LimitNode, Node, RuleNode, Statement } from './node';
import { isKey, parseKeys } from './parseKey';
import { parseNat } from './parseNat';
import {
  parseBinary,
  parseCounters,
  parseOperators,
  parseRight,
  parseSet,
  parseSource,
  parseVerdict,
} from './parseValue';
import { NftError, notModelled, type Place } from './source';
import { parseTime } from './time';
import type { Tokens } from './tokens';

/** A statement without its place. */
type Content = Statement extends infer One ? (One extends Statement ? Omit<One, 'at'> : never) : never;

const OPERATORS: Readonly<Record<string, Operator>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '<': '<',
  lt: '<',
  '>': '>',
  gt: '>',
  '<=': '<=',
  le: '<=',
  '>=': '>=',
  ge: '>=',
};

/** Statements of nft that are not modelled, by their first word. */
const OTHERS = [
  'queue',
  'dup',
  'fwd',
  'tproxy',
  'synproxy',
  'flow',
  'meter',
  'xt',
  'exthdr',
  'secmark',
  'last',
  'set',
  'map',
];

/** The statements up to the end of the line, a semicolon or a brace, with the rule's comment. */
export function parseRule(tokens: Tokens): RuleNode {
  const first = tokens.here;
  const statements = [parseStatement(tokens)];
  while (isAtWord(tokens) && !tokens.is('comment')) statements.push(parseStatement(tokens));
  const comment = tokens.accept('comment') ? tokens.name('string').text : undefined;
  return { statements, comment, at: tokens.since(first) };
}

/** No statement begins with a sign. */
function isAtWord(tokens: Tokens): boolean {
  return !tokens.isAtSeparator && (tokens.peek().kind !== 'symbol' || tokens.is('@'));
}

function parseStatement(tokens: Tokens): Statement {
  const first = tokens.here;
  const content = readStatement(tokens, first);
  return { ...content, at: tokens.since(first) } as Statement;
}

function readStatement(tokens: Tokens, first: Place): Content {
  const jumps = tokens.is('jump') || tokens.is('goto');
  const target = jumps ? tokens.placeOf(tokens.peek(1)) : undefined;
  const verdict = parseVerdict(tokens);
  if (verdict !== undefined) return { kind: 'verdict', verdict, target };
  if (tokens.is('ct') && tokens.peek(1).kind === 'word' && tokens.is('set', 2) && !tokens.is('mark', 1))
    throw notModelled(`ct ${tokens.peek(1).text} set`, first);
  if (isKey(tokens)) return keyStatement(tokens);
  const { text, kind } = tokens.peek();
  if (kind !== 'word') throw tokens.unexpected();
  switch (text) {
    case 'counter':
      return counterStatement(tokens);
    case 'limit':
      return limitStatement(tokens);
    case 'quota':
      return quotaStatement(tokens);
    case 'log':
      return logStatement(tokens);
    case 'reject':
      return rejectStatement(tokens);
    case 'snat':
    case 'dnat':
    case 'masquerade':
    case 'redirect':
      tokens.next();
      return { kind: 'nat', nat: parseNat(tokens, text), word: first };
    case 'notrack':
      tokens.next();
      return { kind: 'notrack' };
    case 'add':
    case 'update':
    case 'delete':
      tokens.next();
      return dynsetStatement(tokens, text);
    default:
      if (OTHERS.includes(text)) throw notModelled(text, first);
      if (describeToken(tokens.peek()) !== 'string') throw tokens.unexpected();
      // What may be a field that nobody knows is found out at the word behind it.
      tokens.next();
      throw tokens.unexpected();
  }
}

/** A key that is held against something, or written to. */
function keyStatement(tokens: Tokens): Content {
  if (tokens.is('tcp') && tokens.is('option', 1)) throw notModelled('tcp option', tokens.here);
  const first = tokens.here;
  const keys = parseKeys(tokens);
  const at = tokens.since(first);
  const [key] = keys;
  if (tokens.is('set') && keys.length === 1 && key !== undefined) {
    tokens.next();
    return { kind: 'assign', target: key, value: parseSource(tokens) };
  }
  if (tokens.accept('vmap'))
    return { kind: 'vmap', keys, map: tokens.is('{') ? parseSet(tokens) : parseBinary(tokens) };
  const left = parseOperators(tokens, { kind: 'keys', keys, at });
  return matchContent(tokens, left);
}

function matchContent(tokens: Tokens, left: Node): Content {
  const word = tokens.peek();
  const operator = word.kind !== 'quoted' && Object.hasOwn(OPERATORS, word.text) ? OPERATORS[word.text] : undefined;
  const negated = operator === undefined && tokens.is('!');
  if (operator !== undefined || negated) tokens.next();
  const right = parseRight(tokens);
  const mask = tokens.is('/') && (right.kind === 'word' || right.kind === 'list') ? parseMask(tokens) : undefined;
  return { kind: 'match', left, operator: negated ? '!' : operator, right, mask };
}

function parseMask(tokens: Tokens): Node {
  tokens.expect('/');
  return parseRight(tokens);
}

function objectStatement(tokens: Tokens, object: ObjectKind): Content {
  const first = tokens.here;
  const { text } = tokens.name();
  return { kind: 'object', object, name: text, nameAt: tokens.since(first) };
}

function counterStatement(tokens: Tokens): Content {
  tokens.expect('counter');
  if (tokens.accept('name')) return objectStatement(tokens, 'counter');
  return { kind: 'counter', ...parseCounters(tokens) };
}

function limitStatement(tokens: Tokens): Content {
  tokens.expect('limit');
  if (tokens.accept('name')) return objectStatement(tokens, 'limit');
  return { kind: 'limit', limit: parseLimit(tokens) };
}

const PERIODS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };
const BYTES: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 };

/** `rate over 10/second burst 5 packets`, behind `limit`. */
export function parseLimit(tokens: Tokens): LimitNode {
  tokens.expect('rate', 'rate');
  const over = tokens.accept('over');
  if (!over) tokens.accept('until');
  const amount = tokens.number();
  const { unit, size, per } = parseRate(tokens);
  const burst = tokens.accept('burst') ? parseBurst(tokens) : undefined;
  return { rate: amount * size, unit, per, burst, over };
}

/** `/second`, `mbytes/second`: a slash may be a part of a word. */
function parseRate(tokens: Tokens): {
  readonly unit: 'packets' | 'bytes';
  readonly size: number;
  readonly per: number;
} {
  const at = tokens.here;
  const [unitName = '', period = ''] = tokens.accept('/')
    ? ['', tokens.name().text]
    : tokens.name('string or bytes or /').text.split('/');
  const per = Object.hasOwn(PERIODS, period) ? PERIODS[period] : undefined;
  const size = unitName === '' ? 1 : Object.hasOwn(BYTES, unitName) ? BYTES[unitName] : undefined;
  if (per === undefined || size === undefined) throw new NftError('Wrong unit format', at);
  return { unit: unitName === '' ? 'packets' : 'bytes', size, per };
}

function parseBurst(tokens: Tokens): number {
  const amount = tokens.number();
  if (tokens.accept('packets')) return amount;
  const { text } = tokens.peek();
  const size = Object.hasOwn(BYTES, text) ? BYTES[text] : undefined;
  if (size === undefined) throw tokens.unexpected('string or bytes or packets');
  tokens.next();
  return amount * size;
}

function quotaStatement(tokens: Tokens): Content {
  tokens.expect('quota');
  if (tokens.accept('name')) return objectStatement(tokens, 'quota');
  return { kind: 'quota', ...parseQuota(tokens) };
}

/** `over 25 mbytes used 3 bytes`. */
export function parseQuota(tokens: Tokens): { readonly bytes: number; readonly used: number; readonly over: boolean } {
  const over = tokens.accept('over');
  if (!over) tokens.accept('until');
  const bytes = parseSize(tokens);
  return { bytes, used: tokens.accept('used') ? parseSize(tokens) : 0, over };
}

function parseSize(tokens: Tokens): number {
  const amount = tokens.number();
  const at = tokens.here;
  const { text } = tokens.name('string or bytes');
  const size = Object.hasOwn(BYTES, text) ? BYTES[text] : undefined;
  if (size === undefined) throw new NftError('Wrong unit format', at);
  return amount * size;
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const USUAL_LEVEL = 4;

function logStatement(tokens: Tokens): Content {
  tokens.expect('log');
  let prefix: string | undefined;
  let level = USUAL_LEVEL;
  let group: number | undefined;
  const flags = new Set<string>();
  for (;;) {
    if (tokens.accept('prefix')) prefix = tokens.quoted('string');
    else if (tokens.accept('group')) group = tokens.number();
    else if (tokens.is('level')) level = parseLevel(tokens);
    else if (tokens.accept('flags')) for (const flag of parseLogFlags(tokens)) flags.add(flag);
    else if (tokens.is('snaplen') || tokens.is('queue-threshold'))
      throw notModelled(`log ${tokens.peek().text}`, tokens.here);
    else break;
  }
  return { kind: 'log', prefix, level, flags, group };
}

function parseLevel(tokens: Tokens): number {
  tokens.expect('level');
  const { text, at } = tokens.name();
  if (text === 'audit') throw notModelled('log level audit', at);
  const level = LEVELS.indexOf(text);
  if (level < 0) throw new NftError('invalid log level', at);
  return level;
}

function parseLogFlags(tokens: Tokens): readonly string[] {
  const { text, at } = tokens.name();
  switch (text) {
    case 'all':
      return ['sequence', 'options', 'ip options', 'skuid', 'ether'];
    case 'skuid':
    case 'ether':
      return [text];
    case 'ip':
      tokens.expect('options');
      return ['ip options'];
    case 'tcp': {
      const flags = [tokens.name().text];
      while (tokens.accept(',')) flags.push(tokens.name().text);
      return flags;
    }
    default:
      throw new NftError('syntax error, unexpected string', at, undefined, 'syntax');
  }
}

function rejectStatement(tokens: Tokens): Content {
  tokens.expect('reject');
  if (!tokens.accept('with')) return { kind: 'reject', type: undefined, code: undefined };
  if (tokens.accept('tcp')) {
    tokens.expect('reset', 'reset');
    return { kind: 'reject', type: 'tcp', code: undefined };
  }
  for (const type of ['icmp', 'icmpv6', 'icmpx'] as const) {
    if (!tokens.accept(type)) continue;
    tokens.accept('type');
    return { kind: 'reject', type, code: parseBinary(tokens) };
  }
  throw tokens.unexpected();
}

function dynsetStatement(tokens: Tokens, operation: 'add' | 'update' | 'delete'): Content {
  const first = tokens.expect('@');
  const set = tokens.name().text;
  const setAt = tokens.since(first);
  tokens.expect('{');
  const keys = parseKeys(tokens);
  const timeout = tokens.accept('timeout') ? parseTime(tokens) : undefined;
  let limit: LimitNode | undefined;
  let counter = false;
  for (;;) {
    if (tokens.accept('limit')) limit = parseLimit(tokens);
    else if (tokens.accept('counter')) counter = parseCounters(tokens) !== undefined;
    else break;
  }
  if (tokens.is(':')) throw notModelled('a map that rules add to', tokens.here);
  tokens.expect('}');
  return { kind: 'dynset', operation, set, setAt, keys, timeout, limit, counter };
}
