/** What rules counted between two times, from what iptables-save -c and nft list ruleset printed then. */

/** Packets and bytes by `table chain number`; 0 is the policy. */
export type CounterGrowth = Readonly<Record<string, string>>;

interface Printed {
  readonly saved: string;
  readonly listed: string;
}

export function grownBetween(before: Printed, after: Printed): CounterGrowth {
  const old = new Map(countersIn(before));
  const grown: Record<string, string> = {};
  for (const [place, [packets, bytes]] of countersIn(after)) {
    const [oldPackets, oldBytes] = old.get(place) ?? [0, 0];
    if (packets > oldPackets) grown[place] = `${packets - oldPackets}:${bytes - oldBytes}`;
  }
  return grown;
}

function countersIn({ saved, listed }: Printed): [string, readonly [number, number]][] {
  return [...savedCounters(saved), ...listedCounters(listed)];
}

function* savedCounters(text: string): Generator<[string, readonly [number, number]]> {
  let table = '';
  const numbers = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) {
      table = line.slice(1);
      numbers.clear();
    }
    const chain = /^:(\S+) \S+ \[(\d+):(\d+)\]/.exec(line);
    if (chain !== null) yield [`${table} ${chain[1]} 0`, [Number(chain[2]), Number(chain[3])]];
    const rule = /^\[(\d+):(\d+)\] -A (\S+)/.exec(line);
    if (rule === null) continue;
    const [, packets, bytes, name = ''] = rule;
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    yield [`${table} ${name} ${number}`, [Number(packets), Number(bytes)]];
  }
}

function* listedCounters(text: string): Generator<[string, readonly [number, number]]> {
  let table = '';
  let chain = '';
  let number = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    table = /^table (.*) \{$/.exec(line)?.[1] ?? table;
    if (/^(?:chain|set|map|counter|quota|limit) .*\{$/.test(line)) {
      chain = /^chain (\S+) \{$/.exec(line)?.[1] ?? '';
      number = 0;
      continue;
    }
    if (chain === '' || line === '' || line === '}' || /^(?:type|policy) /.test(line)) continue;
    number += 1;
    const counter = /(?:^| )counter packets (\d+) bytes (\d+)/.exec(line);
    if (counter !== null) yield [`${table} ${chain} ${number}`, [Number(counter[1]), Number(counter[2])]];
  }
}
