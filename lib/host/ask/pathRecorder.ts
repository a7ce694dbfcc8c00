/** Writes down each packet's path through all machines, and in the host why rules did not match. */

import type { Journey } from '../../lab/observe/journey';
import { JourneyRecorder } from '../../lab/observe/recorder';
import {
  type HookState,
  isOfIptables,
  type PacketObserver,
  type RuleTable,
  type SkBuff,
  type TraceStep,
} from '../../netfilter';
import type { NetNamespace, PacketListener } from '../../network';
import { ruleText } from '../../tools/iptables';
import type { LoadedRules, UnknownRule } from '../build';
import type { Miss } from './miss';
import { missOf } from './misses';
import { nftMiss } from './nftMisses';

/** A packet's path through one namespace. */
export interface Path {
  readonly journey: Journey;
  /** For each of the journey's steps the rules of that chain that were asked before and did not match. */
  readonly misses: readonly (readonly Miss[])[];
  /** The state that conntrack gave it at the first step; '' where there is none. */
  readonly state: string;
}

/** What is written down besides the packets' paths. */
export interface RecorderOptions {
  /** Why rules did not match: it takes longer than the packets do. */
  readonly explains: boolean;
  /** The rules as the dumps have them. */
  readonly rules: LoadedRules;
  /** Rules whose answer is not known. */
  readonly unknown: readonly UnknownRule[];
}

/** Rules that are listed at most before a step. */
const MOST_MISSES = 40;

export class PathRecorder {
  readonly #journeys: JourneyRecorder;
  readonly #host: NetNamespace;
  readonly #watchers: MissWatcher[] = [];
  readonly #explains: boolean;
  readonly #rules: LoadedRules;
  /** By table and chain, the numbers of the rules whose answer is not known. */
  readonly #unknown = new Map<string, number[]>();
  /** Rules whose answer is not known and that a packet came to, as `table chain number`. */
  readonly asked = new Set<string>();

  constructor(host: NetNamespace, namespaces: readonly NetNamespace[], { explains, rules, unknown }: RecorderOptions) {
    this.#host = host;
    this.#journeys = new JourneyRecorder(namespaces);
    this.#explains = explains;
    this.#rules = rules;
    for (const { table, chain, rule } of unknown) {
      const key = `${table} ${chain}`;
      const numbers = this.#unknown.get(key) ?? [];
      this.#unknown.set(key, numbers);
      numbers.push(rule);
    }
  }

  readonly #passed = (chain: string, from: number, to: number): void => {
    // A line of nf_tables has no number: it is asked where its chain is.
    for (const number of this.#unknown.get(chain) ?? [])
      if (number === 0 || (from < number && number <= to)) this.asked.add(`${chain} ${number}`);
  };

  readonly #listener: PacketListener = (net) => {
    const watcher = new MissWatcher(net, this.#explains ? this.#rules : undefined, this.#passed);
    this.#watchers.push(watcher);
    return watcher;
  };

  start(): void {
    this.#journeys.start();
    if (this.#explains || this.#unknown.size > 0) this.#host.packetListeners.add(this.#listener);
  }

  /** Listens at one more namespace. */
  watch(namespace: NetNamespace): void {
    this.#journeys.watch(namespace);
  }

  stop(): void {
    this.#journeys.stop();
    this.#host.packetListeners.delete(this.#listener);
  }

  /** In the order in which packets entered their namespaces. */
  paths(): readonly Path[] {
    return this.#journeys.journeys().map((journey) => {
      const watcher = journey.namespace === this.#host.name ? this.#watchers[journey.packet - 1] : undefined;
      return { journey, misses: watcher?.misses ?? [], state: watcher?.state ?? '' };
    });
  }
}

class MissWatcher implements PacketObserver {
  readonly misses: (readonly Miss[])[] = [];
  state = '';
  readonly #net: NetNamespace;
  /** By table and chain, the last rule that was met at this hook. */
  readonly #last = new Map<string, number>();
  #place: Place | undefined;
  readonly #rules: LoadedRules | undefined;
  /** Told of the rules of a chain that were asked, from behind the first number to the second. */
  readonly #passed: (chain: string, from: number, to: number) => void;

  constructor(
    net: NetNamespace,
    rules: LoadedRules | undefined,
    passed: (chain: string, from: number, to: number) => void,
  ) {
    this.#net = net;
    this.#rules = rules;
    this.#passed = passed;
  }

  hook(...[skb, state]: Parameters<PacketObserver['hook']>): void {
    this.#last.clear();
    // The kernel's own values, of which an observer is promised a part.
    this.#place = { skb: skb as SkBuff, state: state as HookState };
  }

  step({ table, chain: name, number }: TraceStep): void {
    const key = `${table} ${name}`;
    const before = this.#last.get(key) ?? 0;
    // A chain that is come to again begins anew.
    const last = before < number ? before : 0;
    this.#last.set(key, number);
    this.#passed(key, last, number);
    const place = this.#place;
    if (place !== undefined && this.state === '') {
      const { notes } = place.skb;
      if (this.#net.netfilter.tracking && place.state.hook !== 'PREROUTING')
        this.state = notes.untracked ? 'UNTRACKED' : notes.conntrack === undefined ? 'INVALID' : notes.conntrackInfo;
    }
    if (this.#rules === undefined) return;
    this.misses.push(place === undefined ? [] : this.#missesBetween(table, name, last, number, place));
  }

  /** Of the rules behind the number `from`, before `to`. */
  #missesBetween(table: RuleTable, name: string, from: number, to: number, { skb, state }: Place): readonly Miss[] {
    const { netfilter } = this.#net;
    const until = Math.min(to - 1, from + MOST_MISSES);
    if (isOfIptables(table)) {
      const rules = netfilter.tables.get(table)?.chains.get(name)?.rules.slice(from, until) ?? [];
      return rules.map((rule, index) => ({
        rule: from + index + 1,
        text: this.#rules?.texts.get(rule)?.text ?? ruleText(rule.spec),
        why: missOf(rule.spec, skb, state) ?? `${this.#rules?.doubtful.get(rule)?.why}: taken not to match`,
      }));
    }
    const found = netfilter.nf.tables.find(({ title }) => title === table);
    const rules = found?.chains.get(name)?.rules.slice(from, until) ?? [];
    return found === undefined
      ? []
      : rules.map((rule, index) => nftMiss(rule, from + index + 1, found.family, skb, state));
  }

  translate(): void {}

  end(): void {}
}

/** Where a packet is. */
interface Place {
  readonly skb: SkBuff;
  readonly state: HookState;
}
