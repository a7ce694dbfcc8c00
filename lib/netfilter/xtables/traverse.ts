/** A packet's path through a table's chains. Linux: ipt_do_table, net/ipv4/netfilter/ip_tables.c. */
import type { HookState, Verdict } from '../hook';
import { logTrace } from '../log';
import type { TraceEvent, TraceStep } from '../observer';
import type { SkBuff } from '../skb';
import type { Chain } from './chain';
import { Rule } from './rule';
import type { RuleSpec } from './ruleSpec';
import type { HookPlace, Table } from './table';
import type { TableName } from './tableHooks';

/** Runs the builtin chain of the hook; falls back to its policy. */
export function traverseTable(table: Table, skb: SkBuff, state: HookState): Verdict {
  return traversePlace(table.place(state.hook), skb, state);
}

/** The same for a hook's place that is known. */
export function traversePlace({ table, chain }: HookPlace, skb: SkBuff, state: HookState): Verdict {
  const verdict = traverseChain(table, chain, skb, state);
  if (verdict !== 'RETURN') return verdict;
  chain.packets += 1;
  chain.bytes += skb.packet.totalLength;
  reportStep(skb, state, table, chain, 'policy', chain.rules.length + 1, undefined);
  return chain.policy ?? 'ACCEPT';
}

/** `RETURN`: the end was reached, or a rule said so. */
function traverseChain(table: TableName, chain: Chain, skb: SkBuff, state: HookState): Verdict | 'RETURN' {
  const { rules } = chain;
  for (
    let index = chain.nextCandidate(skb.packet, 0);
    index < rules.length;
    index = chain.nextCandidate(skb.packet, index + 1)
  ) {
    const rule = rules[index] as Rule;
    if (!rule.matches(skb, state)) continue;
    rule.count(skb);
    reportStep(skb, state, table, chain, traceEvent(rule, chain), index + 1, rule);
    const verdict = follow(table, rule, skb, state);
    if (verdict !== 'CONTINUE') return verdict;
  }
  // The end of a user chain is an entry of its own; that of a builtin chain is the policy, and counted there.
  if (chain.policy === undefined) reportStep(skb, state, table, chain, 'return', rules.length + 1, undefined);
  return 'RETURN';
}

/** What a rule that matched leads to. */
function follow(table: TableName, rule: Rule, skb: SkBuff, state: HookState): Verdict | 'RETURN' | 'CONTINUE' {
  if (rule.targetFunction !== undefined) return rule.targetFunction(skb, state);
  if (rule.verdict !== undefined) return rule.verdict;
  if (rule.jump === undefined) return 'CONTINUE';
  const verdict = traverseChain(table, rule.jump, skb, state);
  // A goto leaves nothing to come back to: its end is this chain's end.
  return verdict === 'RETURN' && !rule.goto ? 'CONTINUE' : verdict;
}

/** Tells whoever watches the packet, and the kernel log if TRACE asked for it. Linux: trace_packet. */
function reportStep(
  skb: SkBuff,
  state: HookState,
  table: TableName,
  chain: Chain,
  event: TraceEvent,
  number: number,
  rule: Rule | undefined,
): void {
  const { observer } = skb;
  if (observer !== undefined) {
    const { name, policy } = chain;
    const [input = '', output = ''] = [state.in?.name, state.out?.name];
    const { packet } = skb;
    observer.step({
      hook: state.hook,
      table,
      chain: name,
      policy,
      event,
      number,
      rule,
      in: input,
      out: output,
      packet,
    });
  }
  if (skb.notes.traced) logTrace(skb, state, `${table}:${chain.name}:${event}:${number}`);
}

/** TRACE takes an unconditional verdict for the end of its chain. Linux: get_chainname_rulenum. */
function traceEvent(rule: Rule, chain: Chain): TraceEvent {
  if (!rule.decidesAlways) return 'rule';
  return chain.policy === undefined ? 'return' : 'policy';
}

/** What the rule of a step says; `undefined` at the end of a chain. */
export function specOf({ rule }: TraceStep): RuleSpec | undefined {
  return rule instanceof Rule ? rule.spec : undefined;
}
