/** What an exchange added to the counters of a host's rules and policies. */
import type { Journey } from '../../lab/observe/journey';
import { END, POLICY } from '../../lab/observe/stepWords';
import { type Counters, type Netfilter, TABLE_NAMES } from '../../netfilter';
import { countersOf } from '../../netfilter/nf/chain';
import type { CountedRule } from './answer';

/** A counter of nf_tables, and where it is. */
interface CounterPlace {
  readonly table: string;
  readonly chain: string;
  readonly rule: number;
  readonly counters: Counters;
}

/** What has been counted so far by rules of nf_tables: they count in their midst, whether or not the rest of the rule matches. */
export function nftCounters({ nf }: Netfilter): readonly CounterPlace[] {
  return nf.tables.flatMap(({ title: table, chains }) =>
    [...chains.values()].flatMap(({ name: chain, rules }) =>
      rules.flatMap((rule, index) => {
        const counters = countersOf(rule);
        return counters === undefined ? [] : [{ table, chain, rule: index + 1, counters }];
      }),
    ),
  );
}

/**
 * What was counted, in the order of the tables. Of iptables each step of a packet is one in its rule's counter: to look at all
 * rules before and after would take longer than the exchange, as there may be thousands.
 */
export function countedBy(
  journeys: readonly Journey[],
  netfilter: Netfilter,
  before: readonly CounterPlace[],
): readonly CountedRule[] {
  return [...iptablesCounted(journeys, netfilter), ...grown(before, nftCounters(netfilter))];
}

function iptablesCounted(journeys: readonly Journey[], { tables }: Netfilter): readonly CountedRule[] {
  const counted = new Map<string, Map<number, { packets: number; bytes: number }>>();
  for (const { steps } of journeys) {
    for (const { table, chain, rule, number, length } of steps) {
      if (rule === END) continue;
      const key = `${table} ${chain}`;
      const rules = counted.get(key) ?? new Map<number, { packets: number; bytes: number }>();
      counted.set(key, rules);
      const at = rule.startsWith(POLICY) ? 0 : number;
      const { packets, bytes } = rules.get(at) ?? { packets: 0, bytes: 0 };
      rules.set(at, { packets: packets + 1, bytes: bytes + length });
    }
  }
  return TABLE_NAMES.flatMap((table) =>
    [...(tables.get(table)?.chains.keys() ?? [])].flatMap((chain) =>
      [...(counted.get(`${table} ${chain}`) ?? [])]
        .sort(([one], [other]) => one - other)
        .map(([rule, sum]) => ({ table, chain, rule, ...sum })),
    ),
  );
}

/** The rules are the same at both times, so that each counter has its place. */
function grown(before: readonly CounterPlace[], after: readonly CounterPlace[]): readonly CountedRule[] {
  return after.flatMap(({ counters, ...place }, index) => {
    const old = before[index]?.counters ?? { packets: 0n, bytes: 0n };
    const packets = Number(counters.packets - old.packets);
    return packets === 0 ? [] : [{ ...place, packets, bytes: Number(counters.bytes - old.bytes) }];
  });
}
