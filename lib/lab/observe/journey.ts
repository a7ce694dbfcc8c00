/**
 * What a packet did in one network namespace, told by the kernel's own words: the TRACE target's
 * `table:chain:rule|return|policy:number` for every table, plus the translations that need no table.
 */
import type { HookName, RuleTable } from '../../netfilter';

/** One entry of a TRACE log. Linux: trace_packet(), net/ipv4/netfilter/ip_tables.c. */
export interface JourneyStep {
  /** The hook at which the table was called. */
  readonly hook: HookName;
  /**
   * A table of iptables by its name, one of nf_tables by its family and name: `inet filter`. Where iptables is iptables-nft, one that
   * only iptables-legacy sees is `legacy filter`.
   */
  readonly table: RuleTable;
  /** The chain within the table. */
  readonly chain: string;
  /** `rule`: a rule matched; `return`: the end of a user chain; `policy`: the end of a builtin chain. */
  readonly event: 'rule' | 'return' | 'policy';
  /** 1-based, as `iptables --line-numbers` counts; N+1 for falling off a chain of N rules. */
  readonly number: number;
  /** What followed: a target's name (`DNAT`, `ACCEPT`), the chain jumped to, `RETURN`, or '' for a rule without target. */
  readonly verdict: string;
  /** The rule as `iptables-save` writes it, without `-A CHAIN`, or as `nft -s` lists it; `policy ACCEPT` at the end of a builtin chain. */
  readonly rule: string;
  /** The input interface at that hook; '' where there is none. */
  readonly in: string;
  /** The output interface at that hook; '' where there is none. */
  readonly out: string;
  /** `address:port`, or the address alone for protocols without ports, as it was when the rule saw it. */
  readonly source: string;
  /** `address:port`, or the address alone, as it was when the rule saw it. */
  readonly destination: string;
  /** IP total length in bytes. */
  readonly length: number;
}

/** An address rewritten by NAT, by a rule or from the connection's conntrack entry. */
export interface Translation {
  /** The hook at which it was rewritten. */
  readonly hook: HookName;
  /** Which of the two addresses. */
  readonly field: 'source' | 'destination';
  /** `address:port` as it was. */
  readonly before: string;
  /** `address:port` as it became. */
  readonly after: string;
  /** True if a rule of the nat table decided it now; false if the conntrack entry did. */
  readonly byRule: boolean;
}

/**
 * How a packet's journey ended: `transmitted` by a device, `delivered` to what `to` names, or `dropped`, for a reason that
 * begins with the table's name if a rule or a policy did it.
 */
export type Fate =
  | {
      /** It left the namespace. */
      readonly kind: 'transmitted';
      /** The interface that it left by. */
      readonly device: string;
    }
  | {
      /** It reached its receiver here. */
      readonly kind: 'delivered';
      /** What took it: `tcp port 80`, `udp port 53`, `icmp`. */
      readonly to: string;
    }
  | {
      /** It went no further. */
      readonly kind: 'dropped';
      /** Why, in a few words. */
      readonly reason: string;
    };

/** One packet's path through one namespace. */
export interface Journey {
  /** 1-based, in the order in which packets entered the namespace. */
  readonly packet: number;
  /** Seconds of the machines' clock. */
  readonly at: number;
  /** The name of the machine or container. */
  readonly namespace: string;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, or the protocol's number. */
  readonly protocol: string;
  /** TCP flags as tcpdump prints them (`S`, `S.`, `P.`, `.`, `F.`, `R.`); '' for other protocols. */
  readonly flags: string;
  /** IP total length in bytes. */
  readonly length: number;
  /** Bytes behind the transport header. */
  readonly payload: number;
  /** The TTL with which it entered. */
  readonly ttl: number;
  /** The TTL with which it left. */
  readonly ttlOut: number;
  /** The interface that it came in by; '' for a packet that the namespace itself sent. */
  readonly in: string;
  /** The interface that it went out by; '' for a packet that the namespace itself received. */
  readonly out: string;
  /** `address:port`, or the address alone, as it entered. */
  readonly source: string;
  /** `address:port`, or the address alone, as it entered. */
  readonly destination: string;
  /** `address:port`, or the address alone, as it left. */
  readonly sourceOut: string;
  /** `address:port`, or the address alone, as it left. */
  readonly destinationOut: string;
  /** The hooks passed, in order. */
  readonly hooks: readonly HookName[];
  /** Whether it was tracked: the kernel tracks in a namespace once a rule needs it, and CT or NOTRACK may except a packet. */
  readonly tracked: boolean;
  /** Rules, policies and ends of chains that it met, in order. */
  readonly steps: readonly JourneyStep[];
  /** What NAT rewrote, in order. */
  readonly translations: readonly Translation[];
  /** How it ended. */
  readonly fate: Fate;
}
