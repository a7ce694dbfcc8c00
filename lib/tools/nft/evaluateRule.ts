/** Gives the statements of a rule their meaning. Userspace: src/evaluate.c. */

import type { RejectWith } from '../../netfilter';
import {
  definitionOfKey,
  type Expression,
  factsOf,
  isSingle,
  type Key,
  type NatValue,
  type NfFamily,
  type ObjectKind,
  type SetReference,
  type Source,
  type Span,
  type TypeName,
  USUAL_BURST,
} from '../../netfilter/nf';
import type { Context } from './context';
import { describeTypes, evaluateAnonymous, evaluateScalar, evaluateSpan, type FieldTypes } from './evaluateSet';
import type { KeyNode, LimitNode, NatNode, Node, RuleNode, Statement } from './node';
import { typeOfKey } from './printKey';
import { Protocols } from './protocols';
import { NftError, notModelled, type Place } from './source';
import { ICMPV6_CODES, ICMPX_CODES, nameIn, numberIn, SYMBOLS } from './symbols';
import { prefixMask } from './values';

type Of<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

/** Expressions, and the place in the text that each comes from. */
export interface EvaluatedRule {
  readonly expressions: readonly Expression[];
  readonly places: readonly Place[];
}

/** After these nothing of a rule is done. */
function isTerminal(statement: Statement): boolean {
  return (
    statement.kind === 'verdict' || statement.kind === 'vmap' || statement.kind === 'reject' || statement.kind === 'nat'
  );
}

export function evaluateRule(rule: RuleNode, family: NfFamily, table: string, context: Context): EvaluatedRule {
  const evaluator = new RuleEvaluator(family, table, context);
  let last: Statement | undefined;
  for (const statement of rule.statements) {
    if (last !== undefined)
      throw new NftError('Statement after terminal statement has no effect', statement.at, last.at);
    evaluator.add(statement);
    if (isTerminal(statement)) last = statement;
  }
  return { expressions: evaluator.expressions, places: evaluator.places };
}

class RuleEvaluator {
  readonly expressions: Expression[] = [];
  readonly places: Place[] = [];
  readonly #family: NfFamily;
  readonly #table: string;
  readonly #context: Context;
  readonly #protocols: Protocols;

  constructor(family: NfFamily, table: string, context: Context) {
    this.#family = family;
    this.#table = table;
    this.#context = context;
    this.#protocols = new Protocols(family, this.expressions);
  }

  add(statement: Statement): void {
    const expression = this.#evaluate(statement);
    this.expressions.push(expression);
    this.#protocols.learn(expression);
    while (this.places.length < this.expressions.length) this.places.push(placeOf(statement));
  }

  #evaluate(statement: Statement): Expression {
    switch (statement.kind) {
      case 'match':
        return this.#match(statement);
      case 'vmap': {
        const keys = this.#keys(statement.keys);
        return { kind: 'vmap', keys, set: this.#set(statement.map, keys, statement.keys, 'verdict') };
      }
      case 'verdict':
        return { kind: 'verdict', verdict: statement.verdict };
      case 'counter':
        return { kind: 'counter', counters: { packets: statement.packets, bytes: statement.bytes } };
      case 'object':
        return { kind: 'object', object: statement.object satisfies ObjectKind, name: statement.name };
      case 'limit':
        return { kind: 'limit', limit: evaluateLimit(statement.limit, statement.at) };
      case 'quota': {
        const { bytes, used, over } = statement;
        return { kind: 'quota', quota: { bytes, used, over } };
      }
      case 'log':
        return this.#log(statement);
      case 'reject':
        return this.#reject(statement);
      case 'nat':
        return this.#nat(statement.nat, statement.word, statement.at);
      case 'assign':
        return this.#assign(statement);
      case 'notrack':
        return { kind: 'notrack' };
      case 'dynset': {
        const { operation, set, timeout, limit, counter } = statement;
        const declaration = this.#context.set(this.#family, this.#table, set);
        if (declaration === undefined) throw new NftError('No such file or directory', statement.setAt);
        const keys = this.#keys(statement.keys);
        return {
          kind: 'dynset',
          operation,
          set,
          keys,
          timeout,
          limit: limit && evaluateLimit(limit, statement.at),
          counter,
        };
      }
    }
  }

  /** Keys, whose headers are asked for. */
  #keys(nodes: readonly KeyNode[]): readonly Key[] {
    return nodes.map(({ key, at }) => this.#protocols.key(key, at));
  }

  #match(statement: Of<'match'>): Expression {
    const { left, right } = statement;
    const { keys: nodes, mask: maskNode } = takeApart(left);
    const [node] = nodes;
    if (node === undefined) throw new NftError('a match without a key', left.at);
    const keys = this.#keys(nodes);
    const [key = node.key] = keys;
    this.#refuseUnclear(key, node.at, right);
    const invert = statement.operator === '!=';
    const types = fieldTypesOf(keys);
    if (right.kind === 'set' || right.kind === 'named') {
      if (maskNode !== undefined) throw notModelled('bits that are looked up in a set', left.at);
      if (statement.operator !== undefined && !['==', '!='].includes(statement.operator))
        throw new NftError('Invalid operation for sets', statement.at);
      return this.#lookup(right, keys, nodes, types, invert);
    }
    if (keys.length > 1)
      throw new NftError('Use concatenations with sets and maps, not singleton values', left.at, right.at);
    const type = typeOfKey(key);
    const bits = definitionOfKey(key).bits;
    const interfaces = this.#context.interfaces;
    const mask = maskNode && Number(evaluateScalar(maskNode, type, bits, interfaces));
    if (statement.mask !== undefined) {
      const value = evaluateScalar(right, type, bits, interfaces);
      const bitsThatCount = Number(evaluateScalar(statement.mask, type, bits, interfaces));
      return { kind: 'compare', key, mask: bitsThatCount, operator: invert ? '!=' : '==', value };
    }
    if (right.kind === 'range') {
      if (mask !== undefined) throw notModelled('bits that are held against a range', left.at);
      return { kind: 'range', key, span: evaluateSpan(right, type, bits, interfaces), invert };
    }
    if (right.kind === 'prefix')
      return comparePrefix(key, right, type, evaluateSpan(right, type, bits, interfaces), invert);
    if (type === 'ifname' && right.kind === 'word' && right.text.endsWith('*'))
      return { kind: 'compare', key, operator: invert ? '!=' : '==', value: right.text.slice(0, -1), prefix: true };
    const value = evaluateScalar(right, type, bits, interfaces);
    const isFlags = factsOf(type).bitmask === true && mask === undefined;
    // Without an operator one of the bits is enough; `!` means that none of them is set.
    if (isFlags && (statement.operator === undefined || statement.operator === '!'))
      return {
        kind: 'compare',
        key,
        mask: Number(value),
        operator: statement.operator === '!' ? '==' : '!=',
        value: 0,
      };
    if (statement.operator === '!') throw new NftError('negation is only for bit masks', statement.at);
    return { kind: 'compare', key, mask, operator: statement.operator ?? '==', value };
  }

  /** Ports of a connection need its protocol, and nft's own family is not in question in the others. */
  #refuseUnclear(key: Key, at: Place, right: Node): void {
    if (key.kind !== 'field') return;
    if (key.name === 'meta nfproto' && this.#family !== 'inet')
      throw new NftError('meta nfproto is only useful in the inet family', at);
    if (/^ct \w+ proto-/.test(key.name) && this.#protocols.transport === undefined)
      throw new NftError("Can't parse symbolic invalid expressions", right.at);
  }

  /** A set of one element is that element. */
  #lookup(
    right: Node,
    keys: readonly Key[],
    nodes: readonly KeyNode[],
    types: FieldTypes,
    invert: boolean,
  ): Expression {
    const set = this.#set(right, keys, nodes, undefined);
    const [key] = keys;
    const isOne = right.kind === 'set' && right.elements.length === 1 && set.kind === 'anonymous' && keys.length === 1;
    const [span] = isOne ? (set.elements[0]?.key ?? []) : [];
    if (key === undefined || span === undefined || !isOne) return { kind: 'lookup', keys, set, invert };
    const [node] = right.elements;
    if (node?.key.kind === 'prefix') return comparePrefix(key, node.key, types.types[0] ?? 'integer', span, invert);
    if (!isSingle(span)) {
      if (typeof span.from === 'string')
        return { kind: 'compare', key, operator: invert ? '!=' : '==', value: span.from, prefix: true };
      return { kind: 'range', key, span, invert };
    }
    const type = typeOfKey(key);
    if (factsOf(type).bitmask === true && !invert)
      return { kind: 'compare', key, mask: Number(span.from), operator: '!=', value: 0 };
    return { kind: 'compare', key, operator: invert ? '!=' : '==', value: span.from };
  }

  /** A set or map that keys are looked up in. */
  #set(
    node: Node,
    keys: readonly Key[],
    nodes: readonly KeyNode[],
    data: 'verdict' | readonly TypeName[] | undefined,
  ): SetReference {
    const types = fieldTypesOf(keys);
    if (node.kind === 'set') return evaluateAnonymous(node, types, data, this.#context.interfaces);
    if (node.kind !== 'named') throw new NftError("syntax error, unexpected string, expecting '{' or @", node.at);
    const declaration = this.#context.set(this.#family, this.#table, node.name);
    if (declaration === undefined) throw new NftError('No such file or directory', node.at);
    const isSame =
      declaration.types.length === keys.length &&
      declaration.types.every((type, field) => sameType(type, types.types[field]));
    const [first] = nodes;
    if (!isSame) {
      const expected = describeTypes(types.types);
      const found = describeTypes(declaration.types);
      const message =
        data === undefined
          ? `datatype mismatch, expected ${expected}, expression has type ${found}`
          : `datatype mismatch, map expects ${found}, mapping expression has type ${expected}`;
      throw new NftError(message, node.at, first && { ...first.at, to: nodes.at(-1)?.at.to ?? first.at.to });
    }
    return { kind: 'named', name: node.name };
  }

  /** A map has to say what is to be written. */
  #refuseData(set: SetReference, types: readonly TypeName[], at: Place, before: Place): void {
    const data = set.kind === 'named' ? this.#context.set(this.#family, this.#table, set.name)?.data : types;
    if (data !== undefined && String(data) === String(types)) return;
    const found = data === undefined ? 'nothing' : data === 'verdict' ? 'netfilter verdict' : describeTypes(data);
    throw new NftError(`datatype mismatch: expected ${describeTypes(types)}, expression has type ${found}`, at, before);
  }

  #log(statement: Of<'log'>): Expression {
    const { prefix, level, flags, group } = statement;
    return {
      kind: 'log',
      prefix,
      level,
      group,
      flags: {
        tcpSequence: flags.has('sequence'),
        tcpOptions: flags.has('options'),
        ipOptions: flags.has('ip options'),
        uid: flags.has('skuid'),
        macDecode: flags.has('ether'),
      },
    };
  }

  #reject({ type, code, at }: Of<'reject'>): Expression {
    if (type === 'tcp') {
      this.#requireFirst('tcp', at);
      return { kind: 'reject', type: 'tcp', code: '', with: 'tcp-reset' };
    }
    const family = this.#protocols.network;
    const kind = type === undefined ? (family ?? 'ipx') : REJECT_TYPES[type];
    if (kind === 'ipx' && this.#family !== 'inet')
      throw new NftError('abstracted ICMP unreachable not supported', code?.at ?? at, {
        ...at,
        to: at.from + 'reject'.length,
      });
    if (kind !== 'ipx') this.#requireFirst(kind, at);
    const names = kind === 'ip' ? SYMBOLS.icmp_code : kind === 'ip6' ? ICMPV6_CODES : ICMPX_CODES;
    const name = code === undefined ? 'port-unreachable' : rejectCode(code, names);
    return { kind: 'reject', type: kind, code: name, with: rejectWith(kind, name) };
  }

  /** What a rejection asks for stands first in the rule. */
  #requireFirst(header: 'ip' | 'ip6' | 'tcp', at: Place): void {
    if (this.#protocols.requireFirst(header, at)) this.places.unshift(at);
  }

  #nat(nat: NatNode, word: Place, at: Place): Expression {
    const { type, address, ports, flags } = nat;
    const facts = {
      kind: 'nat',
      type,
      random: flags.includes('random'),
      fullyRandom: flags.includes('fully-random'),
      persistent: flags.includes('persistent'),
    } as const;
    const family =
      nat.family ?? this.#protocols.network ?? familyOfAddress(address) ?? (address === undefined ? 'ip' : undefined);
    if (family === undefined)
      throw new NftError('cannot determine ip protocol version, use "ip" or "ip6" after the statement', at);
    const addressType = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
    if (address?.kind === 'map') return this.#natMap(address, { ...facts, family }, addressType, at);
    const interfaces = this.#context.interfaces;
    if (address?.kind === 'keys' || address?.kind === 'binary' || address?.kind === 'named')
      throw notModelled('NAT to a field', address.at);
    if (ports !== undefined && this.#protocols.transport === undefined)
      throw new NftError('transport protocol mapping is only valid after transport protocol match', ports.at, word);
    const portSpan = ports && evaluateSpan(ports, 'inet_service', 16, interfaces);
    return {
      ...facts,
      family,
      address: address && evaluateSpan(address, addressType, factsOf(addressType).bits, interfaces),
      ports: portSpan && { from: Number(portSpan.from), to: Number(portSpan.to) },
    };
  }

  #natMap(
    address: Extract<Node, { readonly kind: 'map' }>,
    facts: Omit<NatValue, 'map'>,
    type: TypeName,
    at: Place,
  ): Expression {
    const keys = this.#keys(address.keys);
    const { map } = address;
    const declaration = map.kind === 'named' ? this.#context.set(this.#family, this.#table, map.name) : undefined;
    const port =
      map.kind === 'set'
        ? map.elements.some(({ data }) => data?.kind === 'concatenation')
        : Array.isArray(declaration?.data) && declaration.data.length === 2;
    if (port && this.#protocols.transport === undefined)
      throw new NftError('transport protocol mapping is only valid after transport protocol match', address.at, at);
    const set = this.#set(map, keys, address.keys, port ? [type, 'inet_service'] : [type]);
    return { ...facts, map: { keys, set, port } };
  }

  #assign({ target, value, at }: Of<'assign'>): Expression {
    const name = target.key.kind === 'field' ? target.key.name : '';
    if (name !== 'meta mark' && name !== 'ct mark' && name !== 'meta nftrace')
      throw notModelled(`${name} set`, target.at);
    return {
      kind: 'assign',
      target: name,
      source: this.#source(value, typeOfKey(target.key), { ...at, to: value.at.from }),
    };
  }

  #source(node: Node, type: TypeName, before: Place): Source {
    const bits = factsOf(type).bits;
    if (node.kind === 'map') {
      const keys = this.#keys(node.keys);
      const set = this.#set(node.map, keys, node.keys, [type]);
      this.#refuseData(set, [type], node.at, before);
      return { kind: 'map', keys, set };
    }
    if (!hasKey(node)) return { kind: 'value', value: evaluateScalar(node, type, bits, this.#context.interfaces) };
    const { key, mask, xor } = this.#fold(node, type);
    return { kind: 'key', key, mask, xor };
  }

  /** Operators on a field's bits, as one mask and the bits that are turned over behind it. */
  #fold(node: Node, type: TypeName): { readonly key: Key; readonly mask: number; readonly xor: number } {
    if (node.kind === 'keys') {
      const [key] = this.#keys(node.keys);
      if (key === undefined || node.keys.length !== 1) throw notModelled('a concatenation there', node.at);
      return { key, mask: 0xffff_ffff, xor: 0 };
    }
    if (node.kind !== 'binary' || hasKey(node.right)) throw notModelled('an operator between two fields', node.at);
    const { key, mask, xor } = this.#fold(node.left, type);
    const value = Number(evaluateScalar(node.right, type, 32, this.#context.interfaces));
    switch (node.operator) {
      case '&':
        return { key, mask: (mask & value) >>> 0, xor: (xor & value) >>> 0 };
      case '|':
        return { key, mask: (mask & ~value) >>> 0, xor: ((xor & ~value) | value) >>> 0 };
      case '^':
        return { key, mask, xor: (xor ^ value) >>> 0 };
      default:
        throw notModelled('a shift of a field', node.at);
    }
  }
}

/** The kernel complains of a chain or an object by its name. */
function placeOf(statement: Statement): Place {
  if (statement.kind === 'verdict') return statement.target ?? statement.at;
  return statement.kind === 'object' ? statement.nameAt : statement.at;
}

/** Keys, and the bits of them that count. */
function takeApart(node: Node): { readonly keys: readonly KeyNode[]; readonly mask: Node | undefined } {
  if (node.kind === 'keys') return { keys: node.keys, mask: undefined };
  if (node.kind === 'binary' && node.operator === '&' && node.left.kind === 'keys' && node.left.keys.length === 1)
    return { keys: node.left.keys, mask: node.right };
  throw notModelled('this expression', node.at);
}

function fieldTypesOf(keys: readonly Key[]): FieldTypes {
  return { types: keys.map(typeOfKey), bits: keys.map((key) => definitionOfKey(key).bits) };
}

/** Numbers without a name of their own may be looked up in sets of numbers. */
function sameType(a: TypeName, b: TypeName | undefined): boolean {
  return a === b;
}

function comparePrefix(
  key: Key,
  node: Extract<Node, { readonly kind: 'prefix' }>,
  type: TypeName,
  { from }: Span,
  invert: boolean,
): Expression {
  const isWhole = node.length === factsOf(type).bits;
  const mask = isWhole ? undefined : prefixMask(node.length, type);
  return { kind: 'compare', key, mask, operator: invert ? '!=' : '==', value: from };
}

export function evaluateLimit({ rate, unit, per, burst, over }: LimitNode, at: Place) {
  if (rate === 0) throw new NftError('limit rate must be non-zero', at);
  return { rate, unit, per, burst: burst ?? (unit === 'packets' ? USUAL_BURST : 0), over };
}

const REJECT_TYPES = { icmp: 'ip', icmpv6: 'ip6', icmpx: 'ipx' } as const;

function rejectCode(node: Node, names: Readonly<Record<string, number>> | undefined): string {
  const text = node.kind === 'word' ? node.text : '';
  if (numberIn(names, text) !== undefined) return text;
  const name = /^\d+$/.test(text) ? nameIn(names, Number(text)) : undefined;
  if (name === undefined) throw new NftError('Could not parse icmp code', node.at);
  return name;
}

const REJECTIONS: Readonly<Record<string, RejectWith>> = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'net-prohibited': 'icmp-net-prohibited',
  'host-prohibited': 'icmp-host-prohibited',
  'admin-prohibited': 'icmp-admin-prohibited',
};

/** What an IPv4 packet's sender is told. */
function rejectWith(type: 'ip' | 'ip6' | 'ipx', code: string): RejectWith {
  if (type === 'ipx' && code === 'no-route') return 'icmp-net-unreachable';
  return REJECTIONS[code] ?? 'icmp-port-unreachable';
}

function familyOfAddress(node: Node | undefined): 'ip' | 'ip6' | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'range') return familyOfAddress(node.from);
  if (node.kind === 'prefix') return familyOfAddress(node.base);
  if (node.kind === 'map') return familyOfMap(node.map);
  if (node.kind !== 'word') return undefined;
  return node.text.includes(':') ? 'ip6' : 'ip';
}

function familyOfMap(node: Node): 'ip' | 'ip6' | undefined {
  const data = node.kind === 'set' ? node.elements[0]?.data : undefined;
  return data?.kind === 'concatenation' ? familyOfAddress(data.items[0]) : familyOfAddress(data);
}

function hasKey(node: Node): boolean {
  if (node.kind === 'keys') return true;
  return node.kind === 'binary' && (hasKey(node.left) || hasKey(node.right));
}
