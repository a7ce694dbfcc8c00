/** Reads what fields are held against: values, ranges, lists, sets. */
import type { VerdictValue } from '../../../netfilter/nf';
import type { ElementNode, Node } from '../node';
import { NftError, type Place, spanning } from '../source';
import { parseTime } from '../time';
import { isKey, parseKeys } from './parseKey';
import type { Tokens } from './tokens';

/** The words for operators on bits. */
const BINARY = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  lshift: '<<',
  '>>': '>>',
  rshift: '>>',
} as const;

type BinaryWord = keyof typeof BINARY;

/** How tightly operators bind: `&` before `^` before `|`. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>']];

/** One after the other. */
const MOST_OPERATORS = 1000;

/** A value, a range, a set, `@name`, or a list of values: what stands behind an operator. */
export function parseRight(tokens: Tokens): Node {
  const first = tokens.here;
  const node = parseConcatenation(tokens);
  if (!tokens.is(',')) return node;
  const items = [node];
  while (tokens.is(',') && node.kind === 'word') {
    tokens.next();
    items.push(parseBinary(tokens));
  }
  return items.length === 1 ? node : { kind: 'list', items, at: tokens.since(first) };
}

/** Values with dots between. */
export function parseConcatenation(tokens: Tokens): Node {
  const first = tokens.here;
  const items = [parseBinary(tokens)];
  while (tokens.accept('.')) items.push(parseBinary(tokens));
  return items.length === 1 ? (items[0] as Node) : { kind: 'concatenation', items, at: tokens.since(first) };
}

export function parseBinary(tokens: Tokens, level = 0): Node {
  const operators = LEVELS[level];
  if (operators === undefined) return parseRange(tokens);
  let left = parseBinary(tokens, level + 1);
  for (let count = 0; ; count++) {
    const operator = binaryOperator(tokens);
    if (operator === undefined || !operators.includes(operator)) return left;
    if (count === MOST_OPERATORS) throw tokens.tooMuch();
    tokens.next();
    const right = parseBinary(tokens, level + 1);
    left = { kind: 'binary', operator, left, right, at: spanning(left.at, right.at) };
  }
}

/** `10.0.0.1-10.0.0.9`, `10.0.0.0/8`. */
function parseRange(tokens: Tokens): Node {
  const from = parsePrimary(tokens);
  if (tokens.is('/') && tokens.peek(1).kind === 'number' && isAddress(from)) {
    tokens.next();
    const length = tokens.number();
    return { kind: 'prefix', base: from, length, at: tokens.since(from.at) };
  }
  if (!tokens.is('-') || from.kind === 'set') return from;
  tokens.next();
  const to = parsePrimary(tokens);
  return { kind: 'range', from, to, at: spanning(from.at, to.at) };
}

function isAddress(node: Node): boolean {
  return node.kind === 'word' && /[.:]/.test(node.text);
}

function parsePrimary(tokens: Tokens): Node {
  const token = tokens.peek();
  const at = tokens.here;
  if (tokens.is('{')) return tokens.nested(() => parseSet(tokens));
  if (tokens.is('$')) return tokens.variable();
  if (tokens.is('*')) {
    tokens.next();
    return { kind: 'any', at };
  }
  if (tokens.is('@')) {
    tokens.next();
    const { text } = tokens.name();
    return { kind: 'named', name: text, at: tokens.since(at) };
  }
  // An IPv6 address before a port.
  if (tokens.accept('[')) {
    const inner = tokens.nested(() => parseRange(tokens));
    tokens.expect(']');
    return inner;
  }
  if (tokens.accept('(')) {
    const inner = tokens.nested(() => parseBinary(tokens));
    tokens.expect(')');
    return inner;
  }
  if (token.kind !== 'word' && token.kind !== 'number' && token.kind !== 'quoted') throw tokens.unexpected();
  tokens.next();
  return { kind: 'word', text: token.text, quoted: token.kind === 'quoted', at };
}

/** `{ 22, 80-90 : accept, $OTHERS }`. */
export function parseSet(tokens: Tokens): Node {
  const first = tokens.expect('{', "'{' or '$'");
  const elements: ElementNode[] = [];
  tokens.newlines();
  while (!tokens.is('}')) {
    elements.push(parseElement(tokens));
    tokens.newlines();
    if (tokens.is('}')) break;
    tokens.expect(',', "comma or '}'");
    tokens.newlines();
  }
  tokens.expect('}');
  return { kind: 'set', elements, at: tokens.since(first) };
}

function parseElement(tokens: Tokens): ElementNode {
  const first = tokens.here;
  const key = parseConcatenation(tokens);
  const facts: { comment?: string; timeout?: number; expires?: number; counter?: { packets: bigint; bytes: bigint } } =
    {};
  for (;;) {
    if (tokens.accept('comment')) facts.comment = tokens.quoted('string');
    else if (tokens.accept('timeout')) facts.timeout = parseTime(tokens);
    else if (tokens.accept('expires')) facts.expires = parseTime(tokens);
    else if (tokens.accept('counter')) facts.counter = parseCounters(tokens);
    else break;
  }
  const at = tokens.since(first);
  const { comment, timeout, expires, counter } = facts;
  const data = tokens.accept(':') ? parseData(tokens) : undefined;
  return { key, data, comment, timeout, expires, counter, at };
}

/** `packets 5 bytes 300`, or nothing. */
export function parseCounters(tokens: Tokens): { readonly packets: bigint; readonly bytes: bigint } {
  if (!tokens.accept('packets')) return { packets: 0n, bytes: 0n };
  const packets = parseUnsigned64(tokens);
  tokens.expect('bytes', 'bytes');
  return { packets, bytes: parseUnsigned64(tokens) };
}

function parseUnsigned64(tokens: Tokens): bigint {
  const token = tokens.peek();
  const at = tokens.here;
  tokens.number();
  const value = BigInt(token.text);
  if (value >= 2n ** 64n) throw new NftError('bad number', at, undefined, 'syntax');
  return value;
}

/** What an element of a map leads to. */
function parseData(tokens: Tokens): Node {
  const first = tokens.here;
  const verdict = parseVerdict(tokens);
  return verdict === undefined ? parseConcatenation(tokens) : { kind: 'verdict', verdict, at: tokens.since(first) };
}

/** A verdict, if one comes next. */
export function parseVerdict(tokens: Tokens): VerdictValue | undefined {
  for (const kind of ['accept', 'drop', 'continue', 'return'] as const) if (tokens.accept(kind)) return { kind };
  for (const kind of ['jump', 'goto'] as const) {
    if (!tokens.accept(kind)) continue;
    return { kind, chain: chainName(tokens) };
  }
  return undefined;
}

function chainName(tokens: Tokens): string {
  if (!tokens.is('$')) return tokens.name().text;
  const node = tokens.variable();
  if (node.kind !== 'word') throw new NftError('Value is not a chain name', node.at);
  return node.text;
}

/** What a statement writes, or where NAT leads to: a value, a key with operators on its bits, or a map. */
export function parseSource(tokens: Tokens): Node {
  if (!isKey(tokens)) return parseConcatenation(tokens);
  const first = tokens.here;
  const keys = parseKeys(tokens);
  if (tokens.accept('map')) {
    const map = tokens.is('{') ? parseSet(tokens) : parseBinary(tokens);
    return { kind: 'map', keys, map, at: tokens.since(first) };
  }
  return parseOperators(tokens, keysNode(keys, tokens.since(first)));
}

function keysNode(keys: Extract<Node, { readonly kind: 'keys' }>['keys'], at: Place): Node {
  return { kind: 'keys', keys, at };
}

/** Operators behind a key: those that bind tighter come first. */
export function parseOperators(tokens: Tokens, key: Node): Node {
  let left = key;
  for (let count = 0; ; count++) {
    const operator = binaryOperator(tokens);
    if (operator === undefined) return left;
    if (count === MOST_OPERATORS) throw tokens.tooMuch();
    tokens.next();
    const level = LEVELS.findIndex((operators) => operators.includes(operator));
    const right = parseBinary(tokens, level + 1);
    left = { kind: 'binary', operator, left, right, at: spanning(left.at, right.at) };
  }
}

/** The operator on bits that comes next, if one does. */
function binaryOperator(tokens: Tokens): (typeof BINARY)[BinaryWord] | undefined {
  const { kind, text } = tokens.peek();
  return kind !== 'quoted' && Object.hasOwn(BINARY, text) ? BINARY[text as BinaryWord] : undefined;
}
