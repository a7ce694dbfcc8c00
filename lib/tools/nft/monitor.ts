/** `nft monitor trace`: what rules did with the packets for which `meta nftrace` is set. Userspace: src/netlink.c, netlink_events_trace_cb. */
import type { Place } from '../../machine';
import { expressionsOf, type NfRule, type NfTable, type NfTraceEvent } from '../../netfilter/nf';
import type { Command } from './command';
import type { ListLooks } from './print/list';
import { formatRule } from './print/printRule';
import { formatTraceEvent } from './print/printTrace';
import { notModelled } from './source';

/** Begins to watch: `write` is given each line as it comes, until the returned function is called. */
export type Follow = (write: (text: string) => void) => () => void;

/** Throws an `NftError` for all that is not `trace`. */
export function monitor(
  { net, machine }: Place,
  { what, at }: Extract<Command, { readonly kind: 'monitor' }>,
  looks: ListLooks,
): Follow {
  if (what !== 'trace') throw notModelled(`monitor${what === '' ? '' : ` ${what}`}`, at);
  if (looks.json) throw notModelled('monitor with -j', at);
  return (write) => {
    const { nf } = net.netfilter;
    const texts = new RuleTexts(nf.tables, looks);
    const ids = new TraceIds(() => machine.chance.below(2 ** 32));
    const tracer = (event: NfTraceEvent) =>
      write(formatTraceEvent(event, ids.of(event), (rule) => texts.of(rule, event.table), looks));
    nf.tracers.add(tracer);
    return () => void nf.tracers.delete(tracer);
  };
}

/** The rules as they were when the watching began: nft asks for them once, and hears of new ones as they are made. */
class RuleTexts {
  readonly #texts = new Map<NfRule, string>();
  readonly #looks: ListLooks;

  constructor(tables: readonly NfTable[], looks: ListLooks) {
    this.#looks = looks;
    for (const table of tables)
      for (const [, rule] of table.rules())
        this.#texts.set(rule, formatRule(expressionsOf(rule), rule.comment, table.family, looks));
  }

  of(rule: NfRule, { family }: NfTable): string {
    const found = this.#texts.get(rule);
    if (found !== undefined) return found;
    const made = rule.parts.map(({ expression }) => expression);
    const text = formatRule(made, rule.comment, family, this.#looks);
    this.#texts.set(rule, text);
    return text;
  }
}

/** A number for each packet: another one when the machine's own packet comes in by loopback. */
class TraceIds {
  readonly #ids = new WeakMap<object, Map<boolean, number>>();
  readonly #draw: () => number;

  constructor(draw: () => number) {
    this.#draw = draw;
  }

  of({ skb, state }: NfTraceEvent): number {
    const ids = this.#ids.get(skb) ?? new Map<boolean, number>();
    this.#ids.set(skb, ids);
    const isSent = state.hook === 'OUTPUT' || (state.hook === 'POSTROUTING' && ids.has(true));
    const id = ids.get(isSent) ?? this.#draw();
    ids.set(isSent, id);
    return id;
  }
}
