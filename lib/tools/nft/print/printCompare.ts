/** Comparisons as nft writes them. Userspace: relational_expr_print, binop_expr_print, src/expression.c. */
import { type Expression, factsOf, type TypeName } from '../../../netfilter/nf';
import { formatBits, formatScalar, lengthOfPrefixMask } from '../values';
import type { ElementLooks } from './printElements';
import { formatKey, typeOfKey } from './printKey';

type Comparison = Extract<Expression, { readonly kind: 'compare' }>;

/** A mask is written as a prefix, as names of bits, or as what it is. */
export function formatCompare(expression: Comparison, looks: ElementLooks): string {
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
  { mask, operator, value }: Comparison & { readonly value: number },
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
