/**
 * What a packet did in one network namespace, told by the kernel's own words: the TRACE target's
 * `table:chain:rule|return|policy:number` for every table, plus the translations that need no table.
 */
import type { HookName, TableName } from '../../netfilter';

/** One entry of a TRACE log. Linux: trace_packet(), net/ipv4/netfilter/ip_tables.c. */
export interface JourneyStep {
  readonly hook: HookName;
  readonly table: TableName;
  readonly chain: string;
  /** `rule`: a rule matched; `return`: the end of a user chain; `policy`: the end of a builtin chain. */
  readonly event: 'rule' | 'return' | 'policy';
  /** 1-based, as `iptables --line-numbers` counts; N+1 for falling off a chain of N rules. */
  readonly number: number;
  /** What followed: a target's name (`DNAT`, `ACCEPT`), the chain jumped to, `RETURN`, or '' for a rule without target. */
  readonly verdict: string;
  /** The rule as `iptables-save` writes it, without `-A CHAIN`; `policy ACCEPT` at the end of a builtin chain. */
  readonly rule: string;
  /** Input and output interface at that hook; '' where there is none. */
  readonly in: string;
  readonly out: string;
  /** `address:port`, or the address alone for protocols without ports, as they were when the rule saw them. */
  readonly source: string;
  readonly destination: string;
  /** IP total length in bytes. */
  readonly length: number;
}

/** An address rewritten by NAT, by a rule or from the connection's conntrack entry. */
export interface Translation {
  readonly hook: HookName;
  readonly field: 'source' | 'destination';
  readonly before: string;
  readonly after: string;
  /** True if a rule of the nat table decided it now; false if the conntrack entry did. */
  readonly byRule: boolean;
}

export type Fate =
  | { readonly kind: 'transmitted'; readonly device: string }
  | { readonly kind: 'delivered'; readonly to: string }
  | { readonly kind: 'dropped'; readonly reason: string };

/** One packet's way through one namespace. */
export interface Journey {
  /** 1-based, in the order in which packets entered the namespace. */
  readonly packet: number;
  /** Seconds of the machines' clock. */
  readonly at: number;
  readonly namespace: string;
  readonly protocol: string;
  /** TCP flags as tcpdump prints them (`S`, `S.`, `P.`, `.`, `F.`, `R.`); '' for other protocols. */
  readonly flags: string;
  /** IP total length and transport payload, in bytes. */
  readonly length: number;
  readonly payload: number;
  readonly ttl: number;
  readonly ttlOut: number;
  /** Where it came in and went out; '' for a packet that the namespace itself sent or received. */
  readonly in: string;
  readonly out: string;
  /** As it entered and as it left. */
  readonly source: string;
  readonly destination: string;
  readonly sourceOut: string;
  readonly destinationOut: string;
  /** The hooks passed, in order. */
  readonly hooks: readonly HookName[];
  /** Whether it was tracked: the kernel tracks in a namespace once a rule needs it, and CT or NOTRACK may except a packet. */
  readonly tracked: boolean;
  readonly steps: readonly JourneyStep[];
  readonly translations: readonly Translation[];
  readonly fate: Fate;
}
