/** `-m owner`: the local socket that a packet comes from. Linux: owner_mt, net/netfilter/xt_owner.c. */
import type { MatchDefinition } from '../extension';
import { hookSet } from '../hookName';

/** Numbers of users or groups, both ends included. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** Whose the packet must be. */
export interface OwnerMatch {
  readonly kind: 'owner';
  readonly uid?: IdRange;
  readonly gid?: IdRange;
  /** Also the groups that the process belongs to besides its own; here it has none. */
  readonly supplementaryGroups?: true;
  /** There is a socket: one that a program holds, or the kernel's own. */
  readonly socket?: { readonly invert: boolean };
}

/** The local socket that a packet comes from. */
export const OWNER_MATCH: MatchDefinition<OwnerMatch> = {
  kind: 'owner',
  table: 'any',
  hooks: hookSet('OUTPUT', 'POSTROUTING'),
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  check: ({ uid, gid }) => (isForwards(uid) && isForwards(gid) ? undefined : 'EINVAL'),

  prepare({ uid, gid, supplementaryGroups, socket }) {
    const isExcluded = (...tests: readonly ({ readonly invert: boolean } | undefined)[]) =>
      tests.every((test) => test === undefined || test.invert);
    // The groups are a condition of their own there, and one that cannot be inverted.
    const withoutSocket = isExcluded(uid, gid, socket) && !supplementaryGroups;
    const ofKernel = !socket?.invert && isExcluded(uid, gid);
    return ({ notes: { owner } }) => {
      if (owner === undefined) return withoutSocket;
      if (owner === 'kernel') return ofKernel;
      return !socket?.invert && contains(uid, owner.uid) && contains(gid, owner.gid);
    };
  },
};

function contains(range: IdRange | undefined, id: number): boolean {
  return range === undefined || (id >= range.from && id <= range.to) !== range.invert;
}

function isForwards(range: IdRange | undefined): boolean {
  return range === undefined || range.from <= range.to;
}
