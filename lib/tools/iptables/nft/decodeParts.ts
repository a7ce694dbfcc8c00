/** What single tests and statements of a rule of nf_tables are to iptables-nft. Userspace: iptables/nft-shared.c, iptables/nft.c. */
import type { IcmpMatch, Negatable, NflogTarget, PortRange, Target } from '../../../netfilter';
import type { Expression, Operator, VerdictValue } from '../../../netfilter/nf';
import { LAST_PORT } from '../guided';
import { NO_INTERFACE } from './encode';

/** A comparison, or a test of a range. */
export type Test = Extract<Expression, { readonly kind: 'compare' | 'range' }>;

/** A further test of the same replaces the one before, but what was excluded once stays so: nothing clears the program's flag. */
export function stillInverted<Value extends { readonly invert: boolean }>(
  value: Value,
  before: { readonly invert: boolean } | undefined,
): Value {
  return before?.invert === true ? { ...value, invert: true } : value;
}

/** `! -i +` is told by a name that no interface has. */
export function interfaceOf(test: Test, invert: boolean): Negatable<string> {
  const value = test.kind === 'compare' ? String(test.value) : '';
  if (value === NO_INTERFACE) return { value: '+', invert: true };
  return { value: test.kind === 'compare' && test.prefix === true ? `${value}+` : value, invert };
}

export function portsOf(test: Test): PortRange {
  if (test.kind === 'range') return { from: Number(test.span.from), to: Number(test.span.to), invert: test.invert };
  const port = Number(test.value);
  switch (test.operator) {
    case '<':
      return { from: 0, to: port - 1, invert: false };
    case '<=':
      return { from: 0, to: port, invert: false };
    case '>':
      return { from: port + 1, to: LAST_PORT, invert: false };
    case '>=':
      return { from: port, to: LAST_PORT, invert: false };
    default:
      return { from: port, to: port, invert: test.operator === '!=' };
  }
}

const TTL_COMPARISONS: Readonly<Record<Operator, 'equal' | 'not equal' | 'less' | 'greater'>> = {
  '==': 'equal',
  '!=': 'not equal',
  '<': 'less',
  '>': 'greater',
  '<=': 'less',
  '>=': 'greater',
};

export function ttlComparison(test: Test) {
  return test.kind === 'range' ? 'equal' : TTL_COMPARISONS[test.operator];
}

export function icmpOf(type: number, invert: boolean): IcmpMatch {
  return { kind: 'icmp', type, codes: { from: 0, to: 0xff }, invert };
}

export function nflogOf(log: Extract<Expression, { readonly kind: 'log' }>): NflogTarget {
  const { group = 0, prefix = '', snaplen, queueThreshold = 0 } = log;
  return { kind: 'NFLOG', group, prefix, threshold: queueThreshold, ...(snaplen !== undefined && { size: snaplen }) };
}

export function targetOf(verdict: VerdictValue): Target {
  switch (verdict.kind) {
    case 'jump':
    case 'goto':
      return { kind: 'jump', chain: verdict.chain, goto: verdict.kind === 'goto' };
    case 'accept':
      return { kind: 'ACCEPT' };
    case 'drop':
      return { kind: 'DROP' };
    case 'return':
      return { kind: 'RETURN' };
    case 'continue':
      return { kind: 'none' };
  }
}
