/** The same rules on several hosts: which chain each has, and which of them has it at all. */
import type { CounterRow } from '../../lab/observe/counters';
import type { Observation } from '../../lab/observe/observation';
import type { Row } from '../figure/csv';
import { formatCount } from '../figure/textTable';
import { type TableView, table } from '../tables/table';
import type { NamedTone } from '../tables/tone';
import { inKernelOrder } from './kernelOrder';
import { ruleDetail } from './ruleLabel';

/** The rules of a host, or a request on it, which also says what they counted. */
export type HostRules = readonly CounterRow[] | Pick<Observation, 'after' | 'deltas'>;

/** What such a table says. */
export interface MovedRulesOptions {
  /** The finding, as a sentence. */
  readonly title: string;
}

const NONE = 'no such rule';
const ABSENT: NamedTone = { name: 'this host has no such rule', sign: '–', colour: '#8A9099' };
const MOVED: NamedTone = { name: 'the same rule in another chain', sign: '→', colour: '#0072B2' };
const NEW: NamedTone = { name: 'a rule that the first host has not', sign: '+', colour: '#009E73' };

/**
 * A row for each rule, as it is written, and a column for each host: in which chain it stands there and at which place. Of requests
 * also how many packets it counted, and only the rules that counted on one host at least. A rule that a host has several times stands in one row; the
 * isolation chains of Docker are called `STAGE-1` and `STAGE-2`. Policies that accept are in the table of requests only.
 *
 * @example
 * ```ts
 * import { lab, movedRules } from 'chainwalk';
 *
 * const before = await lab();
 * const after = await lab();
 * await after.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * movedRules({ before: before.counters(), after: after.counters() }, { title: 'A new rule' }).rows;
 * // → [{"table":"filter","rule":"-p icmp ACCEPT","before":"no such rule","after":"INPUT 1"}]
 * ```
 */
export function movedRules(hosts: Readonly<Record<string, HostRules>>, { title }: MovedRulesOptions): TableView {
  const names = Object.keys(hosts);
  const all = Object.values(hosts).map(placesOf);
  const rows = inKernelOrder(firstOfEach(all)).map((row): Row => {
    const cells = all.map((places) => wordsOf(places.get(keyOf(row)) ?? []));
    return {
      table: row.table,
      rule: writtenAs(row),
      ...Object.fromEntries(names.map((name, index) => [name, cells[index]])),
    };
  });
  const [first = ''] = names;
  const tone = (row: Row, column: string) => (names.includes(column) ? toneOf(row[first], row[column]) : undefined);
  return table(rows, { title, tone, foldAfter: 60 });
}

/** A rule's place, and what it counted. */
interface Place {
  readonly row: CounterRow;
  readonly packets: number | undefined;
}

/** By rule, where it stands; of a request without those that nothing counted anywhere: `firstOfEach` leaves them out. */
function placesOf(host: HostRules): ReadonlyMap<string, readonly Place[]> {
  const isRequest = 'after' in host;
  const counted = new Map(isRequest ? host.deltas.map((delta) => [placeOf(delta), delta.packets]) : []);
  const places = new Map<string, Place[]>();
  for (const row of isRequest ? host.after : host) {
    if (row.rule === 'policy -' || (!isRequest && row.rule === 'policy ACCEPT')) continue;
    const packets = isRequest ? (counted.get(placeOf(row)) ?? 0) : undefined;
    places.set(keyOf(row), [...(places.get(keyOf(row)) ?? []), { row, packets }]);
  }
  return places;
}

function firstOfEach(hosts: readonly ReadonlyMap<string, readonly Place[]>[]): readonly CounterRow[] {
  const first = new Map<string, CounterRow>();
  for (const [key, places] of hosts.flatMap((host) => [...host]))
    for (const { row, packets } of places) if (packets !== 0 && !first.has(key)) first.set(key, row);
  return [...first.values()];
}

/** As a listing shows it; what has no condition is told apart as a jump or a verdict. */
function writtenAs({ rule, index }: CounterRow): string {
  const text = index === 0 ? rule : ruleDetail(rule, index);
  return text.includes(' ') ? text : `-j ${text}`;
}

/** Policies are a chain's own; a rule is the same wherever it stands. */
function keyOf({ table, chain, index, rule }: CounterRow): string {
  return index === 0 ? `${table} ${chain} ${rule}` : `${table} ${rule}`;
}

function placeOf({ table, chain, index }: CounterRow): string {
  return `${table} ${chain} ${index}`;
}

function wordsOf(places: readonly Place[]): string {
  const words = places.map(({ row: { chain, index }, packets }) => {
    const place = `${chain.replace(/^DOCKER-ISOLATION-/, '')} ${index === 0 ? 'policy' : index}`;
    return packets === undefined ? place : `${place}: ${formatCount(packets)}`;
  });
  return words.length === 0 ? NONE : words.join(', ');
}

function toneOf(first: Row[string], here: Row[string]): NamedTone | undefined {
  if (here === NONE) return ABSENT;
  if (first === NONE) return NEW;
  return chainsIn(first) === chainsIn(here) ? undefined : MOVED;
}

/** The chains of a cell: `FORWARD` of `FORWARD 3: 11`. */
function chainsIn(words: Row[string]): string {
  return String(words)
    .split(', ')
    .map((one) => one.split(' ', 1)[0])
    .join();
}
