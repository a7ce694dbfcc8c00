/**
 * Hooks: five places on a packet's path where functions, sorted by priority, may look at it and decide.
 * Linux: nf_hook_slow, net/netfilter/core.c.
 */
import type { Interface } from '../routing';
import type { ConntrackTable } from './conntrack/table';
import type { HookName } from './hookName';
import type { NetfilterHost } from './host';
import type { SkBuff } from './skb';

/** `STOLEN`: somebody else took the packet over; it is neither dropped nor to be passed on. */
export type Verdict = 'ACCEPT' | 'DROP' | 'STOLEN';

/** Where a packet is while a hook runs. */
export interface HookState {
  readonly hook: HookName;
  readonly in: Interface | undefined;
  readonly out: Interface | undefined;
  readonly host: NetfilterHost;
  /** The connections of the namespace. Linux: net->ct. */
  readonly conntrack: ConntrackTable;
}

/** What is registered at a hook. */
export type HookFunction = (skb: SkBuff, state: HookState) => Verdict;

/** A function and its place: lower priorities run first. */
export interface HookEntry {
  readonly name: string;
  readonly hook: HookName;
  readonly priority: number;
  readonly run: HookFunction;
}

/** The registered functions of one namespace. */
export class Hooks {
  readonly #entries: Record<HookName, HookEntry[]> = {
    PREROUTING: [],
    INPUT: [],
    FORWARD: [],
    OUTPUT: [],
    POSTROUTING: [],
  };

  /** Adds entries; among equal priorities the one that came last runs first. Linux: nf_hook_entries_grow. */
  register(entries: readonly HookEntry[]): void {
    for (const entry of entries) {
      const others = this.#entries[entry.hook];
      const place = others.findIndex(({ priority }) => priority >= entry.priority);
      const at = place < 0 ? others.length : place;
      // A packet that is on its way goes on in the list that it began with.
      this.#entries[entry.hook] = [...others.slice(0, at), entry, ...others.slice(at)];
    }
  }

  /** Takes out entries that were registered. */
  unregister(entries: readonly HookEntry[]): void {
    for (const entry of entries) {
      this.#entries[entry.hook] = this.#entries[entry.hook].filter((other) => other !== entry);
    }
  }

  /** The entries of a hook in the order in which they run. */
  entries(hook: HookName): readonly HookEntry[] {
    return this.#entries[hook];
  }

  /** Runs a hook: the first verdict that is not ACCEPT ends it. */
  run(skb: SkBuff, state: HookState): Verdict {
    skb.observer?.hook(skb, state);
    for (const entry of this.#entries[state.hook]) {
      const verdict = entry.run(skb, state);
      if (verdict !== 'ACCEPT') return verdict;
    }
    return 'ACCEPT';
  }
}
