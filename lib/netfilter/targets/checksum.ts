/** CHECKSUM: fills in a checksum that was left to a device. Linux: checksum_tg, net/netfilter/xt_CHECKSUM.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** There is nothing to say. */
export interface ChecksumTarget {
  readonly kind: 'CHECKSUM';
}

/** Fills in a checksum that was left to a device. */
export const CHECKSUM_TARGET: TargetDefinition<ChecksumTarget> = {
  kind: 'CHECKSUM',
  table: 'mangle',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  /** Here every checksum is right. */
  prepare: () => () => 'CONTINUE',
};
