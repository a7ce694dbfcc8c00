/** Writes down each packet's journey through a namespace while a command runs. */
import type { HookName, HookState, PacketFate, PacketObserver, SkBuff, TraceStep } from '../../netfilter';
import type { Ipv6Frame, NetNamespace, PacketListener } from '../../network';
import { SECOND } from '../../network/clock';
import type { IpPacket, Ipv4Packet } from '../../packet';
import type { IptablesVariant } from '../../tools/iptables';
import type { Journey, JourneyStep, Translation } from './journey';
import { stepSentence } from './stepWords';
import { type PacketWords, Words } from './words';

/** Listens at namespaces from `start` to `stop`. */
export class JourneyRecorder {
  readonly #journeys: JourneyDraft[] = [];
  readonly #words: Words;
  readonly #namespaces: NetNamespace[];
  readonly #listener: PacketListener;

  /** `variant`: in the words of which iptables its tables are told of. */
  constructor(namespaces: readonly NetNamespace[], variant: IptablesVariant = 'legacy') {
    this.#namespaces = [...namespaces];
    this.#words = new Words(variant);
    this.#listener = (namespace, skb, input) => {
      const draft = new JourneyDraft(namespace, skb.packet, input, this.#words);
      this.#journeys.push(draft);
      return draft;
    };
  }

  start(): void {
    for (const namespace of this.#namespaces) namespace.packetListeners.add(this.#listener);
  }

  /** Listens at one more, from now on. */
  watch(namespace: NetNamespace): void {
    this.#namespaces.push(namespace);
    namespace.packetListeners.add(this.#listener);
  }

  stop(): void {
    for (const namespace of this.#namespaces) namespace.packetListeners.delete(this.#listener);
  }

  /** The journeys so far, in the order in which they began. */
  journeys(): readonly Journey[] {
    const begun = new Map<NetNamespace, number>();
    return this.#journeys.flatMap((draft) => {
      const number = (begun.get(draft.place) ?? 0) + 1;
      const journey = draft.finish(number);
      if (journey === undefined) return [];
      begun.set(draft.place, number);
      return [journey];
    });
  }
}

/** Hooks that packets passed one after the other: most packets pass the same. */
class HookPath {
  readonly #next = new Map<HookName, HookPath>();

  constructor(readonly names: readonly HookName[]) {}

  with(hook: HookName): HookPath {
    let path = this.#next.get(hook);
    if (path === undefined) {
      path = new HookPath([...this.names, hook]);
      this.#next.set(hook, path);
    }
    return path;
  }
}

const NO_HOOKS = new HookPath([]);
const NO_TRANSLATIONS: readonly Translation[] = [];
/** Nothing is added to it: a step after the end begins a list of its own. */
const NO_MORE_STEPS: JourneyStep[] = [];
const NOT_DECIDED: PacketFate = { kind: 'dropped', reason: 'it waits, or was taken over' };

class JourneyDraft implements PacketObserver {
  readonly place: NetNamespace;
  /** As it was called then. */
  readonly #namespace: string;
  readonly #at: number;
  readonly #words: Words;
  readonly #first: PacketWords;
  #last: PacketWords;
  #in: string;
  #out = '';
  #hooks = NO_HOOKS;
  #tracked: boolean;
  /** While the packet is on its path. */
  #steps: JourneyStep[] = [];
  /** At its end; shared with packets that took the same. */
  #path: readonly JourneyStep[] | undefined;
  #translations: readonly Translation[] = NO_TRANSLATIONS;
  #fate = NOT_DECIDED;

  constructor(namespace: NetNamespace, packet: IpPacket, input: string, words: Words) {
    this.place = namespace;
    this.#namespace = namespace.name;
    this.#at = namespace.clock.now / SECOND;
    this.#tracked = namespace.netfilter.tracking;
    this.#words = words;
    this.#first = words.packet(packet);
    this.#last = this.#first;
    this.#in = input;
  }

  hook(_skb: SkBuff, { hook, out }: HookState): void {
    this.#hooks = this.#hooks.with(hook);
    if (out !== undefined) this.#out = out.name;
  }

  step(step: TraceStep): void {
    this.#last = this.#words.packet(step.packet);
    if (this.#path !== undefined) {
      this.#steps = [...this.#path];
      this.#path = undefined;
    }
    this.#steps.push(this.#words.step(step));
  }

  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', packet: Ipv4Packet, byRule: boolean): void {
    const [before, after] = [this.#words.packet(skb.packet)[field], this.#words.packet(packet)[field]];
    const translation = { hook, field, before, after, byRule };
    this.#translations = [...this.#translations, translation];
  }

  end(skb: SkBuff | Ipv6Frame, fate: PacketFate): void {
    this.#last = this.#words.packet(skb.packet);
    this.#path ??= this.#words.path(this.#steps);
    this.#steps = NO_MORE_STEPS;
    this.#translations = this.#words.translations(this.#translations);
    if (skb.notes.untracked) this.#tracked = false;
    this.#fate = this.#words.fate(fate);
    if (fate.kind !== 'transmitted') this.#out = '';
    // No hook has told of it where there are none.
    else if (this.#out === '') this.#out = fate.device;
  }

  /** Nothing for a fragment that became a part of a packet. */
  finish(number: number): Journey | undefined {
    const [first, last, steps, fate] = [this.#first, this.#last, this.#path ?? this.#steps, this.#fate];
    if (fate.kind === 'joined') return undefined;
    return {
      packet: number,
      at: this.#at,
      namespace: this.#namespace,
      protocol: first.protocol,
      flags: first.flags,
      length: first.length,
      payload: first.payload,
      ttl: first.ttl,
      ttlOut: last.ttl,
      in: this.#in,
      out: this.#out,
      source: first.source,
      destination: first.destination,
      sourceOut: last.source,
      destinationOut: last.destination,
      hooks: this.#hooks.names,
      tracked: this.#tracked,
      steps,
      translations: this.#translations,
      fate: withReason(fate, steps.at(-1)),
    };
  }
}

/** What netfilter dropped was dropped by the rule or policy that it met last. */
function withReason(fate: Journey['fate'], last: JourneyStep | undefined): Journey['fate'] {
  if (fate.kind !== 'dropped' || fate.reason !== 'netfilter') return fate;
  if (last === undefined) return { kind: 'dropped', reason: 'connection tracking' };
  return { kind: 'dropped', reason: stepSentence(last) };
}
