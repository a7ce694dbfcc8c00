/** What a rejection tells the sender. Userspace: stmt_evaluate_reject, src/evaluate.c. */
import type { RejectWith } from '../../../netfilter';
import type { Expression } from '../../../netfilter/nf';
import type { Node, Statement } from '../node';
import { NftError } from '../source';
import { ICMPV6_CODES, ICMPX_CODES, nameIn, numberIn, SYMBOLS } from '../symbols';
import type { RuleScope } from './ruleScope';

type Of<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

export function evaluateReject(scope: RuleScope, { type, code, at }: Of<'reject'>): Expression {
  if (type === 'tcp') {
    scope.requireFirst('tcp', at);
    return { kind: 'reject', type: 'tcp', code: '', with: 'tcp-reset' };
  }
  const family = scope.protocols.network;
  const kind = type === undefined ? (family ?? 'ipx') : REJECT_TYPES[type];
  if (kind === 'ipx' && scope.family !== 'inet')
    throw new NftError('abstracted ICMP unreachable not supported', code?.at ?? at, {
      ...at,
      to: at.from + 'reject'.length,
    });
  if (kind !== 'ipx') scope.requireFirst(kind, at);
  const names = kind === 'ip' ? SYMBOLS.icmp_code : kind === 'ip6' ? ICMPV6_CODES : ICMPX_CODES;
  const name = code === undefined ? 'port-unreachable' : rejectCode(code, names);
  return { kind: 'reject', type: kind, code: name, with: rejectWith(kind, name) };
}

const REJECT_TYPES = { icmp: 'ip', icmpv6: 'ip6', icmpx: 'ipx' } as const;

function rejectCode(node: Node, names: Readonly<Record<string, number>> | undefined): string {
  const text = node.kind === 'word' ? node.text : '';
  if (numberIn(names, text) !== undefined) return text;
  const name = /^\d+$/.test(text) ? nameIn(names, Number(text)) : undefined;
  if (name === undefined) throw new NftError('Could not parse icmp code', node.at);
  return name;
}

const REJECTIONS: Readonly<Record<string, RejectWith>> = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'net-prohibited': 'icmp-net-prohibited',
  'host-prohibited': 'icmp-host-prohibited',
  'admin-prohibited': 'icmp-admin-prohibited',
};

/** What an IPv4 packet's sender is told. */
function rejectWith(type: 'ip' | 'ip6' | 'ipx', code: string): RejectWith {
  if (type === 'ipx' && code === 'no-route') return 'icmp-net-unreachable';
  return REJECTIONS[code] ?? 'icmp-port-unreachable';
}
