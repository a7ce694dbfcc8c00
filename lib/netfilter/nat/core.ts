/**
 * The nat core's places at the hooks: chains of type nat, of iptables or nf_tables, are asked by it, in the order of their
 * priorities among themselves, until one has set a translation up. Linux: nf_nat_register_fn, nf_nat_inet_fn, net/netfilter/nf_nat_core.c.
 */
import { type HookEntry, type HookList, type HookState, Hooks, type Verdict } from '../hook';
import type { HookName } from '../hookName';
import type { SkBuff } from '../skb';
import { TABLE_HOOKS } from '../xtables/tableHooks';
import { natHook } from './hook';

export class NatCore {
  readonly #hooks: Hooks;
  /** The chains, none of which packets reach by themselves. */
  readonly #chains = new Hooks();
  readonly #dispatchers: readonly HookEntry[];
  #users = 0;

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
    this.#dispatchers = Object.entries(TABLE_HOOKS.nat).map(([name, priority]) => {
      const hook = name as HookName;
      return new NatEntry(hook, priority, this.#chains.list(hook));
    });
  }

  /** With the first chain, translations are made at all four hooks. */
  register(chains: readonly HookEntry[]): void {
    if (this.#users === 0) this.#hooks.register(this.#dispatchers);
    this.#users += chains.length;
    this.#chains.register(chains);
  }

  unregister(chains: readonly HookEntry[]): void {
    this.#users -= chains.length;
    this.#chains.unregister(chains);
    if (this.#users === 0) this.#hooks.unregister(this.#dispatchers);
  }
}

/** The nat core's own place at a hook. */
class NatEntry implements HookEntry {
  readonly name = 'nat';

  constructor(
    readonly hook: HookName,
    readonly priority: number,
    readonly chains: HookList,
  ) {}

  run(skb: SkBuff, state: HookState): Verdict {
    return natHook(this.chains, skb, state);
  }
}
