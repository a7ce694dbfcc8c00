/** Values of Go's types: what templates work on. reflect.Value. */

import { ANY_LIST, ANY_MAP, GO_ANY, GO_BOOL, GO_FLOAT, GO_INT, GO_STRING, type GoType, JSON_NUMBER } from './goType';
import { fieldsOf, type GoStruct, type GoValue, isList } from './goValue';

/** A method that a template may call. */
export interface GoMethod {
  readonly parameters: readonly GoType[];
  readonly call: (args: readonly Typed[]) => Typed;
}

/** The fields of a struct; `get` also finds those of embedded structs. */
export interface StructFields {
  readonly names: readonly string[];
  readonly get: (name: string) => Typed | undefined;
  readonly method?: (name: string) => GoMethod | undefined;
}

/** A value with its type. What is absent is nil: of lists, maps, pointers and interfaces. */
export type Typed =
  | { readonly kind: 'string' | 'time'; readonly type: GoType; readonly text: string }
  | { readonly kind: 'bool'; readonly type: GoType; readonly isTrue: boolean }
  | { readonly kind: 'int' | 'uint' | 'float'; readonly type: GoType; readonly number: number }
  | { readonly kind: 'slice' | 'array'; readonly type: GoType; readonly items: readonly Typed[] | undefined }
  | { readonly kind: 'map'; readonly type: GoType; readonly entries: ReadonlyMap<string, Typed> | undefined }
  | { readonly kind: 'pointer' | 'interface'; readonly type: GoType; readonly target: Typed | undefined }
  | { readonly kind: 'struct'; readonly type: GoType; readonly fields: StructFields };

export function typedString(text: string): Typed {
  return { kind: 'string', type: GO_STRING, text };
}

export function typedInt(number: number): Typed {
  return { kind: 'int', type: GO_INT, number };
}

export function typedFloat(number: number): Typed {
  return { kind: 'float', type: GO_FLOAT, number };
}

export function typedBool(isTrue: boolean): Typed {
  return { kind: 'bool', type: GO_BOOL, isTrue };
}

/** What a type's variable holds before anything is assigned. */
export function zeroOf(type: GoType): Typed {
  switch (type.kind) {
    case 'string':
      return { kind: 'string', type, text: '' };
    case 'time':
      return { kind: 'time', type, text: '0001-01-01T00:00:00Z' };
    case 'bool':
      return { kind: 'bool', type, isTrue: false };
    case 'int':
    case 'uint':
    case 'float':
      return { kind: type.kind, type, number: 0 };
    case 'slice':
      return { kind: 'slice', type, items: undefined };
    case 'array':
      return { kind: 'array', type, items: arrayOf(type, []) };
    case 'map':
      return { kind: 'map', type, entries: undefined };
    case 'pointer':
    case 'interface':
      return { kind: type.kind, type, target: undefined };
    default:
      return decode(type, {});
  }
}

/** JSON read into a type, as json.Unmarshal does: fields that it does not name keep their zero. */
export function decode(type: GoType, value: GoValue | undefined): Typed {
  if (type.kind === 'struct') return { kind: 'struct', type, fields: decodeFields(type, structOf(value)) };
  if (value === null || value === undefined) return zeroOf(type);
  const element = type.element?.() ?? GO_ANY;
  switch (type.kind) {
    case 'interface':
      return decodeAny(value);
    case 'pointer':
      return { kind: 'pointer', type, target: decode(element, value) };
    case 'slice':
      return { kind: 'slice', type, items: listOf(value).map((item) => decode(element, item)) };
    case 'array':
      return { kind: 'array', type, items: arrayOf(type, listOf(value)) };
    case 'map': {
      const entries = fieldsOf(structOf(value));
      return { kind: 'map', type, entries: new Map(entries.map(([key, item]) => [key, decode(element, item)])) };
    }
    case 'bool':
      return { kind: 'bool', type, isTrue: value === true };
    case 'string':
    case 'time':
      return { kind: type.kind, type, text: `${value}` };
    default:
      return { kind: type.kind, type, number: Number(value) };
  }
}

function arrayOf(type: GoType, values: readonly GoValue[]): readonly Typed[] {
  const length = Number(/^\[(\d+)\]/.exec(type.name)?.[1] ?? values.length);
  const element = type.element?.() ?? GO_ANY;
  return Array.from({ length }, (_, index) => decode(element, values[index]));
}

function decodeFields(type: GoType, value: GoStruct): StructFields {
  const fields = type.fields?.() ?? [];
  const own = new Map<string, Typed>();
  for (const { name, type: fieldType, json, isEmbedded } of fields)
    own.set(name, decode(fieldType, isEmbedded ? value : value[json]));
  const embedded = fields.filter(({ isEmbedded }) => isEmbedded).map(({ name }) => own.get(name));
  const find = (name: string): Typed | undefined => {
    const found = own.get(name);
    if (found !== undefined) return found;
    for (const one of embedded) {
      const struct = one?.kind === 'pointer' ? one.target : one;
      const inner = struct?.kind === 'struct' ? struct.fields.get(name) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return { names: [...own.keys()], get: find };
}

/** JSON as a client has it that knows no type. json.Decoder with UseNumber. */
export function decodeAny(value: GoValue): Typed {
  return { kind: 'interface', type: GO_ANY, target: value === null ? undefined : untyped(value) };
}

function untyped(value: Exclude<GoValue, null>): Typed {
  if (typeof value === 'string') return typedString(value);
  if (typeof value === 'boolean') return typedBool(value);
  if (typeof value === 'number') return { kind: 'string', type: JSON_NUMBER, text: `${value}` };
  if (isList(value)) return { kind: 'slice', type: ANY_LIST, items: value.map(decodeAny) };
  const entries = fieldsOf(value).map(([key, item]) => [key, decodeAny(item)] as const);
  return { kind: 'map', type: ANY_MAP, entries: new Map(entries) };
}

function structOf(value: GoValue | undefined): GoStruct {
  if (value === null || typeof value !== 'object' || isList(value)) return {};
  return value instanceof Map ? Object.fromEntries(value) : (value as GoStruct);
}

function listOf(value: GoValue): readonly GoValue[] {
  return isList(value) ? value : [];
}

/** Through pointers and interfaces to what they lead to; a nil one is told as it is. text/template: indirect. */
export function indirect(value: Typed): { readonly value: Typed; readonly isNil: boolean } {
  let found = value;
  while (found.kind === 'pointer' || found.kind === 'interface') {
    if (found.target === undefined) return { value: found, isNil: true };
    found = found.target;
  }
  return { value: found, isNil: false };
}

/** What an interface holds; undefined for a nil one. text/template: indirectInterface. */
export function insideInterface(value: Typed | undefined): Typed | undefined {
  return value?.kind === 'interface' ? value.target : value;
}
