/** Arithmetic over bytes of a packet: `tcp[tcpflags] & tcp-syn != 0`, `ip[2:2] > 576`, `len < 100`. libpcap: grammar.y, gen_load. */
import { ETHERTYPE_ARP } from '../../../packet';
import type { Layers } from '../layers';
import { syntaxError } from './lexer';
import type { Reader } from './reader';

/** A number that is found in a packet; `undefined` if the packet has no such byte. */
export type Term = (layers: Layers) => number | undefined;

const CONSTANTS: Readonly<Record<string, number>> = {
  tcpflags: 13,
  'tcp-fin': 0x01,
  'tcp-syn': 0x02,
  'tcp-rst': 0x04,
  'tcp-push': 0x08,
  'tcp-ack': 0x10,
  'tcp-urg': 0x20,
  'tcp-ece': 0x40,
  'tcp-cwr': 0x80,
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
};

/** Where the bytes of a protocol begin in a packet that has it. */
const STARTS: Readonly<Record<string, (layers: Layers) => number | undefined>> = {
  ether: () => 0,
  link: () => 0,
  arp: ({ etherType, network }) => (etherType === ETHERTYPE_ARP ? network : undefined),
  ip: ({ version, network }) => (version === 4 ? network : undefined),
  ip6: ({ version, network }) => (version === 6 ? network : undefined),
  tcp: (layers) => startOf(layers, 6),
  udp: (layers) => startOf(layers, 17),
  icmp: (layers) => startOf(layers, 1),
  icmp6: (layers) => (layers.protocol === 58 ? layers.transport : undefined),
  igmp: (layers) => startOf(layers, 2),
  sctp: (layers) => startOf(layers, 132),
};

/** Of IPv4 alone: libpcap knows no offset behind the headers of IPv6. */
function startOf({ version, protocol, transport }: Layers, number: number): number | undefined {
  return version === 4 && protocol === number ? transport : undefined;
}

/** Whether a word begins arithmetic: a protocol with an index, a number that is compared, `len`. */
export function isArithmetic(reader: Reader): boolean {
  const [first, second] = [reader.peek(0), reader.peek(1)];
  if (first === undefined) return false;
  if (first.text === 'len' || first.text === '-' || first.text in CONSTANTS) return true;
  if (first.kind === 'name') return first.text in STARTS && second?.text === '[';
  return (
    first.kind === 'number' &&
    second?.kind === 'sign' &&
    second.text !== ')' &&
    second.text !== '/' &&
    second.text !== '-' &&
    second.text !== '&&' &&
    second.text !== '||'
  );
}

/** By how strongly they bind, the weakest first. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];

/** Reads a term. */
export function readTerm(reader: Reader, level = 0): Term {
  const signs = LEVELS[level];
  if (signs === undefined) return readFactor(reader);
  let left = readTerm(reader, level + 1);
  for (;;) {
    const sign = signs.find((candidate) => reader.takeIf(candidate));
    if (sign === undefined) return left;
    const [a, b] = [left, readTerm(reader, level + 1)];
    left = (layers) => combine(sign, a(layers), b(layers));
  }
}

function combine(sign: string, a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  switch (sign) {
    case '|':
      return (a | b) >>> 0;
    case '^':
      return (a ^ b) >>> 0;
    case '&':
      return (a & b) >>> 0;
    case '<<':
      return b > 31 ? 0 : (a << b) >>> 0;
    case '>>':
      return b > 31 ? 0 : a >>> b;
    case '+':
      return (a + b) >>> 0;
    case '-':
      return (a - b) >>> 0;
    case '*':
      return Math.imul(a, b) >>> 0;
    case '/':
      return b === 0 ? undefined : Math.floor(a / b);
    default:
      return b === 0 ? undefined : a % b;
  }
}

function readFactor(reader: Reader): Term {
  if (reader.takeIf('(')) {
    const inner = readTerm(reader);
    if (!reader.takeIf(')')) throw syntaxError();
    return inner;
  }
  if (reader.takeIf('-')) {
    const inner = readFactor(reader);
    return (layers) => combine('-', 0, inner(layers));
  }
  const token = reader.take();
  if (token.kind === 'number') {
    const value = Number(token.text) >>> 0;
    return () => value;
  }
  const constant = CONSTANTS[token.text];
  if (constant !== undefined) return () => constant;
  if (token.text === 'len') return ({ frame }) => frame.length;
  const start = STARTS[token.text];
  if (start === undefined || !reader.takeIf('[')) throw syntaxError();
  const index = readTerm(reader);
  const size = reader.takeIf(':') ? Number(reader.take().text) : 1;
  if (![1, 2, 4].includes(size) || !reader.takeIf(']')) throw syntaxError();
  return (layers) => {
    const [from, at] = [start(layers), index(layers)];
    if (from === undefined || at === undefined || from + at + size > layers.frame.length) return undefined;
    if (size === 1) return layers.view.getUint8(from + at);
    return size === 2 ? layers.view.getUint16(from + at) : layers.view.getUint32(from + at);
  };
}

const RELATIONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** Reads a relation of two terms. */
export function readRelation(reader: Reader): (layers: Layers) => boolean {
  const left = readTerm(reader);
  const relation = RELATIONS[reader.take().text];
  if (relation === undefined) throw syntaxError();
  const right = readTerm(reader);
  return (layers) => {
    const [a, b] = [left(layers), right(layers)];
    return a !== undefined && b !== undefined && relation(a, b);
  };
}
