/** Who wants to know a packet's way through a namespace is told of it here. Linux: the TRACE target. */
import type { Ipv4Packet, Ipv6Packet } from '../packet';
import type { HookName, HookState } from './hook';
import type { SkBuff } from './skb';
import type { Rule } from './xtables/rule';
import type { Chain, TableName } from './xtables/table';

/** The words of a TRACE line: a rule matched, a user chain ended, a builtin chain ended. */
export type TraceEvent = 'rule' | 'return' | 'policy';

/** What became of a packet in the namespace. */
export type PacketFate =
  | { readonly kind: 'transmitted'; readonly device: string }
  | { readonly kind: 'delivered'; readonly to: string }
  | { readonly kind: 'dropped'; readonly reason: string };

export interface PacketObserver {
  /** A hook is entered; `out` is known from the routing decision on. */
  hook(skb: SkBuff, state: HookState): void;
  /** An entry of a chain was reached and counted; `rule` is absent at the end of a chain. `number` counts from 1. */
  step(
    skb: SkBuff,
    state: HookState,
    table: TableName,
    chain: Chain,
    event: TraceEvent,
    number: number,
    rule: Rule | undefined,
  ): void;
  /** NAT is about to rewrite an address: `after` is `address:port` as it will be. */
  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', after: string, byRule: boolean): void;
  /** The packet leaves the namespace, or ends in it. */
  end(skb: SkBuff<Ipv4Packet> | SkBuff<Ipv6Packet>, fate: PacketFate): void;
}

/** One observer that tells all of these; `undefined` if there are none. */
export function joinObservers(observers: readonly PacketObserver[]): PacketObserver | undefined {
  if (observers.length < 2) return observers[0];
  return {
    hook: (...event) => {
      for (const observer of observers) observer.hook(...event);
    },
    step: (...event) => {
      for (const observer of observers) observer.step(...event);
    },
    translate: (...event) => {
      for (const observer of observers) observer.translate(...event);
    },
    end: (...event) => {
      for (const observer of observers) observer.end(...event);
    },
  };
}
