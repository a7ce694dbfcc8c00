/** Rules of a host: of iptables, of nf_tables, and the sets that they ask. */
import type { SourceLine } from './sourceFacts';

/** Packets and bytes; of listings that round (`12K`), the rounded number. */
export interface DumpCounters {
  /** Packets that matched. */
  readonly packets: bigint;
  /** Their lengths together, in bytes. */
  readonly bytes: bigint;
}

/** A chain of iptables. */
export interface ChainFact {
  /** As the dump calls it. */
  readonly name: string;
  /** Of a builtin chain, if it was shown. */
  readonly policy?: 'ACCEPT' | 'DROP';
  /** Of its policy, if they were shown. */
  readonly counters?: DumpCounters;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A rule of iptables. */
export interface RuleFact {
  /** The chain that it stands in. */
  readonly chain: string;
  /** Its options as `iptables-save` writes them, without `-A CHAIN`. */
  readonly text: string;
  /** Its own, if they were shown. */
  readonly counters?: DumpCounters;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** One table of iptables or ip6tables. */
export interface TableFact {
  /** Whose packets it is asked about. */
  readonly family: 'ipv4' | 'ipv6';
  /** `filter`, `nat` … */
  readonly name: string;
  /** Which iptables printed it, if it said so. */
  readonly backend: 'legacy' | 'nft' | undefined;
  /** Builtin and user chains, in the order of the dump. */
  readonly chains: readonly ChainFact[];
  /** In the order in which they stand in their chains. */
  readonly rules: readonly RuleFact[];
  /** Shown by `-L`, which leaves some things out. */
  readonly listed: boolean;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A table of nf_tables, as `nft list ruleset` writes it. */
export interface NftTableFact {
  /** `ip`, `ip6`, `inet` … */
  readonly family: string;
  /** As nft calls it. */
  readonly name: string;
  /** All its lines. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line of `ipset save`. */
export interface SetLineFact {
  /** The line. */
  readonly text: string;
  /** Where it was said. */
  readonly at: SourceLine;
}
