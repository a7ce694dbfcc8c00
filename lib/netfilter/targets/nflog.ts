/** NFLOG: hands a copy of the packet to a program that listens; here none does. Linux: nflog_tg, net/netfilter/xt_NFLOG.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** Who would be told, and how much. */
export interface NflogTarget {
  readonly kind: 'NFLOG';
  readonly group: number;
  readonly prefix: string;
  /** Bytes of the packet; `range` is an old option that never worked. */
  readonly size?: number;
  readonly range?: number;
  /** Packets that are gathered before they are handed on; 0: as many as the listener says. */
  readonly threshold: number;
}

/** Tells a program of packets. */
export const NFLOG_TARGET: TargetDefinition<NflogTarget> = {
  kind: 'NFLOG',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare: () => () => 'CONTINUE',
};
