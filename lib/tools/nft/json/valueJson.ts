/** Keys, values and elements of sets as JSON. Userspace: src/json.c; its release 1.0.6 numbers what text shows by name only where asked to. */
import {
  type ElementData,
  type ElementValue,
  factsOf,
  isSingle,
  type Key,
  type Scalar,
  type SetReference,
  type Span,
  type TypeName,
  type VerdictValue,
} from '../../../netfilter/nf';
import { type ElementLooks, sortElements } from '../print/printElements';
import { typeOfKey } from '../print/printKey';
import { nameIn, SYMBOLS } from '../symbols';
import { formatScalar, formatSpan, type Looks } from '../values';
import { type Json, oneOrAll, optional } from './json';

/** Microseconds. */
const SECOND = 1_000_000;
const META = /^(?:meta )?(.+)$/;
const CT_OF_DIRECTION = /^ct (original|reply) (.+)$/;

export function keyJson(key: Key): Json {
  switch (key.kind) {
    case 'fib':
      return { fib: { result: key.result, flags: [key.address, ...key.limits] } };
    case 'numgen':
      return { numgen: { mode: key.mode, mod: key.modulus, offset: key.offset } };
    case 'field':
      return fieldJson(key.name);
  }
}

function fieldJson(name: string): Json {
  const [, direction, ofDirection] = CT_OF_DIRECTION.exec(name) ?? [];
  if (direction !== undefined && ofDirection !== undefined) return { ct: { key: ofDirection, dir: direction } };
  const [protocol = '', field] = name.split(' ');
  if (protocol === 'ct') return { ct: { key: name.slice('ct '.length) } };
  if (field === undefined || protocol === 'meta') return { meta: { key: META.exec(name)?.[1] ?? name } };
  return { payload: { protocol, field } };
}

export function keysJson(keys: readonly Key[]): Json {
  const all = keys.map(keyJson);
  return all.length === 1 ? oneOrAll(all) : { concat: all };
}

/** Types whose values are numbers in JSON, whatever text makes of them. */
const NUMBERS: ReadonlySet<TypeName> = new Set<TypeName>(['inet_service', 'integer', 'mark', 'uid', 'gid']);

export function scalarJson(value: Scalar, type: TypeName, looks: Looks): Json {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return formatScalar(value, type, looks);
  if (NUMBERS.has(type)) return value;
  if (type === 'time') return Math.floor((value * 1000) / SECOND);
  if (type === 'boolean') return value !== 0;
  if (factsOf(type).bitmask === true) return bitsJson(value, type, looks);
  const names = SYMBOLS[type];
  if (names === undefined) return formatScalar(value, type, looks).replaceAll('"', '');
  const name = looks.numeric ? undefined : nameIn(names, value);
  return name ?? (type === 'ether_type' && looks.numeric ? swapped(value) : value);
}

/** The number of an Ethernet type is read in the machine's own order of bytes. */
function swapped(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}

/** The bits that are set, from the lowest on. */
function bitsJson(value: number, type: TypeName, { numeric }: Looks): Json {
  const bits: Json[] = [];
  for (let bit = 0; bit < 32; bit++) {
    const mask = (1 << bit) >>> 0;
    if ((value & mask) !== 0) bits.push((numeric ? undefined : nameIn(SYMBOLS[type], mask)) ?? mask);
  }
  return value === 0 ? 0 : oneOrAll(bits);
}

/** A value, the start of names, a prefix where it is one, or both ends. */
export function spanJson(span: Span, type: TypeName, looks: Looks): Json {
  if (isSingle(span)) return scalarJson(span.from, type, looks);
  const text = formatSpan(span, type, looks);
  if (typeof span.from === 'string' && text.endsWith('*"')) return text.slice(1, -1);
  const [address = '', length] = text.split('/');
  return length === undefined ? rangeJson(span, type, looks) : prefixJson(address, Number(length));
}

export function prefixJson(address: Json, length: number): Json {
  return { prefix: { addr: address, len: length } };
}

/** Protocols are numbers in ranges. */
export function rangeJson({ from, to }: Span, type: TypeName, looks: Looks): Json {
  const ends = type === 'inet_proto' ? { ...looks, numeric: true } : looks;
  return { range: [scalarJson(from, type, ends), scalarJson(to, type, ends)] };
}

export function verdictJson(verdict: VerdictValue): Json {
  return { [verdict.kind]: 'chain' in verdict ? { target: verdict.chain } : null };
}

/** `@name`, or the elements. */
export function setJson(
  set: SetReference,
  keys: readonly Key[],
  looks: ElementLooks,
  data: readonly TypeName[] = [],
): Json {
  if (set.kind === 'named') return `@${set.name}`;
  return { set: elementsJson(set.elements, keys.map(typeOfKey), set.interval, data, looks) };
}

/** `data`: the types of a map's values. */
export function elementsJson(
  elements: readonly ElementValue[],
  types: readonly TypeName[],
  interval: boolean,
  data: readonly TypeName[],
  looks: ElementLooks,
): readonly Json[] {
  return sortElements(elements, types, interval).map((element) => {
    const key = elementJson(element, types, looks);
    return element.data === undefined ? key : [key, dataJson(element.data, data, looks)];
  });
}

/** What an element has besides its key puts it into an object. */
function elementJson(
  { key, timeout, expires, comment, counter }: ElementValue,
  types: readonly TypeName[],
  looks: ElementLooks,
): Json {
  const fields = key.map((span, field) => spanJson(span, types[field] ?? 'integer', looks));
  const value = key.length === 0 ? '*' : fields.length === 1 ? oneOrAll(fields) : { concat: fields };
  const facts = {
    ...optional('timeout', timeout && Math.floor(timeout / SECOND)),
    ...optional('expires', expires && Math.floor(expires / SECOND)),
    ...optional('comment', comment),
    ...optional('counter', counter && countersJson(counter, looks)),
  };
  return Object.keys(facts).length === 0 ? value : { elem: { val: value, ...facts } };
}

export function countersJson(
  { packets, bytes }: { readonly packets: bigint; readonly bytes: bigint },
  { stateless }: Pick<ElementLooks, 'stateless'>,
): Json {
  return stateless ? null : { packets, bytes };
}

function dataJson(data: ElementData, types: readonly TypeName[], looks: Looks): Json {
  if (data.kind === 'verdict') return verdictJson(data.verdict);
  const values = data.values.map((value, field) => scalarJson(value, types[field] ?? 'integer', looks));
  return values.length === 1 ? oneOrAll(values) : { concat: values };
}
