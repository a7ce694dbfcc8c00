/** SET: puts what the packet is into an IP set, or takes it out. Linux: set_target_v2, net/netfilter/xt_set.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { addToSet, deleteFromSet, type SetDirections } from '../sets/packet';

/** A set and which ends of a packet are meant. */
export interface SetPlace {
  readonly name: string;
  readonly directions: SetDirections;
}

/** What is added and deleted. */
export interface SetTarget {
  readonly kind: 'SET';
  readonly add?: SetPlace;
  readonly delete?: SetPlace;
  /** What is there already begins anew. */
  readonly exist: boolean;
  /** Seconds; `undefined`: what the set says. */
  readonly timeout?: number;
}

/** Puts packets into IP sets. */
export const SET_TARGET: TargetDefinition<SetTarget> = {
  kind: 'SET',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ add, delete: remove, exist, timeout }) {
    return (skb, state) => {
      const { sets } = state.host;
      const growing = add && sets.get(add.name);
      if (add && growing) addToSet(growing, add.directions, { exist, timeout }, skb, state);
      const shrinking = remove && sets.get(remove.name);
      if (remove && shrinking) deleteFromSet(shrinking, remove.directions, skb, state);
      return 'CONTINUE';
    };
  },
};
