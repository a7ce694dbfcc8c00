/** `-m quota`: packets until so many bytes have passed. Linux: quota_mt, net/netfilter/xt_quota.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** How many bytes match. */
export interface QuotaMatch {
  readonly kind: 'quota';
  /** Bytes, 64 bits. */
  readonly quota: bigint;
  readonly invert: boolean;
}

/** So many bytes. */
export const QUOTA_MATCH: MatchDefinition<QuotaMatch> = {
  kind: 'quota',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => true,
  prepare({ quota, invert }) {
    let left = quota;
    return ({ packet: { totalLength } }) => {
      const length = BigInt(totalLength);
      const fits = left >= length;
      // Once a packet was too long, shorter ones do not fit either.
      left = fits ? left - length : 0n;
      return fits !== invert;
    };
  },
};
