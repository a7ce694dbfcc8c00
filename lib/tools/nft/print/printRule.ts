/** Rules as nft writes them. Userspace: the print functions of src/statement.c and src/expression.c. */
import {
  definitionOfKey,
  type Expression,
  type Key,
  type NatValue,
  type NfFamily,
  type SetReference,
  type Source,
  type TypeName,
} from '../../../netfilter/nf';
import { translateMatch } from '../../iptables/nft/translateMatch';
import { translateTarget } from '../../iptables/nft/translateTarget';
import { ICMPV6_CODES, ICMPX_CODES, numberIn, SYMBOLS } from '../symbols';
import { formatTime } from '../time';
import { formatEnds, formatScalar } from '../values';
import { formatCompare } from './printCompare';
import { type ElementLooks, formatElement, formatVerdict, sortElements } from './printElements';
import { formatKey, formatKeys, typeOfKey } from './printKey';
import { formatLimit, formatQuota } from './printLimit';
import { formatLog } from './printLog';

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

export const REJECT_WORDS = { ip: 'icmp', ip6: 'icmpv6', ipx: 'icmpx', tcp: 'tcp' } as const;
const CODES = { ip: SYMBOLS.icmp_code, ip6: ICMPV6_CODES, ipx: ICMPX_CODES, tcp: undefined } as const;

/** The number of a code. */
export function codeOf(type: Of<'reject'>['type'], code: string): number | undefined {
  return numberIn(CODES[type], code);
}

/** What is usual in a family is not said. */
function formatReject({ type, code }: Of<'reject'>, family: NfFamily, numeric: boolean): string {
  if (type === 'tcp') return 'reject with tcp reset';
  const usual = family === 'inet' ? 'ipx' : family;
  if (type === usual && code === 'port-unreachable') return 'reject';
  return `reject with ${REJECT_WORDS[type]} ${numeric ? codeOf(type, code) : code}`;
}

/** Whether the family of the addresses has to be said. */
export function namesFamily({ type, map }: NatValue, family: NfFamily): boolean {
  return (type === 'snat' || type === 'dnat') && (family === 'inet' || map?.port === true);
}

export function natFlags({ random, fullyRandom, persistent }: NatValue): readonly string[] {
  return [
    ...(random ? ['random'] : []),
    ...(fullyRandom ? ['fully-random'] : []),
    ...(persistent ? ['persistent'] : []),
  ];
}

function formatNat(expression: NatValue, family: NfFamily, looks: ElementLooks): string {
  const { type, address, ports, map } = expression;
  const withFamily = namesFamily(expression, family) ? ` ${expression.family}` : '';
  const addressType = expression.family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  const flags = natFlags(expression);
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

type KeySource = Extract<Source, { readonly kind: 'key' }>;

/** `(x & mask) ^ xor` as `&`, `^` and `|`: bits that are cleared and then turned over are set. */
export function bitSteps({ mask, xor }: KeySource, bits: number): readonly (readonly ['&' | '^' | '|', number])[] {
  const set = (xor & ~mask) >>> 0;
  const turned = (xor & mask) >>> 0;
  const kept = (mask | set) >>> 0;
  const all = (2 ** bits - 1) >>> 0;
  return [
    ...(kept === all ? [] : [['&', kept] as const]),
    ...(turned === 0 ? [] : [['^', turned] as const]),
    ...(set === 0 ? [] : [['|', set] as const]),
  ];
}

function formatBitwise(source: KeySource, type: TypeName, looks: ElementLooks): string {
  const steps = bitSteps(source, definitionOfKey(source.key).bits);
  return [formatKey(source.key), ...steps.map(([sign, bits]) => `${sign} ${formatScalar(bits, type, looks)}`)].join(
    ' ',
  );
}

function formatDynset({ operation, set, keys, timeout, limit, counter }: Of<'dynset'>): string {
  const words = [formatKeys(keys)];
  if (timeout !== undefined) words.push(`timeout ${formatTime(timeout)}`);
  if (limit !== undefined) words.push(`limit ${formatLimit(limit)}`);
  if (counter) words.push('counter');
  return `${operation} @${set} { ${words.join(' ')} }`;
}
