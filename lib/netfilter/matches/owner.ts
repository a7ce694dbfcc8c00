/** `-m owner`: the local socket that a packet comes from. Linux: owner_mt, net/netfilter/xt_owner.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

/** Both ends included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

export interface OwnerMatch {
  readonly kind: 'owner';
  readonly uid?: IdRange;
  readonly gid?: IdRange;
  /** Also the groups that the process belongs to besides its own; here it has none. */
  readonly supplementaryGroups?: true;
  /** There is a socket: one that a program holds, or the kernel's own. */
  readonly socket?: { readonly invert: boolean };
}

export function prepareOwner({ uid, gid, supplementaryGroups, socket }: OwnerMatch): MatchFunction {
  const isExcluded = (...tests: readonly ({ readonly invert: boolean } | undefined)[]) =>
    tests.every((test) => test === undefined || test.invert);
  // The groups are a condition of their own there, and one that cannot be inverted.
  const withoutSocket = isExcluded(uid, gid, socket) && !supplementaryGroups;
  const ofKernel = !socket?.invert && isExcluded(uid, gid);
  return ({ owner }: SkBuff) => {
    if (owner === undefined) return withoutSocket;
    if (owner === 'kernel') return ofKernel;
    return !socket?.invert && contains(uid, owner.uid) && contains(gid, owner.gid);
  };
}

function contains(range: IdRange | undefined, id: number): boolean {
  return range === undefined || (id >= range.from && id <= range.to) !== range.invert;
}
