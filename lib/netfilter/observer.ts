/** Who wants to know a packet's way is told of it here. Linux: the TRACE target. */
import type { HookName, HookState } from './hook';
import type { Rule } from './rule';
import type { SkBuff } from './skb';
import type { Chain, TableName } from './table';

/** The words of a TRACE line: a rule matched, a user chain ended, a builtin chain ended. */
export type TraceEvent = 'rule' | 'return' | 'policy';

export interface PacketObserver {
  /** A hook is entered. */
  hook(hook: HookName): void;
  /** An entry of a chain was reached and counted; `rule` is absent at the end of a chain. `number` counts from 1. */
  step(skb: SkBuff, state: HookState, table: TableName, chain: Chain, event: TraceEvent, number: number, rule: Rule | undefined): void;
  /** NAT is about to rewrite an address: `after` is `address:port` as it will be. */
  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', after: string, byRule: boolean): void;
}
