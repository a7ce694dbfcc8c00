/** Gives words their meaning: the type tells what they are. Userspace: expr_evaluate_symbol, src/evaluate.c. */
import { factsOf, namesFrom, type Scalar, type Span, spanOf, type TypeName } from '../../../netfilter/nf';
import type { Node } from '../node';
import { NftError } from '../source';
import { type Interfaces, parseScalar, prefixSpan } from '../values';

/** Types as complaints name them. */
export function describeTypes(types: readonly TypeName[]): string {
  const names = types.map((type) => factsOf(type).description);
  return names.length === 1 ? `${names[0]}` : `concatenation of (${names.join(', ')})`;
}

/** What one field has to be. */
export function evaluateSpan(node: Node, type: TypeName, bits: number, interfaces: Interfaces): Span {
  switch (node.kind) {
    case 'word': {
      if (type === 'ifname' && node.text.endsWith('*')) return namesFrom(node.text.slice(0, -1));
      return spanOf(parseScalar(node.text, type, bits, node.at, interfaces));
    }
    case 'prefix': {
      const address = evaluateScalar(node.base, type, bits, interfaces);
      if (node.length > factsOf(type).bits)
        throw new NftError(
          `Prefix length ${node.length} is invalid for type of ${factsOf(type).bits} bits width`,
          node.at,
        );
      return prefixSpan(address, node.length, type);
    }
    case 'range': {
      const from = evaluateScalar(node.from, type, bits, interfaces);
      const to = evaluateScalar(node.to, type, bits, interfaces);
      if (from > to) throw new NftError('Range has zero or negative size', node.at);
      return { from, to };
    }
    case 'list':
    case 'binary':
      return spanOf(evaluateBits(node, type, bits, interfaces));
    default:
      throw new NftError("Can't parse symbolic invalid expressions", node.at);
  }
}

export function evaluateScalar(node: Node, type: TypeName, bits: number, interfaces: Interfaces): Scalar {
  if (node.kind === 'binary' || node.kind === 'list') return evaluateBits(node, type, bits, interfaces);
  if (node.kind === 'verdict') throw new NftError(`Can't parse symbolic netfilter verdict expressions`, node.at);
  if (node.kind !== 'word')
    throw new NftError(`Can't parse symbolic ${factsOf(type).description} expressions`, node.at);
  return parseScalar(node.text, type, bits, node.at, interfaces);
}

/** `syn,ack`, `syn | ack`, `0x1 << 4`. */
function evaluateBits(node: Node, type: TypeName, bits: number, interfaces: Interfaces): number {
  if (node.kind === 'list') {
    const [first] = node.items;
    if (factsOf(type).bitmask !== true && first !== undefined)
      throw new NftError(`Basetype of type ${factsOf(type).description} is not bitmask`, first.at);
    return node.items.reduce((all, item) => (all | evaluateBits(item, type, bits, interfaces)) >>> 0, 0);
  }
  if (node.kind !== 'binary') return Number(evaluateScalar(node, type, bits, interfaces));
  const left = evaluateBits(node.left, type, bits, interfaces);
  const right = evaluateBits(node.right, type, bits, interfaces);
  switch (node.operator) {
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '<<':
      return (left << right) >>> 0;
    case '>>':
      return left >>> right;
  }
}
