/**
 * Types of Go as reflect tells them apart, read from declarations in Go's own words. The engine's answers are decoded into
 * them by the client, so that templates see a struct's fields, nil maps and pointers, and not JSON.
 */

/** What reflect calls the kind of a type; all numbers without a fraction are `int` or `uint`. */
export type GoKind =
  | 'string'
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'slice'
  | 'array'
  | 'map'
  | 'pointer'
  | 'struct'
  | 'interface'
  | 'time';

/** A type. Those that hold others name them by functions, for types may name each other. */
export interface GoType {
  /** As reflect writes it: `[]string`, `map[string]*network.EndpointSettings`. */
  readonly name: string;
  readonly kind: GoKind;
  /** Of a type that was given a name of its own: what is assigned to it has to have that type. */
  readonly isDefined: boolean;
  /** Of lists, maps and pointers. */
  readonly element?: () => GoType;
  /** Of maps. */
  readonly key?: () => GoType;
  /** Of structs, in their order. */
  readonly fields?: () => readonly GoField[];
}

/** A field of a struct. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** What JSON calls it. */
  readonly json: string;
  /** JSON leaves it out when it is empty. */
  readonly omitsEmpty: boolean;
  /** Its own fields count as the struct's. */
  readonly isEmbedded: boolean;
}

const BASIC: ReadonlyMap<string, GoKind> = new Map<string, GoKind>([
  ['string', 'string'],
  ['bool', 'bool'],
  ...['int', 'int64'].map((name) => [name, 'int'] as const),
  ...['uint', 'uint16', 'uint64'].map((name) => [name, 'uint'] as const),
  ['float64', 'float'],
  ['interface {}', 'interface'],
  ['time.Time', 'time'],
]);

/** Go's types without declaration. */
export const GO_STRING = basicType('string', 'string');
export const GO_INT = basicType('int', 'int');
export const GO_BOOL = basicType('bool', 'bool');
export const GO_FLOAT = basicType('float64', 'float');
export const GO_ANY = basicType('interface {}', 'interface');
/** A number as the client keeps it that knows no type. */
export const JSON_NUMBER: GoType = { name: 'json.Number', kind: 'string', isDefined: true };
export const ANY_LIST = listOf(GO_ANY);
export const ANY_MAP = mapOf(GO_STRING, GO_ANY);
export const STRING_LIST = listOf(GO_STRING);

function basicType(name: string, kind: GoKind): GoType {
  return { name, kind, isDefined: false };
}

function listOf(element: GoType): GoType {
  return { name: `[]${element.name}`, kind: 'slice', isDefined: false, element: () => element };
}

function mapOf(key: GoType, element: GoType): GoType {
  const name = `map[${key.name}]${element.name}`;
  return { name, kind: 'map', isDefined: false, key: () => key, element: () => element };
}

/** Whether a declared field is there: `since CHANGE` and `until CHANGE` ask. */
type HasChange = (change: string) => boolean;

/**
 * Reads declarations, a paragraph each: `NAME struct` with its fields below, a line each, or `NAME = TYPE`.
 * A field is `NAME TYPE [json NAME] [omitempty] [since CHANGE] [until CHANGE]`, or a type alone, which is embedded.
 */
export function readTypes(declarations: string, has: HasChange): (name: string) => GoType {
  const paragraphs = declarations.trim().split(/\n\s*\n/);
  const declared = new Map(paragraphs.map((text) => [/^\S+/.exec(text)?.[0] ?? '', text]));
  const known = new Map<string, GoType>();
  const find = (name: string): GoType => {
    const type = known.get(name) ?? makeType(name, declared.get(name), find, has);
    known.set(name, type);
    return type;
  };
  return find;
}

function makeType(
  name: string,
  declaration: string | undefined,
  find: (name: string) => GoType,
  has: HasChange,
): GoType {
  const kind = BASIC.get(name);
  if (kind !== undefined) return basicType(name, kind);
  const [, size, element = ''] = /^\[(\d*)\](.+)$/.exec(name) ?? [];
  if (size !== undefined)
    return { name, kind: size === '' ? 'slice' : 'array', isDefined: false, element: () => find(element) };
  const [, key = '', value] = /^map\[([^\]]+)\](.+)$/.exec(name) ?? [];
  if (value !== undefined)
    return { name, kind: 'map', isDefined: false, key: () => find(key), element: () => find(value) };
  if (name.startsWith('*')) return { name, kind: 'pointer', isDefined: false, element: () => find(name.slice(1)) };
  if (name === 'struct {}') return { name, kind: 'struct', isDefined: false, fields: () => [] };
  if (declaration === undefined) throw new TypeError(`there is no declaration of ${name}`);
  const [, other] = /^\S+ = (.+)$/.exec(declaration) ?? [];
  if (other !== undefined) return { ...find(other), name, isDefined: true };
  const lines = declaration.split('\n').slice(1);
  let fields: readonly GoField[] | undefined;
  return {
    name,
    kind: 'struct',
    isDefined: true,
    fields: () => {
      fields ??= lines.flatMap((line) => readField(line.trim(), find, has));
      return fields;
    },
  };
}

function readField(line: string, find: (name: string) => GoType, has: HasChange): readonly GoField[] {
  const [, left = '', json, omits, since, until] =
    /^(.+?)(?: json (\w+))?( omitempty)?(?: since (\w+))?(?: until (\w+))?$/.exec(line) ?? [];
  if ((since !== undefined && !has(since)) || (until !== undefined && has(until))) return [];
  const [, name = '', type] = /^(\w+) (.+)$/.exec(left) ?? [];
  if (type === undefined)
    return [{ name: left.replace(/^.*\./, ''), type: find(left), json: '', omitsEmpty: false, isEmbedded: true }];
  return [{ name, type: find(type), json: json ?? name, omitsEmpty: omits !== undefined, isEmbedded: false }];
}

/** Whether a value of one type may stand where the other is asked for. reflect: AssignableTo. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (to.kind === 'interface' || from.name === to.name) return true;
  if (from.kind !== to.kind || (from.isDefined && to.isDefined)) return false;
  const isComposite = ['slice', 'array', 'map', 'pointer'].includes(to.kind);
  return isComposite && from.element?.().name === to.element?.().name && from.key?.().name === to.key?.().name;
}
