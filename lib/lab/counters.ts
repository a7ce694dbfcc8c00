/** Counters of a namespace's tables as rows, and the difference between two such lists. */
import type { TableName } from '../netfilter';

/** A rule's counters, or with index 0 those of its chain's policy. */
export interface CounterRow {
  readonly table: TableName;
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 is the chain's policy. */
  readonly index: number;
  /** As `iptables-save` writes it, without `-A CHAIN`; `policy ACCEPT`, or `policy -` for a user chain. */
  readonly rule: string;
  readonly pkts: number;
  readonly bytes: number;
}

/** What an access added to a rule. */
export interface CounterDelta extends CounterRow {
  /** Totals before and after; `pkts` and `bytes` are the growth. */
  readonly pktsBefore: number;
  readonly bytesBefore: number;
  readonly pktsAfter: number;
  readonly bytesAfter: number;
}
