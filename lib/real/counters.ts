/** The real host's counters, as rows like those of the simulated one. */
import { type CounterRow, ruleLines } from '../lab';
import { TABLE_NAMES, type TableName } from '../netfilter';
import type { RealMachine } from './machine';
import { nftRows, textCounts } from './nftRows';

/** `iptables-save -c` of each table that was touched, in the order in which a packet meets them; then what `nft` lists. Untouched tables stay so. */
export async function saveTables(host: RealMachine): Promise<string> {
  return host.runScript('saveTables.sh', ...TABLE_NAMES);
}

/** Whether a save is of the tables of iptables-nft. */
export function isOfNftables(save: string): boolean {
  return save.startsWith('# nf_tables\n');
}

/** What is between the tables of iptables and those of nft alone. */
const NFT_MARK = '# nft\n';

/** The part of it that `iptables-save -c` prints. */
export function iptablesPart(save: string): string {
  return save.split(NFT_MARK, 1)[0] ?? '';
}

/** The rows of what `saveTables` gives: each chain's policy, then its rules; of nft's tables the rules that count. */
export function parseSave(save: string): readonly CounterRow[] {
  const text = iptablesPart(save);
  return [...saveRows(text), ...nftRows(save.slice(text.length))];
}

function saveRows(text: string): readonly CounterRow[] {
  const rows: CounterRow[] = [];
  let table: TableName = 'filter';
  const counts = new Map<string, number>();
  for (const line of ruleLines(text)) {
    const [, name] = /^\*(\S+)$/.exec(line) ?? [];
    if (name !== undefined) table = name as TableName;
    const [, chain, policy, pkts, bytes] = /^:(\S+) (\S+) \[(\d+):(\d+)\]$/.exec(line) ?? [];
    if (chain !== undefined)
      rows.push({ table, chain, index: 0, rule: `policy ${policy}`, ...textCounts(pkts, bytes) });
    const [, rulePkts, ruleBytes, of = '', rule = ''] = /^\[(\d+):(\d+)\] -A (\S+) ?(.*)$/.exec(line) ?? [];
    if (rulePkts === undefined) continue;
    const index = (counts.get(`${table} ${of}`) ?? 0) + 1;
    counts.set(`${table} ${of}`, index);
    rows.push({ table, chain: of, index, rule, ...textCounts(rulePkts, ruleBytes) });
  }
  return rows;
}
