/** What is written into a mark: a value, a field with operators, or what a map says. */
import { type Expression, factsOf, type Key, type Source, type TypeName } from '../../../netfilter/nf';
import type { Node, Statement } from '../node';
import { typeOfKey } from '../print/printKey';
import { notModelled, type Place } from '../source';
import { evaluateScalar } from './evaluateValue';
import type { RuleScope } from './ruleScope';

type Of<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

export function evaluateAssign(scope: RuleScope, { target, value, at }: Of<'assign'>): Expression {
  const name = target.key.kind === 'field' ? target.key.name : '';
  if (name !== 'meta mark' && name !== 'ct mark' && name !== 'meta nftrace')
    throw notModelled(`${name} set`, target.at);
  return {
    kind: 'assign',
    target: name,
    source: evaluateSource(scope, value, typeOfKey(target.key), { ...at, to: value.at.from }),
  };
}

function evaluateSource(scope: RuleScope, node: Node, type: TypeName, before: Place): Source {
  const bits = factsOf(type).bits;
  if (node.kind === 'map') {
    const keys = scope.keys(node.keys);
    const set = scope.set(node.map, keys, node.keys, [type]);
    scope.refuseData(set, [type], node.at, before);
    return { kind: 'map', keys, set };
  }
  if (!hasKey(node)) return { kind: 'value', value: evaluateScalar(node, type, bits, scope.interfaces) };
  const { key, mask, xor } = foldOperators(scope, node, type);
  return { kind: 'key', key, mask, xor };
}

/** Operators on a field's bits, as one mask and the bits that are turned over behind it. */
function foldOperators(
  scope: RuleScope,
  node: Node,
  type: TypeName,
): { readonly key: Key; readonly mask: number; readonly xor: number } {
  if (node.kind === 'keys') {
    const [key] = scope.keys(node.keys);
    if (key === undefined || node.keys.length !== 1) throw notModelled('a concatenation there', node.at);
    return { key, mask: 0xffff_ffff, xor: 0 };
  }
  if (node.kind !== 'binary' || hasKey(node.right)) throw notModelled('an operator between two fields', node.at);
  const { key, mask, xor } = foldOperators(scope, node.left, type);
  const value = Number(evaluateScalar(node.right, type, 32, scope.interfaces));
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

function hasKey(node: Node): boolean {
  if (node.kind === 'keys') return true;
  return node.kind === 'binary' && (hasKey(node.left) || hasKey(node.right));
}
