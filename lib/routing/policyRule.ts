/** Policy routing: which tables a packet's route is looked for in. Linux: net/core/fib_rules.c, net/ipv4/fib_rules.c. */
import type { Ipv4Address, Ipv4Prefix } from '../packet';
import { contains } from '../packet/address';
import type { RouteTableName } from './route';

/** What a rule may ask of a packet besides its destination. Linux: struct flowi4. */
export interface Flow {
  /** 0.0.0.0 while a packet of the machine's own has no address yet. */
  readonly source?: Ipv4Address;
  readonly mark?: number;
  /** The device that it came in by; `lo` for packets of the machine's own. */
  readonly input?: string;
}

/** A line of `ip rule`. What is absent is not asked for. */
export interface PolicyRule {
  /** Lower ones are asked first. */
  readonly priority: number;
  readonly from?: Ipv4Prefix;
  readonly to?: Ipv4Prefix;
  readonly input?: string;
  readonly output?: string;
  readonly mark?: { readonly value: number; readonly mask: number };
  /** `not`: it holds for all packets of which the conditions do not. */
  readonly invert?: boolean;
  /** The table to look in, or the fate of the packet. */
  readonly action: { readonly lookup: RouteTableName } | 'unreachable' | 'prohibit' | 'blackhole';
  /** Only routes of longer prefixes are taken (`suppress_prefixlength`). */
  readonly suppressPrefixLength?: number;
}

/** The rules of a fresh Linux. Its table `default` is empty. */
export const USUAL_RULES: readonly PolicyRule[] = [
  { priority: 0, action: { lookup: 'local' } },
  { priority: 32_766, action: { lookup: 'main' } },
  { priority: 32_767, action: { lookup: 'default' } },
];

/** Whether a rule is meant for a packet. Linux: fib4_rule_match. */
export function isForFlow(rule: PolicyRule, destination: Ipv4Address, flow: Flow, output: string | undefined): boolean {
  const { from, to, mark } = rule;
  const holds =
    (from === undefined || contains(from, flow.source ?? 0)) &&
    (to === undefined || contains(to, destination)) &&
    (rule.input === undefined || rule.input === (flow.input ?? 'lo')) &&
    (rule.output === undefined || rule.output === output) &&
    (mark === undefined || ((flow.mark ?? 0) & mark.mask) >>> 0 === mark.value);
  return holds !== (rule.invert ?? false);
}
