/**
 * Rules of nf_tables as iptables-nft reads them. Of rules that others made it takes what it understands, and leaves the rest out
 * without a word. Userspace: nft_rule_to_iptables_command_state, iptables/nft-shared.c; nft_is_expr_compatible, nft.c.
 */
import type { Match, PortRange, RuleSpec, Target, TcpMatch, UdpMatch } from '../../../netfilter';
import type { Expression } from '../../../netfilter/nf';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../packet/ipv4';
import { ALL_BITS } from '../guided';
import {
  icmpOf,
  interfaceOf,
  nflogOf,
  portsOf,
  stillInverted,
  type Test,
  targetOf,
  ttlComparison,
} from './decodeParts';
import { FRAGMENT_OFFSET } from './encode';
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
    const address = { value: { address: number, mask: mask ?? ALL_BITS }, invert };
    switch (name) {
      case 'iifname':
        this.#rule.inInterface = stillInverted(interfaceOf(test, invert), this.#rule.inInterface);
        return undefined;
      case 'oifname':
        this.#rule.outInterface = stillInverted(interfaceOf(test, invert), this.#rule.outInterface);
        return undefined;
      case 'meta l4proto':
      case 'ip protocol':
        this.#rule.protocol = stillInverted({ value: number, invert }, this.#rule.protocol);
        return undefined;
      case 'ip saddr':
        this.#rule.source = stillInverted(address, this.#rule.source);
        return undefined;
      case 'ip daddr':
        this.#rule.destination = stillInverted(address, this.#rule.destination);
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
        this.#addFlags({ mask: mask ?? number, compare: number, invert });
        return undefined;
      default:
        if (name.startsWith('ip ') || name.startsWith('ether ')) return 'unknown payload offset';
        return name.startsWith('meta ') ? 'unknown ipv4 meta key' : undefined;
    }
  }

  /** Ports of what is neither TCP nor UDP are not read. */
  #ports(end: 'sourcePorts' | 'destinationPorts', ports: PortRange): undefined {
    const protocol = this.#rule.protocol?.value;
    if (protocol === PROTOCOL_TCP) {
      const { at, before } = this.#transportMatch<TcpMatch>('tcp');
      this.matches[at] = { ...before, [end]: stillInverted(ports, before[end]) };
    } else if (protocol === PROTOCOL_UDP) {
      const { at, before } = this.#transportMatch<UdpMatch>('udp');
      this.matches[at] = { ...before, [end]: stillInverted(ports, before[end]) };
    }
  }

  #addFlags(flags: NonNullable<TcpMatch['flags']>): void {
    const { at, before } = this.#transportMatch<TcpMatch>('tcp');
    this.matches[at] = { ...before, flags: stillInverted(flags, before.flags) };
  }

  /** All tests of ports and flags are one match, in the place of the first. */
  #transportMatch<Value extends TcpMatch | UdpMatch>(kind: Value['kind']) {
    this.#transport ??= this.matches.length;
    const at = this.#transport;
    return { at, before: (this.matches[at] ?? { kind }) as Value };
  }
}
