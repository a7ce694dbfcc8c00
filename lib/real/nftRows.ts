/** What `nft list` says that rules counted, as rows like those of the simulated host. */
import { type CounterRow, type Counts, countsOf } from '../lab';
import type { RuleTable } from '../netfilter';

/** The table of a line; none of a family whose packets are not simulated. */
const TABLE = /^table ((?:ip|inet) \S+) \{/;
const OTHER_TABLE = /^table /;
const CHAIN = /^\tchain (\S+) \{/;
const COUNTER = /\bcounter packets (\d+) bytes (\d+)/;

/** Of tables that IPv4 packets meet, the rules that have a counter of their own. */
export function nftRows(listing: string): readonly CounterRow[] {
  const rows: CounterRow[] = [];
  let table: string | undefined;
  let chain: string | undefined;
  let index = 0;
  for (const line of listing.split('\n')) {
    const found = TABLE.exec(line)?.[1];
    if (found !== undefined || OTHER_TABLE.test(line)) table = found;
    const begun = CHAIN.exec(line)?.[1];
    if (begun !== undefined) {
      chain = begun;
      index = 0;
      continue;
    }
    if (line === '\t}') chain = undefined;
    // A chain's hook is not one of its rules.
    if (table === undefined || chain === undefined || !line.startsWith('\t\t') || line.startsWith('\t\ttype '))
      continue;
    index += 1;
    const [, packets, bytes] = COUNTER.exec(line) ?? [];
    if (packets === undefined) continue;
    rows.push({ table: table as RuleTable, chain, index, rule: withoutState(line), ...textCounts(packets, bytes) });
  }
  return rows;
}

/** A rule as `nft -s` lists it. */
function withoutState(line: string): string {
  return line
    .trim()
    .replace(COUNTER, 'counter')
    .replace(/(\bquota (?:over |until )?\d+ \w+) used \d+ \w+/, '$1');
}

/** Counters as a program prints them. */
export function textCounts(packets = '0', bytes = '0'): Counts {
  return countsOf({ packets: BigInt(packets), bytes: BigInt(bytes) });
}
