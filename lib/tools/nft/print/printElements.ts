/** Elements of sets as nft writes them, in its order. Userspace: set_expr_print, list_expr_sort. */
import {
  type ElementData,
  type ElementValue,
  factsOf,
  type Scalar,
  type Span,
  type TypeName,
  type VerdictValue,
} from '../../../netfilter/nf';
import { formatTime } from '../time';
import { formatScalar, formatSpan, type Looks } from '../values';

/** How elements of a set look. */
export interface ElementLooks extends Looks {
  /** Without what elements counted and how long they are kept yet. */
  readonly stateless: boolean;
}

export function formatVerdict(verdict: VerdictValue): string {
  return 'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

/** `80 : accept`; `data`: the types of a map's values. */
export function formatElement(
  element: ElementValue,
  types: readonly TypeName[],
  data: readonly TypeName[],
  looks: ElementLooks,
): string {
  const { key, comment, timeout, expires, counter } = element;
  const keyText =
    key.length === 0 ? '*' : key.map((span, field) => formatSpan(span, types[field] ?? 'integer', looks)).join(' . ');
  const words = [keyText];
  if (counter !== undefined)
    words.push(looks.stateless ? 'counter' : `counter packets ${counter.packets} bytes ${counter.bytes}`);
  if (timeout !== undefined) words.push(`timeout ${formatTime(timeout)}`);
  if (expires !== undefined && !looks.stateless) words.push(`expires ${formatTime(expires)}`);
  if (comment !== undefined) words.push(`comment "${comment}"`);
  const text = words.join(' ');
  return element.data === undefined ? text : `${text} : ${formatData(element.data, data, looks)}`;
}

function formatData(data: ElementData, types: readonly TypeName[], looks: Looks): string {
  if (data.kind === 'verdict') return formatVerdict(data.verdict);
  return data.values.map((value, field) => formatScalar(value, types[field] ?? 'integer', looks)).join(' . ');
}

/** How many elements stand in one line; one, if the type is not here. */
const IN_ONE_LINE: Partial<Readonly<Record<TypeName, number>>> = {
  inet_proto: 5,
  inet_service: 5,
  integer: 5,
  mark: 5,
  tcp_flag: 5,
  uid: 5,
  gid: 5,
  nf_proto: 5,
  ct_dir: 2,
  ct_state: 2,
  ct_status: 2,
  ipv4_addr: 2,
  pkt_type: 2,
  time: 2,
};
const NEXT_LINE = ',\n\t\t\t     ';

/** The elements of a named set, with line breaks where nft has them. */
export function joinElements(texts: readonly string[], types: readonly TypeName[]): string {
  const [type] = types;
  const most = types.length === 1 && type !== undefined ? (IN_ONE_LINE[type] ?? 1) : 1;
  let joined = '';
  for (const [index, text] of texts.entries()) {
    if (index > 0) joined += index % most === 0 ? NEXT_LINE : ', ';
    joined += text;
  }
  return joined;
}

/** Elements in the order of their keys; `*` comes last. */
export function sortElements(
  elements: readonly ElementValue[],
  types: readonly TypeName[],
  interval: boolean,
): readonly ElementValue[] {
  // Concatenations with spans stay as they came.
  if (interval && types.length > 1) return elements;
  // Names are in the order of the alphabet where some are only the start of names.
  if (interval && types[0] === 'ifname') return [...elements].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
  const sortable = elements.map((element) => ({ element, key: sortKey(element.key, types) }));
  sortable.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return sortable.map(({ element }) => element);
}

function startOf({ key }: ElementValue): Scalar {
  return key[0]?.from ?? AFTER_ALL;
}

/** Numbers by themselves; names and concatenations by their bytes in memory, of which the last count most. */
function sortKey(key: readonly Span[], types: readonly TypeName[]): number | bigint | string {
  const [first] = key;
  if (first === undefined) return AFTER_ALL;
  if (key.length === 1 && typeof first.from !== 'string') return first.from;
  return key
    .map(({ from }, field) => memoryText(from, types[field] ?? 'integer', key.length > 1))
    .reverse()
    .join('');
}

/** Behind every other text and number. */
const AFTER_ALL = '\uffff';
const NAME_LENGTH = 16;
const WORD_BYTES = 4;

/** The bytes of a value in memory, the last one first, a character each. */
function memoryText(value: Scalar, type: TypeName, padded: boolean): string {
  if (typeof value === 'string') return [...value.padEnd(NAME_LENGTH, '\0')].reverse().join('');
  const { bits, hostOrder } = factsOf(type);
  const length = Math.ceil(bits / 8);
  const bytes: number[] = [];
  for (let rest = BigInt(value), byte = 0; byte < length; byte++, rest >>= 8n) bytes.unshift(Number(rest & 255n));
  if (hostOrder === true) bytes.reverse();
  const size = padded ? Math.ceil(length / WORD_BYTES) * WORD_BYTES : length;
  while (bytes.length < size) bytes.push(0);
  return bytes
    .reverse()
    .map((byte) => String.fromCharCode(byte))
    .join('');
}
