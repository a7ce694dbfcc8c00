/** Rules as nft writes them. Userspace: the print functions of src/statement.c and src/expression.c. */
import {
  definitionOfKey,
  type Expression,
  factsOf,
  type Key,
  type LimitValue,
  type NatValue,
  type NfFamily,
  type QuotaValue,
  type SetReference,
  type Source,
  type TypeName,
  USUAL_BURST,
} from '../../netfilter/nf';
import { translateMatch } from '../iptables/nft/translateMatch';
import { translateTarget } from '../iptables/nft/translateTarget';
import { type ElementLooks, formatElement, formatVerdict, sortElements } from './printElements';
import { formatKey, formatKeys, typeOfKey } from './printKey';
import { formatLog } from './printLog';
import { ICMPV6_CODES, ICMPX_CODES, numberIn, SYMBOLS } from './symbols';
import { formatTime } from './time';
import { formatBits, formatEnds, formatScalar, lengthOfPrefixMask } from './values';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/** A rule's text. */
export function formatRule(
  expressions: readonly Expression[],
  comment: string | undefined,
  family: NfFamily,
  looks: ElementLooks,
): string {
  const words = expressions.flatMap((expression) => {
    const text = formatExpression(expression, family, looks);
    // A match that nft has nothing to say of leaves its place.
    return text === '' && expression.kind !== 'xt match' ? [] : [text];
  });
  if (comment !== undefined) words.push(`comment "${comment}"`);
  return words.join(' ');
}

function formatExpression(expression: Expression, family: NfFamily, looks: ElementLooks): string {
  switch (expression.kind) {
    case 'compare':
      return expression.implied === true ? '' : formatCompare(expression, looks);
    case 'range': {
      const { key, span, invert } = expression;
      return `${formatKey(key)} ${invert ? '!= ' : ''}${formatEnds(span, typeOfKey(key), looks)}`;
    }
    case 'lookup':
      return `${formatKeys(expression.keys)} ${expression.invert ? '!= ' : ''}${formatSet(expression.set, expression.keys, looks)}`;
    case 'vmap':
      return `${formatKeys(expression.keys)} vmap ${formatSet(expression.set, expression.keys, looks)}`;
    case 'verdict':
      return formatVerdict(expression.verdict);
    case 'counter': {
      const { packets, bytes } = expression.counters;
      return looks.stateless ? 'counter' : `counter packets ${packets} bytes ${bytes}`;
    }
    case 'object':
      return `${expression.object} name "${expression.name}"`;
    case 'limit':
      return `limit ${formatLimit(expression.limit)}`;
    case 'quota':
      return `quota ${formatQuota(expression.quota, looks.stateless)}`;
    case 'log':
      return formatLog(expression);
    case 'reject':
      return formatReject(expression, family, looks.numeric);
    case 'nat':
      return formatNat(expression, family, looks);
    case 'assign':
      return `${expression.target} set ${formatSource(expression.source, typeOfKey({ kind: 'field', name: expression.target }), looks)}`;
    case 'notrack':
      return 'notrack';
    case 'dynset':
      return formatDynset(expression);
    case 'xt match':
      return translateMatch(expression.match, expression.protocol);
    case 'xt target':
      return translateTarget(expression.target);
  }
}

/** A mask is written as a prefix, as names of bits, or as what it is. */
function formatCompare(expression: Of<'compare'>, looks: ElementLooks): string {
  const { key, mask, operator, value, prefix } = expression;
  const name = formatKey(key);
  const type = typeOfKey(key);
  const sign = operator === '==' ? '' : `${operator} `;
  if (prefix === true && typeof value === 'string') return `${name} ${sign}"${value}*"`;
  if (factsOf(type).bitmask === true && typeof value === 'number')
    return formatFlags(name, type, { ...expression, value }, looks);
  if (key.kind === 'fib' && key.presence) return `${name} ${looks.numeric ? value : formatScalar(value, type, looks)}`;
  const text = formatScalar(value, type, looks);
  if (mask === undefined) return `${name} ${sign}${text}`;
  // No bit at all is the shortest prefix.
  if (mask === 0 && type === 'mark') return `${name} ${sign}${text}/0`;
  const isAddress = type === 'ipv4_addr' || type === 'ipv6_addr';
  const length = isAddress ? lengthOfPrefixMask(mask, type) : undefined;
  if (length !== undefined) return `${name} ${sign}${text}/${length}`;
  return `${name} & ${formatScalar(mask, type, looks)} ${operator} ${text}`;
}

function formatFlags(
  name: string,
  type: TypeName,
  { mask, operator, value }: Of<'compare'> & { readonly value: number },
  { numeric }: ElementLooks,
): string {
  const bits = (number: unknown) => formatBits(Number(number), type, numeric);
  if (mask === undefined) return `${name} ${operator} ${exactBits(value, type, numeric)}`;
  if (value === 0) return operator === '!=' ? `${name} ${bits(mask)}` : `${name} ! ${bits(mask)}`;
  if (isOneBit(mask) && value === mask) return `${name} & ${bits(mask)} ${operator} ${bits(value)}`;
  return `${name} ${operator === '==' ? '' : `${operator} `}${bits(value)} / ${bits(mask)}`;
}

/** All of the bits, and no others. */
function exactBits(value: number, type: TypeName, numeric: boolean): string {
  if (!isOneBit(value) && type === 'tcp_flag') return `0x${value.toString(16)}`;
  return formatBits(value, type, numeric).replaceAll(',', ' | ');
}

function isOneBit(value: number | bigint): boolean {
  return (Number(value) & (Number(value) - 1)) === 0;
}

/** `@name`, or the elements between braces. */
function formatSet(
  set: SetReference,
  keys: readonly Key[],
  looks: ElementLooks,
  data: readonly TypeName[] = [],
): string {
  if (set.kind === 'named') return `@${set.name}`;
  const types = keys.map(typeOfKey);
  const texts = sortElements(set.elements, types, set.interval).map((element) =>
    formatElement(element, types, data, looks),
  );
  return `{ ${texts.join(', ')} }`;
}

const PERIODS: readonly (readonly [number, string])[] = [
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
];

export function formatLimit({ rate, unit, per, burst, over }: LimitValue): string {
  const period = PERIODS.find(([length]) => length === per)?.[1] ?? 'second';
  const amount = unit === 'packets' ? `${rate}` : `${formatSize(rate)}`;
  const burstText =
    unit === 'packets'
      ? burst === USUAL_BURST
        ? ''
        : ` burst ${burst} packets`
      : burst === 0
        ? ''
        : ` burst ${formatSize(burst)}`;
  return `rate ${over ? 'over ' : ''}${amount}/${period}${burstText}`;
}

function formatSize(bytes: number): string {
  if (bytes > 0 && bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} mbytes`;
  return bytes > 0 && bytes % 1024 === 0 ? `${bytes / 1024} kbytes` : `${bytes} bytes`;
}

export function formatQuota({ bytes, used, over }: QuotaValue, stateless: boolean): string {
  return `${over ? 'over ' : ''}${formatSize(bytes)}${used === 0 || stateless ? '' : ` used ${formatSize(used)}`}`;
}

const REJECT_WORDS = { ip: 'icmp', ip6: 'icmpv6', ipx: 'icmpx', tcp: 'tcp' } as const;
const CODES = { ip: SYMBOLS.icmp_code, ip6: ICMPV6_CODES, ipx: ICMPX_CODES, tcp: undefined } as const;

/** What is usual in a family is not said. */
function formatReject({ type, code }: Of<'reject'>, family: NfFamily, numeric: boolean): string {
  if (type === 'tcp') return 'reject with tcp reset';
  const usual = family === 'inet' ? 'ipx' : family;
  if (type === usual && code === 'port-unreachable') return 'reject';
  return `reject with ${REJECT_WORDS[type]} ${numeric ? numberIn(CODES[type], code) : code}`;
}

function formatNat(expression: NatValue, family: NfFamily, looks: ElementLooks): string {
  const { type, address, ports, map } = expression;
  const withFamily =
    (type === 'snat' || type === 'dnat') && (family === 'inet' || map?.port === true) ? ` ${expression.family}` : '';
  const addressType = expression.family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  const flags = [
    ...(expression.random ? ['random'] : []),
    ...(expression.fullyRandom ? ['fully-random'] : []),
    ...(expression.persistent ? ['persistent'] : []),
  ];
  let target = '';
  if (map !== undefined) {
    const data: readonly TypeName[] = map.port ? [addressType, 'inet_service'] : [addressType];
    target = `${formatKeys(map.keys)} map ${formatSet(map.set, map.keys, looks, data)}`;
  } else if (address !== undefined) {
    const both = `${formatScalar(address.from, addressType, looks)}${address.from === address.to ? '' : `-${formatScalar(address.to, addressType, looks)}`}`;
    target = addressType === 'ipv6_addr' && ports !== undefined ? `[${both}]` : both;
  }
  if (ports !== undefined) target += `:${ports.from}${ports.from === ports.to ? '' : `-${ports.to}`}`;
  return `${type}${withFamily}${target === '' ? '' : ` to ${target}`}${flags.length === 0 ? '' : ` ${flags.join(',')}`}`;
}

function formatSource(source: Source, type: TypeName, looks: ElementLooks): string {
  switch (source.kind) {
    case 'value':
      return type === 'boolean' ? String(source.value) : formatScalar(source.value, type, looks);
    case 'map':
      return `${formatKeys(source.keys)} map ${formatSet(source.set, source.keys, looks, [type])}`;
    case 'key':
      return formatBitwise(source, type, looks);
  }
}

/** `(x & mask) ^ xor` as `&`, `^` and `|`: bits that are cleared and then turned over are set. */
function formatBitwise(
  { key, mask, xor }: Extract<Source, { readonly kind: 'key' }>,
  type: TypeName,
  looks: ElementLooks,
): string {
  const set = (xor & ~mask) >>> 0;
  const turned = (xor & mask) >>> 0;
  const kept = (mask | set) >>> 0;
  const text = (value: number) => formatScalar(value, type, looks);
  const all = (2 ** definitionOfKey(key).bits - 1) >>> 0;
  return (
    formatKey(key) +
    (kept === all ? '' : ` & ${text(kept)}`) +
    (turned === 0 ? '' : ` ^ ${text(turned)}`) +
    (set === 0 ? '' : ` | ${text(set)}`)
  );
}

function formatDynset({ operation, set, keys, timeout, limit, counter }: Of<'dynset'>): string {
  const words = [formatKeys(keys)];
  if (timeout !== undefined) words.push(`timeout ${formatTime(timeout)}`);
  if (limit !== undefined) words.push(`limit ${formatLimit(limit)}`);
  if (counter) words.push('counter');
  return `${operation} @${set} { ${words.join(' ')} }`;
}
