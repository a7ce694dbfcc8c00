/** Functions of templates. Go: text/template/funcs.go; docker/cli: templates/templates.go. */
import { formatValue, print, printf } from './goPrint';
import { GO_ANY, GO_INT, GO_STRING, type GoType, STRING_LIST } from './goType';
import { isTrue } from './isTrue';
import { typedJson } from './typedJson';
import { indirect, insideInterface, type Typed, typedBool, typedInt, typedString, zeroOf } from './typedValue';

type Value = Typed | undefined;

/** What a function says of its arguments; the template's place is added. */
export class FunctionError extends Error {}

/** A parameter that takes anything as it is, interfaces around it included. reflect.Value. */
export const ANY_VALUE: GoType = { name: 'reflect.Value', kind: 'struct', isDefined: true };

/** A function with the types of its parameters; `variadic` is that of all further ones. */
export interface TemplateFunction {
  readonly parameters: readonly GoType[];
  readonly variadic?: GoType;
  readonly call: (args: readonly Value[]) => Value;
}

function textFunction(change: (text: string) => string): TemplateFunction {
  return { parameters: [GO_STRING], call: ([value]) => typedString(change(textOf(value))) };
}

function comparison(test: (a: Value, b: Value) => boolean): TemplateFunction {
  return {
    parameters: [ANY_VALUE, ANY_VALUE],
    call: ([a, b]) => typedBool(test(insideInterface(a), insideInterface(b))),
  };
}

function escaping(change: (text: string) => string): TemplateFunction {
  return {
    parameters: [],
    variadic: GO_ANY,
    call: (values) => typedString(change(print(values.map(insideInterface)))),
  };
}

/** By name; `and` and `or`, which do not look at all their arguments, are not among them. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['json', { parameters: [GO_ANY], call: ([value]) => typedString(typedJson(value)) }],
  ['split', { parameters: [GO_STRING, GO_STRING], call: ([text, by]) => typedList(split(textOf(text), textOf(by))) }],
  [
    'join',
    {
      parameters: [STRING_LIST, GO_STRING],
      call: ([list, by]) => typedString(itemsOf(list).map(textOf).join(textOf(by))),
    },
  ],
  ['title', textFunction((text) => text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase()))],
  ['lower', textFunction((text) => text.toLowerCase())],
  ['upper', textFunction((text) => text.toUpperCase())],
  [
    'pad',
    {
      parameters: [GO_STRING, GO_INT, GO_INT],
      call: ([text, before, after]) =>
        typedString(textOf(text) && ' '.repeat(numberOf(before)) + textOf(text) + ' '.repeat(numberOf(after))),
    },
  ],
  [
    'truncate',
    {
      parameters: [GO_STRING, GO_INT],
      call: ([text, length]) => typedString(textOf(text).slice(0, numberOf(length))),
    },
  ],
  ['print', { parameters: [], variadic: GO_ANY, call: (values) => typedString(print(values.map(insideInterface))) }],
  [
    'println',
    {
      parameters: [],
      variadic: GO_ANY,
      call: (values) => typedString(`${values.map((value) => formatValue(insideInterface(value))).join(' ')}\n`),
    },
  ],
  [
    'printf',
    {
      parameters: [GO_STRING],
      variadic: GO_ANY,
      call: ([format, ...values]) => typedString(printf(textOf(format), values.map(insideInterface))),
    },
  ],
  ['html', escaping(escapeHtml)],
  ['js', escaping(escapeScript)],
  ['urlquery', escaping(escapeQuery)],
  ['len', { parameters: [ANY_VALUE], call: ([value]) => typedInt(lengthOf(value)) }],
  [
    'index',
    {
      parameters: [ANY_VALUE],
      variadic: ANY_VALUE,
      call: ([value, ...keys]) => keys.reduce(member, start(value, 'index')),
    },
  ],
  [
    'slice',
    {
      parameters: [ANY_VALUE],
      variadic: ANY_VALUE,
      call: ([value, ...indexes]) => cut(start(value, 'slice'), indexes),
    },
  ],
  ['not', { parameters: [ANY_VALUE], call: ([value]) => typedBool(!isTrue(value)) }],
  [
    'eq',
    {
      parameters: [ANY_VALUE],
      variadic: ANY_VALUE,
      call: ([value, ...others]) => typedBool(equalsOne(insideInterface(value), others.map(insideInterface))),
    },
  ],
  ['ne', comparison((a, b) => !equalsOne(a, [b]))],
  ['lt', comparison((a, b) => isLess(a, b))],
  ['le', comparison((a, b) => isLess(a, b) || equalsOne(a, [b]))],
  ['gt', comparison((a, b) => !isLess(a, b) && !equalsOne(a, [b]))],
  ['ge', comparison((a, b) => !isLess(a, b))],
]);

function unchanged(parameters: readonly GoType[]): TemplateFunction {
  return { parameters, call: ([value]) => value };
}

/** For the heading of a table: what changes values leaves the column's name. */
export const HEADER_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ...['json', 'title', 'lower', 'upper'].map((name) => [name, unchanged([GO_STRING])] as const),
  ['truncate', unchanged([GO_STRING, GO_INT])],
]);

function textOf(value: Value): string {
  return value?.kind === 'string' ? value.text : '';
}

function numberOf(value: Value): number {
  return value !== undefined && 'number' in value ? value.number : 0;
}

function itemsOf(value: Value): readonly Typed[] {
  return value?.kind === 'slice' || value?.kind === 'array' ? (value.items ?? []) : [];
}

function typedList(texts: readonly string[]): Typed {
  return { kind: 'slice', type: STRING_LIST, items: texts.map(typedString) };
}

/** strings.Split: by nothing, into letters. */
function split(text: string, by: string): readonly string[] {
  return by === '' ? [...text] : text.split(by);
}

function lengthOf(value: Value): number {
  if (value === undefined) throw new FunctionError('len of nil pointer');
  const { value: inside, isNil } = indirect(value);
  if (isNil) throw new FunctionError('len of nil pointer');
  if (inside.kind === 'string') return new TextEncoder().encode(inside.text).length;
  if (inside.kind === 'map') return inside.entries?.size ?? 0;
  if (inside.kind === 'slice' || inside.kind === 'array') return itemsOf(inside).length;
  throw new FunctionError(`len of type ${inside.type.name}`);
}

function start(value: Value, what: string): Typed {
  const inside = insideInterface(value);
  if (inside === undefined) throw new FunctionError(`${what} of untyped nil`);
  return inside;
}

function member(value: Typed, key: Value): Typed {
  const { value: inside, isNil } = indirect(value);
  if (isNil) throw new FunctionError('index of nil pointer');
  const index = insideInterface(key);
  if (inside.kind === 'map') {
    const wanted = inside.type.key?.() ?? GO_STRING;
    if (index === undefined) throw new FunctionError(`value is nil; should be of type ${wanted.name}`);
    if (index.type.name !== wanted.name)
      throw new FunctionError(`value has type ${index.type.name}; should be ${wanted.name}`);
    return inside.entries?.get(textOf(index)) ?? zeroOf(inside.type.element?.() ?? GO_ANY);
  }
  if (inside.kind !== 'slice' && inside.kind !== 'array' && inside.kind !== 'string')
    throw new FunctionError(`can't index item of type ${inside.type.name}`);
  const at = indexWithin(index, lengthOf(inside));
  const found = inside.kind === 'string' ? byteAt(inside.text, at) : itemsOf(inside)[at];
  if (found === undefined) throw new FunctionError(`reflect: ${inside.kind} index out of range`);
  return found;
}

function byteAt(text: string, index: number): Typed | undefined {
  const byte = new TextEncoder().encode(text)[index];
  return byte === undefined
    ? undefined
    : { kind: 'uint', type: { ...GO_INT, name: 'uint8', kind: 'uint' }, number: byte };
}

function indexWithin(index: Value, most: number): number {
  if (index === undefined) throw new FunctionError('cannot index slice/array with nil');
  if (index.kind !== 'int' && index.kind !== 'uint')
    throw new FunctionError(`cannot index slice/array with type ${index.type.name}`);
  if (index.number < 0 || index.number > most) throw new FunctionError(`index out of range: ${index.number}`);
  return index.number;
}

function cut(value: Typed, indexes: readonly Value[]): Typed {
  if (indexes.length > 3) throw new FunctionError(`too many slice indexes: ${indexes.length}`);
  const isText = value.kind === 'string';
  if (isText && indexes.length === 3) throw new FunctionError('cannot 3-index slice a string');
  if (!isText && value.kind !== 'slice' && value.kind !== 'array')
    throw new FunctionError(`can't slice item of type ${value.type.name}`);
  const length = lengthOf(value);
  const [from = 0, to = length] = indexes.map((index) => indexWithin(insideInterface(index), length));
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  if (value.kind === 'slice' || value.kind === 'array') return { ...value, items: itemsOf(value).slice(from, to) };
  return typedString(new TextDecoder().decode(new TextEncoder().encode(textOf(value)).slice(from, to)));
}

const BASIC_KINDS = ['string', 'bool', 'int', 'uint', 'float'];

function equalsOne(value: Value, others: readonly Value[]): boolean {
  checkComparable(value);
  if (others.length === 0) throw new FunctionError('missing argument for comparison');
  return others.some((other) => {
    checkComparable(other);
    if (value === undefined || other === undefined) return value === other;
    const isNumber = [value, other].every(({ kind }) => kind === 'int' || kind === 'uint');
    if (!isNumber && value.kind !== other.kind) throw new FunctionError('incompatible types for comparison');
    return BASIC_KINDS.includes(value.kind) ? basicOf(value) === basicOf(other) : value === other;
  });
}

function checkComparable(value: Value): void {
  if (value?.kind === 'slice' || value?.kind === 'map')
    throw new FunctionError(`uncomparable type ${value.type.name}: ${formatValue(value)}`);
}

function basicOf(value: Typed): string | number | boolean | undefined {
  if ('text' in value) return value.text;
  if ('number' in value) return value.number;
  return value.kind === 'bool' ? value.isTrue : undefined;
}

function isLess(a: Value, b: Value): boolean {
  for (const value of [a, b])
    if (value === undefined || !BASIC_KINDS.includes(value.kind))
      throw new FunctionError('invalid type for comparison');
  const isNumber = [a, b].every((value) => value?.kind === 'int' || value?.kind === 'uint');
  if (!isNumber && a?.kind !== b?.kind) throw new FunctionError('incompatible types for comparison');
  if (a?.kind === 'bool') throw new FunctionError('invalid type for comparison');
  return a?.kind === 'string' ? textOf(a) < textOf(b) : numberOf(a) < numberOf(b);
}

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\uFFFD',
};

function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, (character) => HTML[character] ?? character);
}

const SCRIPT: Readonly<Record<string, string>> = {
  ...{ '\\': '\\\\', "'": "\\'", '"': '\\"', '\n': '\\u000A', '\r': '\\u000D', '\t': '\\u0009' },
  ...{ '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' },
};

function escapeScript(text: string): string {
  return text.replace(/[\\'"<>&=\n\r\t]/g, (character) => SCRIPT[character] ?? character);
}

/** url.QueryEscape. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
