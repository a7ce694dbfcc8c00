/** Netfilter of one namespace: its tables, made when they are first touched, and its connections. */
import { defragment } from './conntrack/defragment';
import { ConntrackTable } from './conntrack/table';
import { confirm, track } from './conntrack/track';
import { HashlimitTables } from './hashlimitTables';
import { type HookEntry, type HookState, Hooks, type Verdict } from './hook';
import { type HookName, PRIORITY } from './hookName';
import type { Match } from './matches';
import { NatCore } from './nat/core';
import { type BatchOptions, type BatchResult, NfTables } from './nf/nfTables';
import type { NfRequest } from './nf/request';
import { RecentTables } from './recentTables';
import { SetTable } from './sets/setTable';
import type { SkBuff } from './skb';
import type { Target } from './targets';
import { Ip6Tables } from './xtables/ip6Tables';
import { type HookPlace, Table, type TableDraft } from './xtables/table';
import { builtinChains, TABLE_HOOKS, type TableName } from './xtables/tableHooks';
import { traversePlace } from './xtables/traverse';

/** Hooks, tables and connections of one namespace. Linux: struct netns_nf, netns_xt, netns_ct. */
export class Netfilter {
  /** @internal */
  readonly family = 'ipv4';
  /** @internal */
  readonly hooks = new Hooks();
  /** @internal */
  readonly conntrack = new ConntrackTable();
  /** What `-m hashlimit` counts. @internal */
  readonly hashlimits = new HashlimitTables();
  /** What `-m recent` keeps. @internal */
  readonly recent = new RecentTables();
  /** IP sets. @internal */
  readonly sets = new SetTable((name) => this.#rulesOfSet(name));
  /** The tables of ip6tables. @internal */
  readonly ip6 = new Ip6Tables();
  /** Told when a rule needs the packets of connections to be counted. Linux: nf_ct_set_acct. @internal */
  forceAccounting: () => void = () => {};
  readonly #nat = new NatCore(this.hooks);
  /** nf_tables, beside the tables of iptables: both see every packet. @internal */
  readonly nf = new NfTables(this.hooks, this.#nat);
  readonly #tables = new Map<TableName, Table>();
  readonly #trackingHooks: readonly HookEntry[];
  #tracking = false;

  constructor() {
    this.#trackingHooks = [
      new TrackingEntry('defragment', 'PREROUTING', PRIORITY.CONNTRACK_DEFRAGMENT),
      new TrackingEntry('defragment', 'OUTPUT', PRIORITY.CONNTRACK_DEFRAGMENT),
      new TrackingEntry('conntrack', 'PREROUTING', PRIORITY.CONNTRACK),
      new TrackingEntry('conntrack', 'OUTPUT', PRIORITY.CONNTRACK),
      new TrackingEntry('confirm', 'INPUT', PRIORITY.CONNTRACK_CONFIRM),
      new TrackingEntry('confirm', 'POSTROUTING', PRIORITY.CONNTRACK_CONFIRM),
    ];
  }

  /** Whether connections are tracked: only while some rule needs it. Linux: nf_ct_netns_get. */
  get tracking(): boolean {
    return this.#tracking;
  }

  /** The tables that were touched so far. @internal */
  get tables(): ReadonlyMap<TableName, Table> {
    return this.#tables;
  }

  /**
   * A table; touching it for the first time registers its hooks, and its counters start. Linux: xt_find_table_lock.
   * @internal
   */
  table(name: TableName): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(name);
      this.#tables.set(name, table);
      if (name === 'nat') this.#nat.register(tableHooks(table));
      else this.hooks.register(tableHooks(table));
    }
    return table;
  }

  /** Replaces a table's chains by a validated draft. @internal */
  commit(name: TableName, draft: TableDraft): void {
    this.table(name).commit(draft);
    if (this.table(name).needsAccounting) this.forceAccounting();
    this.#settle();
  }

  /** Changes nf_tables: does all that is asked, or nothing. @internal */
  runBatch(requests: readonly NfRequest[], options: BatchOptions): BatchResult {
    const result = this.nf.run(requests, options);
    // Of any rule that was looked at, whether or not it came to stay. Linux: connbytes_mt_check.
    if (requests.some(asksForAccounting)) this.forceAccounting();
    this.#settle();
    return result;
  }

  /** Rules came or went. */
  #settle(): void {
    if (this.recent.size > 0) this.recent.retain(this.#namesIn('recent'));
    if (this.hashlimits.size > 0) this.hashlimits.retain(this.#namesIn('hashlimit'));
    this.#updateTracking();
  }

  /** The matches and targets of all rules, of either engine. */
  *#extensions(): Iterable<Match | Target> {
    for (const { chains } of [...this.#tables.values(), ...this.ip6.tables.values()]) {
      for (const { rules } of chains.values()) {
        for (const { spec } of rules) {
          yield* spec.matches;
          yield spec.target;
        }
      }
    }
    yield* this.nf.extensions();
  }

  /** The names that matches of a kind have in all rules. */
  #namesIn(kind: 'recent' | 'hashlimit'): ReadonlySet<string> {
    const names = new Set<string>();
    for (const one of this.#extensions()) if (one.kind === kind) names.add(one.name);
    return names;
  }

  /** How many matches and targets name an IP set. */
  #rulesOfSet(name: string): number {
    let count = 0;
    for (const one of this.#extensions()) {
      if (one.kind === 'set' && one.name === name) count += 1;
      if (one.kind === 'SET') count += [one.add, one.delete].filter((place) => place?.name === name).length;
    }
    return count;
  }

  #updateTracking(): void {
    const needed = this.nf.needsConntrack || [...this.#tables.values()].some((table) => table.needsConntrack);
    if (needed === this.#tracking) return;
    this.#tracking = needed;
    if (needed) this.hooks.register(this.#trackingHooks);
    else this.hooks.unregister(this.#trackingHooks);
  }
}

function asksForAccounting(request: NfRequest): boolean {
  if (!('expressions' in request)) return false;
  return request.expressions.some((one) => one.kind === 'xt match' && one.match.kind === 'connbytes');
}

/** What connection tracking does at a hook. */
class TrackingEntry implements HookEntry {
  constructor(
    readonly name: 'defragment' | 'conntrack' | 'confirm',
    readonly hook: HookName,
    readonly priority: number,
  ) {}

  run(skb: SkBuff, state: HookState): Verdict {
    switch (this.name) {
      case 'defragment':
        return defragment(skb, state);
      case 'conntrack':
        return track(skb, state);
      case 'confirm':
        return confirm(skb, state);
    }
  }
}

/** A table's builtin chain at its hook. */
class TableEntry implements HookEntry {
  readonly name: TableName;
  readonly priority: number;
  readonly #place: HookPlace;
  readonly #reroutes: boolean;

  constructor(
    table: Table,
    readonly hook: HookName,
  ) {
    this.name = table.name;
    this.priority = TABLE_HOOKS[table.name][hook] as number;
    this.#place = table.place(hook);
    this.#reroutes = table.name === 'mangle' && hook === 'OUTPUT';
  }

  run(skb: SkBuff, state: HookState): Verdict {
    return this.#reroutes ? mangleOutput(this.#place, skb, state) : traversePlace(this.#place, skb, state);
  }
}

function tableHooks(table: Table): readonly HookEntry[] {
  return builtinChains(table.name).map((hook) => new TableEntry(table, hook));
}

/** What has another mark or class of service is routed anew. Linux: ipt_mangle_out, net/ipv4/netfilter/iptable_mangle.c. */
function mangleOutput(place: HookPlace, skb: SkBuff, state: HookState): Verdict {
  const { mark } = skb.notes;
  const { typeOfService } = skb.packet;
  const verdict = traversePlace(place, skb, state);
  if (verdict !== 'ACCEPT' || (skb.notes.mark === mark && skb.packet.typeOfService === typeOfService)) return verdict;
  return state.host.reroute(skb) ? verdict : 'DROP';
}
