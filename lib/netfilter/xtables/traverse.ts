/** A packet's path through a table's chains. Linux: ipt_do_table, net/ipv4/netfilter/ip_tables.c. */
import type { HookState, Verdict } from '../hook';
import { logTrace, WARNING } from '../log';
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
  // Most tables have no rules at most hooks.
  if (chain.rules.length > 0) {
    // What REJECT sends meets chains of its own before this packet's are left.
    const before = jumps;
    jumps = 0;
    const verdict = traverseChain(table, chain, skb, state, 0);
    jumps = before;
    if (verdict !== 'RETURN') return verdict;
  }
  chain.count(skb);
  if (isWatched(skb)) reportStep(skb, state, table, chain, 'policy', chain.rules.length + 1, undefined);
  return chain.policy ?? 'ACCEPT';
}

/** Where packets come back to from the chains that they are in, and at which rule. Linux: jumpstack, struct xt_table_info. */
const RETURN_CHAINS: Chain[] = [];
const RETURN_INDEXES: number[] = [];

/**
 * Jumps that a packet may make in one table. The kernel has no such limit: chains that call each other twice, a hundred deep,
 * stop its processor for good.
 */
const MOST_JUMPS = 1_000_000;

/** Jumps that the packet at hand has made in its table. */
let jumps = 0;

/** Chains that are followed on the program's own stack, which is faster than RETURN_CHAINS but ends sooner. */
const SHALLOW = 100;

/** `RETURN`: the end was reached, or a rule said so. */
function traverseChain(
  table: TableName,
  chain: Chain,
  skb: SkBuff,
  state: HookState,
  depth: number,
): Verdict | 'RETURN' {
  const { rules } = chain;
  for (
    let index = chain.nextCandidate(skb.packet, 0);
    index < rules.length;
    index = chain.nextCandidate(skb.packet, index + 1)
  ) {
    const rule = rules[index] as Rule;
    if (!rule.matches(skb, state)) continue;
    rule.count(skb);
    if (isWatched(skb)) reportStep(skb, state, table, chain, traceEvent(rule, chain), index + 1, rule);
    const verdict = follow(table, rule, skb, state, depth);
    if (verdict !== 'CONTINUE') return verdict;
  }
  // The end of a user chain is an entry of its own; that of a builtin chain is the policy, and counted there.
  if (chain.policy === undefined && isWatched(skb))
    reportStep(skb, state, table, chain, 'return', rules.length + 1, undefined);
  return 'RETURN';
}

/** What a rule that matched leads to. */
function follow(
  table: TableName,
  rule: Rule,
  skb: SkBuff,
  state: HookState,
  depth: number,
): Verdict | 'RETURN' | 'CONTINUE' {
  if (rule.action !== undefined) return rule.action.run(skb, state);
  if (rule.verdict !== undefined) return rule.verdict;
  if (rule.jump === undefined) return 'CONTINUE';
  if (++jumps > MOST_JUMPS) return giveUp(table, skb, state);
  const verdict =
    depth < SHALLOW
      ? traverseChain(table, rule.jump, skb, state, depth + 1)
      : traverseDeepChain(table, rule.jump, skb, state);
  // A goto leaves nothing to come back to: its end is this chain's end.
  return verdict === 'RETURN' && !rule.goto ? 'CONTINUE' : verdict;
}

/** The same for chains that are nested deeper than the program's own stack may be. */
function traverseDeepChain(table: TableName, start: Chain, skb: SkBuff, state: HookState): Verdict | 'RETURN' {
  const bottom = RETURN_CHAINS.length;
  let chain = start;
  for (let index = 0; ; ) {
    index = chain.nextCandidate(skb.packet, index);
    const { rules } = chain;
    const rule = index < rules.length ? rules[index] : undefined;
    if (rule !== undefined) {
      index += 1;
      if (!rule.matches(skb, state)) continue;
      rule.count(skb);
      reportStep(skb, state, table, chain, traceEvent(rule, chain), index, rule);
      if (rule.jump !== undefined) {
        if (++jumps > MOST_JUMPS) {
          forgetReturns(bottom);
          return giveUp(table, skb, state);
        }
        if (!rule.goto) {
          RETURN_CHAINS.push(chain);
          RETURN_INDEXES.push(index);
        }
        chain = rule.jump;
        index = 0;
        continue;
      }
      const verdict = rule.action === undefined ? rule.verdict : rule.action.run(skb, state);
      if (verdict === undefined || verdict === 'CONTINUE') continue;
      if (verdict !== 'RETURN') {
        forgetReturns(bottom);
        return verdict;
      }
    } else if (chain.policy === undefined) {
      reportStep(skb, state, table, chain, 'return', rules.length + 1, undefined);
    }
    if (RETURN_CHAINS.length === bottom) return 'RETURN';
    chain = RETURN_CHAINS.pop() as Chain;
    index = RETURN_INDEXES.pop() as number;
  }
}

function forgetReturns(bottom: number): void {
  RETURN_CHAINS.length = bottom;
  RETURN_INDEXES.length = bottom;
}

/** Ends a packet that would go on as good as for ever. */
function giveUp(table: TableName, skb: SkBuff, state: HookState): 'DROP' {
  state.host.log(
    WARNING,
    `chainwalk: packet ${skb.packet.identification} made more than ${MOST_JUMPS} jumps in table ${table}, and was dropped: a real kernel would stand still`,
  );
  return 'DROP';
}

/** Whether somebody wants to know of the packet's steps: hardly any packet, so that steps are put together for those alone. */
function isWatched({ notes }: SkBuff): boolean {
  return notes.observer !== undefined || notes.traced;
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
    observer.step({
      hook: state.hook,
      table,
      chain: chain.name,
      policy: chain.policy,
      event,
      number,
      rule,
      in: state.in?.name ?? '',
      out: state.out?.name ?? '',
      packet: skb.packet,
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
