/** A packet's path through the chains of a table. Linux: nft_do_chain, net/netfilter/nf_tables_core.c. */
import type { HookState, Verdict } from '../hook';
import { WARNING } from '../log';
import type { TraceEvent } from '../observer';
import type { SkBuff } from '../skb';
import type { ChainIndex } from '../xtables/chainIndex';
import type { ExpressionFunction, NfChain, NfRule } from './chain';
import { DECISIONS, type Decision } from './decision';
import { indexOf } from './ruleIndex';
import type { NfTable } from './table';
import type { NfTraceEvent, NfTracer } from './trace';

/** The end of a chain is like a rule that says `return`. */
const END = DECISIONS.return;

/** Jumps that a packet may make in one base chain: with sixteen chains that call each other often, a real kernel would stand still. */
const MOST_JUMPS = 1_000_000;

/** Where a packet comes back to from a chain. */
interface Frame {
  readonly chain: NfChain;
  readonly rules: readonly NfRule[];
  readonly candidates: ChainIndex | undefined;
  readonly next: number;
}

const NOBODY: ReadonlySet<NfTracer> = new Set();

/** Runs a base chain; falls back to its policy. */
export function runBaseChain(
  table: NfTable,
  base: NfChain,
  skb: SkBuff,
  state: HookState,
  tracers: ReadonlySet<NfTracer> = NOBODY,
): Verdict {
  let isTold = false;
  let frames: Frame[] | undefined;
  let chain = base;
  let { rules } = chain;
  let candidates = indexOf(chain);
  let jumps = 0;
  for (let index = 0; ; ) {
    if (candidates !== undefined) index = candidates.next(skb.packet, index);
    const rule = rules[index];
    let decision: Decision = END;
    if (rule !== undefined) {
      index += 1;
      const found = runRule(rule.runs, skb, state);
      if (found === 'BREAK') continue;
      if (skb.observer !== undefined) report(table, chain, 'rule', index, rule, skb, state);
      decision = found;
      if (skb.notes.traced && tracers.size > 0) {
        tell(tracers, { table, chain, rule, decision, isFirst: !isTold, skb, state });
        isTold = true;
      }
    } else if (chain.base === undefined) {
      report(table, chain, 'return', rules.length + 1, undefined, skb, state);
    }
    switch (decision.code) {
      case 'CONTINUE':
        continue;
      case 'JUMP':
      case 'GOTO':
        jumps += 1;
        if (jumps > MOST_JUMPS) return giveUp(table, skb, state);
        if (decision.code === 'JUMP') {
          frames ??= [];
          frames.push({ chain, rules, candidates, next: index });
        }
        chain = decision.chain;
        rules = chain.rules;
        candidates = indexOf(chain);
        index = 0;
        continue;
      case 'RETURN': {
        const frame = frames?.pop();
        if (frame === undefined) {
          base.counter?.count(skb);
          report(table, base, 'policy', base.rules.length + 1, undefined, skb, state);
          const policy = base.base?.policy ?? 'ACCEPT';
          if (skb.notes.traced && tracers.size > 0) {
            const event = {
              table,
              chain: base,
              rule: undefined,
              decision: { code: policy },
              isFirst: !isTold,
              skb,
              state,
            };
            tell(tracers, event);
          }
          return policy;
        }
        chain = frame.chain;
        rules = frame.rules;
        candidates = frame.candidates;
        index = frame.next;
        continue;
      }
      default:
        return decision.code;
    }
  }
}

function tell(tracers: ReadonlySet<NfTracer>, event: NfTraceEvent): void {
  for (const tracer of tracers) tracer(event);
}

/** `BREAK`: an expression did not match. A rule whose expressions all went on goes on itself. */
function runRule(runs: readonly ExpressionFunction[], skb: SkBuff, state: HookState): 'BREAK' | Decision {
  for (let index = 0; index < runs.length; index++) {
    const outcome = (runs[index] as ExpressionFunction)(skb, state);
    if (outcome !== undefined) return outcome;
  }
  return DECISIONS.continue;
}

/** Tells whoever watches the packet. */
function report(
  table: NfTable,
  chain: NfChain,
  event: TraceEvent,
  number: number,
  rule: NfRule | undefined,
  skb: SkBuff,
  state: HookState,
): void {
  skb.observer?.step({
    hook: state.hook,
    table: table.title,
    chain: chain.name,
    policy: chain.base?.policy,
    event,
    number,
    rule,
    in: state.in?.name ?? '',
    out: state.out?.name ?? '',
    packet: skb.packet,
  });
}

function giveUp({ title }: NfTable, skb: SkBuff, state: HookState): 'DROP' {
  state.host.log(
    WARNING,
    `chainwalk: packet ${skb.packet.identification} made more than ${MOST_JUMPS} jumps in table ${title}, and was dropped: a real kernel would stand still`,
  );
  return 'DROP';
}
