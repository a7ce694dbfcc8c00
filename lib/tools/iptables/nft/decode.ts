/**
 * Rules of nf_tables as iptables-nft reads them. Of rules that others made it takes what it understands, and leaves the rest out
 * without a word. Userspace: nft_rule_to_iptables_command_state, iptables/nft-shared.c; nft_is_expr_compatible, nft.c.
 */
import type {
  IcmpMatch,
  Match,
  Negatable,
  NflogTarget,
  PortRange,
  RuleSpec,
  Target,
  TcpMatch,
  UdpMatch,
} from '../../../netfilter';
import type { Expression, Operator, VerdictValue } from '../../../netfilter/nf';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../packet/ipv4';
import { ALL_BITS, LAST_PORT } from '../guided';
import { FRAGMENT_OFFSET, NO_INTERFACE } from './encode';
import { decodeLimit } from './limit';

/** A rule, or the complaint with which the program ends when it comes to it. */
export type DecodedRule = RuleSpec | { readonly unreadable: string };

/** Whether the program would look at the rule at all. */
export function isCompatible(expressions: readonly Expression[]): boolean {
  return expressions.every(isCompatibleExpression);
}

function isCompatibleExpression(expression: Expression): boolean {
  switch (expression.kind) {
    case 'compare':
    case 'range':
      return isPlain(expression.key);
    case 'lookup':
    case 'vmap':
      return expression.keys.every(isPlain);
    case 'limit':
      return expression.limit.unit === 'packets' && !expression.limit.over;
    case 'log':
      return expression.group !== undefined;
    case 'assign':
      return expression.target !== 'ct mark' && expression.source.kind === 'value';
    case 'verdict':
    case 'counter':
    case 'xt match':
    case 'xt target':
      return true;
    default:
      return false;
  }
}

/** A field of the packet, or of what is known of it, rather than of its connection. */
function isPlain(key: Extract<Expression, { readonly kind: 'compare' }>['key']): boolean {
  return key.kind === 'field' && !key.name.startsWith('ct ');
}

/** What a rule says to iptables-nft. */
export function decodeRule(expressions: readonly Expression[], comment: string | undefined): DecodedRule {
  const reader = new RuleReader();
  for (const expression of expressions) {
    const complaint = reader.read(expression);
    if (complaint !== undefined) return { unreadable: complaint };
  }
  if (comment !== undefined) reader.matches.push({ kind: 'comment', comment });
  return reader.spec();
}

type Test = Extract<Expression, { readonly kind: 'compare' | 'range' }>;

/** A rule while its expressions are read. */
class RuleReader {
  readonly matches: Match[] = [];
  #rule: { -readonly [Part in keyof RuleSpec]?: NonNullable<RuleSpec[Part]> } = {};
  #target: Target = { kind: 'none' };
  /** The one match of its protocol, where it stands among the others. */
  #transport: number | undefined = undefined;

  /** Takes an expression in; what is wrong with one that cannot be read. */
  read(expression: Expression): string | undefined {
    switch (expression.kind) {
      case 'compare':
      case 'range':
        return this.#test(expression);
      case 'xt match':
        this.matches.push(expression.match);
        return undefined;
      case 'xt target':
        this.#target = expression.target;
        return undefined;
      case 'limit':
        this.matches.push(decodeLimit(expression.limit));
        return undefined;
      case 'log':
        this.#target = nflogOf(expression);
        return undefined;
      case 'verdict':
        this.#target = targetOf(expression.verdict);
        return undefined;
      case 'assign':
        if (expression.target !== 'meta nftrace') return 'meta sreg key not supported';
        this.#target = { kind: 'TRACE' };
        return undefined;
      default:
        return undefined;
    }
  }

  spec(): RuleSpec {
    return { ...this.#rule, matches: this.matches, target: this.#target };
  }

  #test(test: Test): string | undefined {
    if (test.key.kind !== 'field') return undefined;
    const { name } = test.key;
    const invert = test.kind === 'range' ? test.invert : test.operator === '!=';
    const value = test.kind === 'range' ? test.span.to : test.value;
    const number = Number(value);
    const mask = test.kind === 'compare' && test.mask !== undefined ? Number(test.mask) : undefined;
    switch (name) {
      case 'iifname':
        this.#rule.inInterface = interfaceOf(test, invert);
        return undefined;
      case 'oifname':
        this.#rule.outInterface = interfaceOf(test, invert);
        return undefined;
      case 'meta l4proto':
      case 'ip protocol':
        this.#rule.protocol = { value: number, invert };
        return undefined;
      case 'ip saddr':
        this.#rule.source = { value: { address: number, mask: mask ?? ALL_BITS }, invert };
        return undefined;
      case 'ip daddr':
        this.#rule.destination = { value: { address: number, mask: mask ?? ALL_BITS }, invert };
        return undefined;
      case 'ip frag-off':
        if (mask !== FRAGMENT_OFFSET) return 'unknown payload offset';
        this.#rule.fragment = { invert: !invert };
        return undefined;
      case 'ip ttl':
        this.matches.push({ kind: 'ttl', comparison: ttlComparison(test), ttl: number });
        return undefined;
      case 'meta mark':
        this.matches.push({ kind: 'mark', mark: number, mask: mask ?? ALL_BITS, invert });
        return undefined;
      case 'icmp type':
        this.matches.push(icmpOf(number, invert));
        return undefined;
      case 'tcp sport':
      case 'udp sport':
      case 'th sport':
        return this.#ports('sourcePorts', portsOf(test));
      case 'tcp dport':
      case 'udp dport':
      case 'th dport':
        return this.#ports('destinationPorts', portsOf(test));
      case 'tcp flags':
        this.#addTransport<TcpMatch>('tcp', { flags: { mask: mask ?? number, compare: number, invert } });
        return undefined;
      default:
        if (name.startsWith('ip ') || name.startsWith('ether ')) return 'unknown payload offset';
        return name.startsWith('meta ') ? 'unknown ipv4 meta key' : undefined;
    }
  }

  /** Ports of what is neither TCP nor UDP are not read. */
  #ports(end: 'sourcePorts' | 'destinationPorts', ports: PortRange): undefined {
    const protocol = this.#rule.protocol?.value;
    if (protocol === PROTOCOL_TCP) this.#addTransport<TcpMatch>('tcp', { [end]: ports });
    else if (protocol === PROTOCOL_UDP) this.#addTransport<UdpMatch>('udp', { [end]: ports });
  }

  /** All tests of ports and flags are one match, in the place of the first. */
  #addTransport<Value extends TcpMatch | UdpMatch>(kind: Value['kind'], part: Partial<Value>): void {
    const at = this.#transport ?? this.matches.length;
    const before = this.matches[at] ?? { kind };
    this.matches[at] = { ...before, ...part } as Match;
    this.#transport = at;
  }
}

/** `! -i +` is told by a name that no interface has. */
function interfaceOf(test: Test, invert: boolean): Negatable<string> {
  const value = test.kind === 'compare' ? String(test.value) : '';
  if (value === NO_INTERFACE) return { value: '+', invert: true };
  return { value: test.kind === 'compare' && test.prefix === true ? `${value}+` : value, invert };
}

function portsOf(test: Test): PortRange {
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

function ttlComparison(test: Test) {
  return test.kind === 'range' ? 'equal' : TTL_COMPARISONS[test.operator];
}

function icmpOf(type: number, invert: boolean): IcmpMatch {
  return { kind: 'icmp', type, codes: { from: 0, to: 0xff }, invert };
}

function nflogOf(log: Extract<Expression, { readonly kind: 'log' }>): NflogTarget {
  const { group = 0, prefix = '', snaplen, queueThreshold = 0 } = log;
  return { kind: 'NFLOG', group, prefix, threshold: queueThreshold, ...(snaplen !== undefined && { size: snaplen }) };
}

function targetOf(verdict: VerdictValue): Target {
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
