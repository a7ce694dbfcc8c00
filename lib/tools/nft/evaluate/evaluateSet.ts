/** Gives elements of sets their meaning: the types of their keys tell what their words are. */
import {
  type AnonymousSet,
  type ElementData,
  type ElementValue,
  factsOf,
  isSingle,
  joinSpans,
  type SetDeclaration,
  type Span,
  type TypeName,
} from '../../../netfilter/nf';
import type { SetSpec } from '../command';
import type { ElementNode, KeyNode, Node } from '../node';
import { formatKeys, typeOfKey } from '../print/printKey';
import { NftError, notModelled } from '../source';
import type { Interfaces } from '../values';
import type { Context } from './context';
import { describeTypes, evaluateScalar, evaluateSpan } from './evaluateValue';

/** What fields are looked up in: their types, and how many bits they have. */
export interface FieldTypes {
  readonly types: readonly TypeName[];
  readonly bits: readonly number[];
}

export function fieldTypes(types: readonly TypeName[]): FieldTypes {
  return { types, bits: types.map((type) => factsOf(type).bits) };
}

/** What a set is declared as. */
export function evaluateDeclaration(spec: SetSpec, isMap: boolean): SetDeclaration {
  const types = spec.types ?? spec.typeof?.keys.map(({ key }) => typeOfKey(key));
  if (types === undefined) throw new NftError(`${isMap ? 'map' : 'set'} definition does not specify key`, spec.at);
  const typeofData = spec.typeof?.data;
  const data = spec.data ?? (typeofData === undefined || typeofData === 'verdict' ? typeofData : typesOf(typeofData));
  return {
    types,
    data,
    interval: spec.flags.includes('interval'),
    constant: spec.flags.includes('constant'),
    dynamic: spec.flags.includes('dynamic'),
    hasTimeout: spec.flags.includes('timeout') || spec.timeout !== undefined,
    autoMerge: spec.autoMerge,
    size: spec.size ?? (spec.flags.includes('dynamic') ? DYNAMIC_SIZE : undefined),
    timeout: spec.timeout,
    gcInterval: spec.gcInterval,
    counter: spec.counter,
    comment: spec.comment,
    typeof: spec.typeof && {
      key: formatKeys(spec.typeof.keys.map(({ key }) => key)),
      data:
        typeofData === undefined || typeofData === 'verdict'
          ? typeofData
          : formatKeys(typeofData.map(({ key }) => key)),
    },
  };
}

/** Sets that rules add to have a size. Userspace: 65535 if none is said. */
const DYNAMIC_SIZE = 65_535;

function typesOf(keys: readonly KeyNode[]): readonly TypeName[] {
  return keys.map(({ key }) => typeOfKey(key));
}

/** The elements of a named set. */
export function evaluateElements(node: Node, declaration: SetDeclaration, context: Context): readonly ElementValue[] {
  const elements = flatten(node);
  const types = fieldTypes(declaration.types);
  return elements.map((element) => {
    const value = evaluateElement(element, types, declaration.data, context.interfaces);
    if (!declaration.interval) refuseSpan(element.key, value);
    return value;
  });
}

/** Only sets that are declared so have spans. */
function refuseSpan(node: Node, { key }: ElementValue): void {
  if (key.every(isSingle)) return;
  const what = node.kind === 'range' ? 'range' : 'prefix';
  throw new NftError(
    `You must add 'flags interval' to your set declaration if you want to add ${what} elements`,
    node.at,
  );
}

/** Sets within sets, as variables bring them, are part of them. */
export function flatten(node: Node): readonly ElementNode[] {
  if (node.kind !== 'set') throw new NftError('set is not an expression of elements', node.at);
  return node.elements.flatMap((element) => (element.key.kind === 'set' ? flatten(element.key) : [element]));
}

export function evaluateElement(
  element: ElementNode,
  fields: FieldTypes,
  data: SetDeclaration['data'],
  interfaces: Interfaces,
): ElementValue {
  const { comment, timeout, expires, counter } = element;
  const key = element.key.kind === 'any' ? [] : evaluateKey(element.key, fields, interfaces);
  return {
    key,
    data: element.data && evaluateData(element.data, data, interfaces),
    comment,
    timeout,
    expires,
    counter,
  };
}

/** A span for each field. */
function evaluateKey(node: Node, { types, bits }: FieldTypes, interfaces: Interfaces): readonly Span[] {
  const items = node.kind === 'concatenation' ? node.items : [node];
  if (items.length !== types.length) {
    const [first = node] = items;
    if (items.length > types.length) throw new NftError("Can't parse symbolic invalid expressions", first.at);
    throw new NftError(`invalid data type, expected ${describeTypes(types)}`, node.at);
  }
  return items.map((item, field) => evaluateSpan(item, types[field] ?? 'integer', bits[field] ?? 32, interfaces));
}

function evaluateData(node: Node, data: SetDeclaration['data'], interfaces: Interfaces): ElementData {
  if (node.kind === 'verdict') {
    if (data === undefined) throw new NftError('set is not a map', undefined);
    if (data !== 'verdict') throw new NftError(`Can't parse symbolic netfilter verdict expressions`, node.at);
    return { kind: 'verdict', verdict: node.verdict };
  }
  if (data === 'verdict') throw new NftError(`Can't parse symbolic netfilter verdict expressions`, node.at);
  if (data === undefined) throw new NftError('set is not a map', undefined);
  const items = node.kind === 'concatenation' ? node.items : [node];
  if (items.length !== data.length) throw new NftError(`invalid data type, expected ${describeTypes(data)}`, node.at);
  if (items.some(({ kind }) => kind === 'range' || kind === 'prefix'))
    throw notModelled('a range as the value of a map', node.at);
  return {
    kind: 'values',
    values: items.map((item, field) => {
      const type = data[field] ?? 'integer';
      return evaluateScalar(item, type, factsOf(type).bits, interfaces);
    }),
  };
}

/** The elements that a rule brings: spans of one field that touch are joined, as nft does where nobody named the set. */
export function evaluateAnonymous(
  node: Node,
  fields: FieldTypes,
  data: SetDeclaration['data'],
  interfaces: Interfaces,
): AnonymousSet {
  const nodes = flatten(node);
  const elements = nodes.map((element) => evaluateElement(element, fields, data, interfaces));
  const interval = elements.some(({ key }) => !key.every(isSingle));
  if (!interval) return { kind: 'anonymous', types: fields.types, interval, elements: withoutDoubles(elements, nodes) };
  if (fields.types.length > 1) return { kind: 'anonymous', types: fields.types, interval, elements };
  if (data === undefined) {
    const spans = joinSpans(elements.flatMap(({ key }) => key));
    return { kind: 'anonymous', types: fields.types, interval, elements: spans.map((span) => ({ key: [span] })) };
  }
  refuseConflicts(nodes, elements);
  return { kind: 'anonymous', types: fields.types, interval, elements };
}

/** The same element twice is one; a key leads to one thing only. */
function withoutDoubles(elements: readonly ElementValue[], nodes: readonly ElementNode[]): readonly ElementValue[] {
  const seen = new Map<string, string>();
  return elements.filter(({ key, data }, index) => {
    const text = key.map(({ from }) => String(from)).join(' ');
    const value = JSON.stringify(data ?? null, withBigints);
    const before = seen.get(text);
    if (before !== undefined && before !== value)
      throw new NftError('Could not process rule: File exists', nodes[index]?.at);
    seen.set(text, value);
    return before === undefined;
  });
}

function withBigints(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Spans of a map must not share values. */
export function refuseConflicts(nodes: readonly ElementNode[], elements: readonly ElementValue[]): void {
  const sorted = elements
    .map(({ key: [span] }, index) => ({ span, index }))
    .filter((one): one is { readonly span: Span; readonly index: number } => one.span !== undefined)
    .sort((a, b) => (a.span.from < b.span.from ? -1 : a.span.from > b.span.from ? 1 : a.index - b.index));
  for (const [place, { span, index }] of sorted.entries()) {
    const before = sorted[place - 1];
    if (before === undefined || span.from > before.span.to) continue;
    if (span.from === before.span.from && span.to === before.span.to) continue;
    throw new NftError('conflicting intervals specified', nodes[index]?.key.at, nodes[before.index]?.key.at);
  }
}
