/** Values of types that are declared nowhere: what the docker command itself tells of its client, of a row of a list. */

import { GO_ANY, type GoType } from './goType';
import { fieldNamed, type GoStruct, type GoValue, isList } from './goValue';
import {
  decodeAny,
  type GoMethod,
  type StructFields,
  type Typed,
  typedBool,
  typedInt,
  typedString,
} from './typedValue';

/** What Go calls a struct's type, and those of its fields that are structs themselves. */
export interface StructNames {
  /** `*formatter.ContainerContext` is a pointer. */
  readonly type: string;
  readonly types?: Readonly<Record<string, string>>;
  readonly method?: (name: string) => GoMethod | undefined;
}

/** A struct's fields are looked at when a template names them: those that nothing knows say so then. */
export function inferStruct(struct: GoStruct, { type, types = {}, method }: StructNames): Typed {
  if (type.startsWith('*')) {
    const target = inferStruct(struct, { type: type.slice(1), types, ...(method && { method }) });
    return { kind: 'pointer', type: pointerType(type), target };
  }
  const get = (name: string) => {
    const value = fieldNamed(struct, name);
    return value === undefined ? undefined : infer(value, types[name]);
  };
  const fields: StructFields = { names: Object.keys(struct), get, ...(method && { method }) };
  return { kind: 'struct', type: { name: type, kind: 'struct', isDefined: true }, fields };
}

function pointerType(name: string): GoType {
  return { name, kind: 'pointer', isDefined: false };
}

function infer(value: GoValue, type = 'struct {}'): Typed {
  if (typeof value === 'string') return typedString(value);
  if (typeof value === 'number') return typedInt(value);
  if (typeof value === 'boolean') return typedBool(value);
  if (value === null)
    return type.startsWith('*') ? { kind: 'pointer', type: pointerType(type), target: undefined } : nothing(type);
  if (isList(value)) {
    const items = value.map((item) => infer(item));
    return {
      kind: 'slice',
      type: { name: '[]struct {}', kind: 'slice', isDefined: false, element: () => GO_ANY },
      items,
    };
  }
  return value instanceof Map ? mapOf(value) : inferStruct(value as GoStruct, { type });
}

function nothing(type: string): Typed {
  return type === 'struct {}'
    ? { kind: 'slice', type: { name: '[]string', kind: 'slice', isDefined: false }, items: undefined }
    : decodeAny(null);
}

function mapOf(map: ReadonlyMap<string, GoValue>): Typed {
  const value = decodeAny(map);
  return value.kind === 'interface' && value.target !== undefined ? value.target : value;
}
