/** Reads the statements of a rule. */
import type { ObjectKind, Operator } from '../../../netfilter/nf';
import type { LimitNode, Node, RuleNode, Statement } from '../node';
import { notModelled, type Place } from '../source';
import { parseTime } from '../time';
import { describeToken } from './lexer';
import { isKey, parseKeys } from './parseKey';
import { parseLimit, parseQuota } from './parseLimit';
import { parseLog } from './parseLog';
import { parseNat } from './parseNat';
import { parseReject } from './parseReject';
import {
  parseBinary,
  parseCounters,
  parseOperators,
  parseRight,
  parseSet,
  parseSource,
  parseVerdict,
} from './parseValue';
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
      return parseLog(tokens);
    case 'reject':
      return parseReject(tokens);
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

function quotaStatement(tokens: Tokens): Content {
  tokens.expect('quota');
  if (tokens.accept('name')) return objectStatement(tokens, 'quota');
  return { kind: 'quota', ...parseQuota(tokens) };
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
