/**
 * The engine's answers as Go has them: plain objects are structs, `Map`s are maps. JSON is written with a map's keys
 * in order; `{{.Field}}` prints as fmt does.
 */

import { notModelled } from '../dockerError';

/** A value of the engine's answers. */
export type GoValue = string | number | boolean | null | readonly GoValue[] | GoMap | GoStruct;
/** A map with keys of text. */
export type GoMap = ReadonlyMap<string, GoValue>;
/** A struct with its fields in their order. */
export interface GoStruct {
  readonly [field: string]: GoValue;
}

/** A map of the given entries. */
export function goMap(entries: Iterable<readonly [string, GoValue]> = []): GoMap {
  return new Map(entries);
}

/** The struct with fields that JSON leaves out because they are empty (`omitempty`); a template finds them. */
export function withOmitted(struct: GoStruct, omitted: GoStruct): GoStruct {
  for (const [field, value] of Object.entries(omitted))
    if (!Object.hasOwn(struct, field)) Object.defineProperty(struct, field, { value, enumerable: false });
  return struct;
}

/** The struct with fields that the real one has as well, and that nothing here knows: who asks for one, or for all, is told so. */
export function withUnmodelled(struct: GoStruct, fields: readonly string[], command: string): GoStruct {
  const get = (field: string) => () => {
    throw notModelled(`field ${field} of ${command}`);
  };
  for (const field of fields) Object.defineProperty(struct, field, { get: get(field), enumerable: true });
  return struct;
}

/** A field of a struct, also one that JSON leaves out, or a key of a map. */
export function fieldNamed(value: GoMap | GoStruct, name: string): GoValue | undefined {
  if (value instanceof Map) return value.get(name);
  return Object.hasOwn(value, name) ? (value as GoStruct)[name] : undefined;
}

/** Fields in the order of their declaration, keys of maps by name. */
export function fieldsOf(value: GoMap | GoStruct): readonly (readonly [string, GoValue])[] {
  return value instanceof Map ? [...value].sort(([a], [b]) => (a < b ? -1 : 1)) : Object.entries(value as GoStruct);
}

/** As json.Marshal writes it, or with an indentation as json.MarshalIndent does. */
export function toJson(value: GoValue, indent = 0): string {
  return JSON.stringify(plain(value), null, indent);
}

/** As `{{.}}` prints it. */
export function toText(value: GoValue | undefined): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return `${value}`;
  if (isList(value)) return `[${value.map(toText).join(' ')}]`;
  if (value instanceof Map)
    return `map[${fieldsOf(value)
      .map(([key, field]) => `${key}:${toText(field)}`)
      .join(' ')}]`;
  return `{${fieldsOf(value as GoStruct)
    .map(([, field]) => toText(field))
    .join(' ')}}`;
}

/** Whether a value is a slice. */
export function isList(value: GoValue | undefined): value is readonly GoValue[] {
  return Array.isArray(value);
}

function plain(value: GoValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(plain);
  // An object keeps the order of its keys, unless they are whole numbers: none of docker's are.
  return Object.fromEntries(fieldsOf(value as GoMap | GoStruct).map(([key, field]) => [key, plain(field)]));
}
