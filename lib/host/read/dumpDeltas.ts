/** What grew from one `iptables-save -c` of a host to the next. */
import { type CounterDelta, type CounterRow, counterDeltas } from '../../lab/observe/counters';
import { DumpError } from './dumpError';
import { type Dump, readHost } from './readHost';
import { counterRowsOf } from './ruleRows';

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
  const facts = readHost([dump]);
  if (
    !facts.tables.some(({ family, rules }) => family === 'ipv4' && rules.some(({ counters }) => counters !== undefined))
  )
    throw new DumpError(`${dump.name} shows no rule with counters: iptables-save -c prints them`);
  return counterRowsOf(facts.tables);
}
