/** What grew from one `iptables-save -c` of a host to the next. */
import { type CounterDelta, type CounterRow, counterDeltas, countsOf } from '../../lab/observe/counters';
import { isOfIptables, NO_COUNTERS } from '../../netfilter';
import { DumpError } from './dumpError';
import type { TableFact } from './facts';
import { type Dump, readHost } from './readHost';

/**
 * Which counters of IPv4 grew from one dump of a host to the next, for charts and tables. Throws a `DumpError` for a dump that
 * shows no counters: `iptables-save -c` prints them.
 *
 * @example
 * ```ts
 * import { dumpDeltas } from 'chainwalk/host';
 *
 * const rules = (counters: string) => `*filter\n:INPUT ACCEPT [0:0]\n[${counters}] -A INPUT -p icmp -j DROP\nCOMMIT\n`;
 * const [grown] = dumpDeltas({ name: 'before', text: rules('3:252') }, { name: 'after', text: rules('5:420') });
 * `${grown?.chain} ${grown?.index}: ${grown?.packets} packets, ${grown?.bytes} bytes`; // → 'INPUT 1: 2 packets, 168 bytes'
 * ```
 */
export function dumpDeltas(before: Dump, after: Dump): readonly CounterDelta[] {
  return counterDeltas(counterRows(before), counterRows(after));
}

function counterRows(dump: Dump): readonly CounterRow[] {
  const tables = readHost([dump]).tables.filter(({ family }) => family === 'ipv4');
  if (!tables.some(({ rules }) => rules.some(({ counters }) => counters !== undefined)))
    throw new DumpError(`${dump.name} shows no rule with counters: iptables-save -c prints them`);
  return tables.flatMap(rowsOf);
}

function rowsOf({ name: table, chains, rules }: TableFact): readonly CounterRow[] {
  if (!isOfIptables(table)) return [];
  const policies = chains.map(({ name: chain, policy = '-', counters }) => ({
    table,
    chain,
    index: 0,
    rule: `policy ${policy}`,
    ...countsOf(counters ?? NO_COUNTERS),
  }));
  const counted = new Map<string, number>();
  const rows = rules.map(({ chain, text, counters }) => {
    const index = (counted.get(chain) ?? 0) + 1;
    counted.set(chain, index);
    return { table, chain, index, rule: text, ...countsOf(counters ?? NO_COUNTERS) };
  });
  return [...policies, ...rows];
}
