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

/**
 * A function and its place: lower priorities run first. Those that each packet meets are objects of few classes, whose
 * methods are called more quickly than functions of which each entry has one of its own.
 */
export interface HookEntry {
  readonly name: string;
  readonly hook: HookName;
  readonly priority: number;
  run(skb: SkBuff, state: HookState): Verdict;
}

/** How many places of packets a hook remembers; a power of two. */
const RECENT = 8;

/** What is registered at one hook, in the order in which it runs. */
export class HookList {
  /** Replaced, never changed: a packet that is on its way goes on in the list that it began with. */
  entries: readonly HookEntry[] = [];
  /** Where packets were last: those of a flow come by the same devices all the time, and a place does not change. */
  readonly #states: (HookState | undefined)[] = new Array(RECENT).fill(undefined);

  constructor(readonly hook: HookName) {}

  /** Where a packet is that comes in and goes out by these. @internal */
  stateOf(
    input: Interface | undefined,
    output: Interface | undefined,
    host: NetfilterHost,
    conntrack: ConntrackTable,
  ): HookState {
    const slot = ((input?.ifindex ?? 0) + 3 * (output?.ifindex ?? 0)) & (RECENT - 1);
    const known = this.#states[slot];
    if (known !== undefined && known.in === input && known.out === output && known.host === host) return known;
    const state: HookState = { hook: this.hook, in: input, out: output, host, conntrack };
    this.#states[slot] = state;
    return state;
  }
}

/** The registered functions of one namespace. */
export class Hooks {
  readonly #lists: Readonly<Record<HookName, HookList>> = {
    PREROUTING: new HookList('PREROUTING'),
    INPUT: new HookList('INPUT'),
    FORWARD: new HookList('FORWARD'),
    OUTPUT: new HookList('OUTPUT'),
    POSTROUTING: new HookList('POSTROUTING'),
  };

  /** Adds entries; among equal priorities the one that came last runs first. Linux: nf_hook_entries_grow. */
  register(entries: readonly HookEntry[]): void {
    for (const entry of entries) {
      const list = this.#lists[entry.hook];
      const others = list.entries;
      const place = others.findIndex(({ priority }) => priority >= entry.priority);
      const at = place < 0 ? others.length : place;
      list.entries = [...others.slice(0, at), entry, ...others.slice(at)];
    }
  }

  /** Takes out entries that were registered. */
  unregister(entries: readonly HookEntry[]): void {
    for (const entry of entries) {
      const list = this.#lists[entry.hook];
      list.entries = list.entries.filter((other) => other !== entry);
    }
  }

  /** What runs at a hook, now and later. */
  list(hook: HookName): HookList {
    // Each packet asks: a property of a name that the program has is there at once, one of any name is searched for.
    switch (hook) {
      case 'PREROUTING':
        return this.#lists.PREROUTING;
      case 'INPUT':
        return this.#lists.INPUT;
      case 'FORWARD':
        return this.#lists.FORWARD;
      case 'OUTPUT':
        return this.#lists.OUTPUT;
      case 'POSTROUTING':
        return this.#lists.POSTROUTING;
    }
  }

  /** Runs a hook: the first verdict that is not ACCEPT ends it. */
  run(skb: SkBuff, state: HookState): Verdict {
    return runList(this.list(state.hook), skb, state);
  }

  /** The same where it is known by what the packet comes in and goes out. @internal */
  runAt(
    hook: HookName,
    skb: SkBuff,
    input: Interface | undefined,
    output: Interface | undefined,
    host: NetfilterHost & { readonly conntrack: ConntrackTable },
  ): Verdict {
    const list = this.list(hook);
    return runList(list, skb, list.stateOf(input, output, host, host.conntrack));
  }
}

function runList({ entries }: HookList, skb: SkBuff, state: HookState): Verdict {
  skb.observer?.hook(skb, state);
  for (const entry of entries) {
    const verdict = entry.run(skb, state);
    if (verdict !== 'ACCEPT') return verdict;
  }
  return 'ACCEPT';
}
