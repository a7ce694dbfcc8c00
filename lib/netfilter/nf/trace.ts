/** Tells of packets that are traced, rule by rule. Linux: net/netfilter/nf_tables_trace.c. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { Decision, NfChain, NfRule } from './chain';
import type { NfTable } from './table';

/** A rule that matched, or the end of a base chain with its policy. */
export interface NfTraceEvent {
  readonly table: NfTable;
  /** The chain of the rule; the base chain, where no rule decided. */
  readonly chain: NfChain;
  /** Absent at the end of a base chain. */
  readonly rule: NfRule | undefined;
  readonly decision: Decision;
  /** The first that is told of the packet's way through this base chain. */
  readonly isFirst: boolean;
  readonly skb: SkBuff;
  readonly state: HookState;
}

/** Is told of each step of a packet for which `meta nftrace` is set. */
export type NfTracer = (event: NfTraceEvent) => void;
