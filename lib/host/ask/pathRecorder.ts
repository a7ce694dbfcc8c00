/** Writes down each packet's path through all machines, and in the host why rules did not match. */

import type { Journey } from '../../lab/observe/journey';
import { JourneyRecorder } from '../../lab/observe/recorder';
import {
  type Chain,
  type HookState,
  type PacketObserver,
  type SkBuff,
  TABLE_NAMES,
  type TableName,
  type TraceStep,
} from '../../netfilter';
import type { NetNamespace, PacketListener } from '../../network';
import { ruleText } from '../../tools/iptables';
import { type Miss, missOf } from './misses';

/** A packet's path through one namespace. */
export interface Path {
  readonly journey: Journey;
  /** For each of the journey's steps the rules of that chain that were asked before and did not match. */
  readonly misses: readonly (readonly Miss[])[];
  /** The state that conntrack gave it at the first step; '' where there is none. */
  readonly state: string;
}

/** Rules that are listed at most before a step. */
const MOST_MISSES = 40;

export class PathRecorder {
  readonly #journeys: JourneyRecorder;
  readonly #host: NetNamespace;
  readonly #watchers: MissWatcher[] = [];

  readonly #explains: boolean;

  /** `explains`: also why rules did not match. */
  constructor(host: NetNamespace, namespaces: readonly NetNamespace[], explains = true) {
    this.#host = host;
    this.#explains = explains;
    this.#journeys = new JourneyRecorder(namespaces);
  }

  readonly #listener: PacketListener = (net) => {
    const watcher = new MissWatcher(net);
    this.#watchers.push(watcher);
    return watcher;
  };

  start(): void {
    this.#journeys.start();
    if (this.#explains) this.#host.packetListeners.add(this.#listener);
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
  #place: { readonly skb: SkBuff; readonly state: HookState } | undefined;

  constructor(net: NetNamespace) {
    this.#net = net;
  }

  hook(...[skb, state]: Parameters<PacketObserver['hook']>): void {
    this.#last.clear();
    // The kernel's own values, of which an observer is promised a part.
    this.#place = { skb: skb as SkBuff, state: state as HookState };
  }

  step({ table, chain: name, number }: TraceStep): void {
    const key = `${table} ${name}`;
    const last = this.#last.get(key) ?? 0;
    this.#last.set(key, number);
    const chain = isTable(table) ? this.#net.netfilter.tables.get(table)?.chains.get(name) : undefined;
    const place = this.#place;
    if (place !== undefined && this.state === '') {
      const { notes } = place.skb;
      if (this.#net.netfilter.tracking && place.state.hook !== 'PREROUTING')
        this.state = notes.untracked ? 'UNTRACKED' : notes.conntrack === undefined ? 'INVALID' : notes.conntrackInfo;
    }
    this.misses.push(chain === undefined || place === undefined ? [] : missesBetween(chain, last, number, place));
  }

  translate(): void {}

  end(): void {}
}

function isTable(name: string): name is TableName {
  return (TABLE_NAMES as readonly string[]).includes(name);
}

function missesBetween(
  chain: Chain,
  last: number,
  number: number,
  { skb, state }: { readonly skb: SkBuff; readonly state: HookState },
): readonly Miss[] {
  // A chain that is come to again begins anew.
  const from = last < number ? last : 0;
  const rules = chain.rules.slice(from, number - 1);
  return rules.slice(0, MOST_MISSES).map(({ spec }, index) => ({
    rule: from + index + 1,
    text: ruleText(spec),
    why: missOf(spec, skb, state),
  }));
}
