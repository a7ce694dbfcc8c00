/** What a field is held against: a value, a span, bits, or a set of them. */
import {
  definitionOfKey,
  type Expression,
  factsOf,
  isSingle,
  type Key,
  type Span,
  type TypeName,
} from '../../../netfilter/nf';
import type { KeyNode, Node, Statement } from '../node';
import { typeOfKey } from '../print/printKey';
import { NftError, notModelled, type Place } from '../source';
import { prefixMask } from '../values';
import type { FieldTypes } from './evaluateSet';
import { evaluateScalar, evaluateSpan } from './evaluateValue';
import { fieldTypesOf, type RuleScope } from './ruleScope';

type Of<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

export function evaluateMatch(scope: RuleScope, statement: Of<'match'>): Expression {
  const { left, right } = statement;
  const { keys: nodes, mask: maskNode } = takeApart(left);
  const [node] = nodes;
  if (node === undefined) throw new NftError('a match without a key', left.at);
  const keys = scope.keys(nodes);
  const [key = node.key] = keys;
  refuseUnclear(scope, key, node.at, right);
  const invert = statement.operator === '!=';
  const types = fieldTypesOf(keys);
  if (right.kind === 'set' || right.kind === 'named') {
    if (maskNode !== undefined) throw notModelled('bits that are looked up in a set', left.at);
    if (statement.operator !== undefined && !['==', '!='].includes(statement.operator))
      throw new NftError('Invalid operation for sets', statement.at);
    return evaluateLookup(scope, right, keys, nodes, types, invert);
  }
  if (keys.length > 1)
    throw new NftError('Use concatenations with sets and maps, not singleton values', left.at, right.at);
  const type = typeOfKey(key);
  const bits = definitionOfKey(key).bits;
  const interfaces = scope.interfaces;
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
function refuseUnclear(scope: RuleScope, key: Key, at: Place, right: Node): void {
  if (key.kind !== 'field') return;
  if (key.name === 'meta nfproto' && scope.family !== 'inet')
    throw new NftError('meta nfproto is only useful in the inet family', at);
  if (/^ct \w+ proto-/.test(key.name) && scope.protocols.transport === undefined)
    throw new NftError("Can't parse symbolic invalid expressions", right.at);
}

/** A set of one element is that element. */
function evaluateLookup(
  scope: RuleScope,
  right: Node,
  keys: readonly Key[],
  nodes: readonly KeyNode[],
  types: FieldTypes,
  invert: boolean,
): Expression {
  const set = scope.set(right, keys, nodes, undefined);
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

/** Keys, and the bits of them that count. */
function takeApart(node: Node): { readonly keys: readonly KeyNode[]; readonly mask: Node | undefined } {
  if (node.kind === 'keys') return { keys: node.keys, mask: undefined };
  if (node.kind === 'binary' && node.operator === '&' && node.left.kind === 'keys' && node.left.keys.length === 1)
    return { keys: node.left.keys, mask: node.right };
  throw notModelled('this expression', node.at);
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
