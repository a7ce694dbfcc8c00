/** What all rules and policies of a host have counted, by iptables and by nf_tables, without their texts: there may be thousands. */
import { type Counters, type Netfilter, TABLE_NAMES } from '../../netfilter';
import { expressionsOf } from '../../netfilter/nf/chain';
import type { CountedRule } from './answer';

/** One counter and where it is; 0 is the chain's policy. */
interface CounterPlace {
  readonly table: string;
  readonly chain: string;
  readonly rule: number;
  readonly counters: Counters;
}

/** All that is counted, in the order of the tables. */
export function countersOf(netfilter: Netfilter): readonly CounterPlace[] {
  return [...iptablesCounters(netfilter), ...nftCounters(netfilter)];
}

/** What grew. The rules are the same at both times, so that each counter has its place. */
export function grownCounters(before: readonly CounterPlace[], after: readonly CounterPlace[]): readonly CountedRule[] {
  return after.flatMap(({ counters, ...place }, index) => {
    const old = before[index]?.counters ?? { packets: 0n, bytes: 0n };
    const packets = Number(counters.packets - old.packets);
    return packets === 0 ? [] : [{ ...place, packets, bytes: Number(counters.bytes - old.bytes) }];
  });
}

function iptablesCounters(netfilter: Netfilter): readonly CounterPlace[] {
  return TABLE_NAMES.flatMap((table) =>
    [...(netfilter.tables.get(table)?.chains.values() ?? [])].flatMap(({ name: chain, counters, rules }) => [
      { table, chain, rule: 0, counters },
      ...rules.map((rule, index) => ({ table, chain, rule: index + 1, counters: rule.counters })),
    ]),
  );
}

function nftCounters({ nf }: Netfilter): readonly CounterPlace[] {
  return nf.tables.flatMap(({ title: table, chains }) =>
    [...chains.values()].flatMap(({ name: chain, rules }) =>
      rules.flatMap((rule, index) => {
        const counter = expressionsOf(rule).find((expression) => expression.kind === 'counter');
        return counter === undefined ? [] : [{ table, chain, rule: index + 1, counters: counter.counters }];
      }),
    ),
  );
}
