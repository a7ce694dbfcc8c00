/** Writes down each packet's journey through a namespace while a command runs. */
import {
  destinationKeyOf,
  formatEndpoint,
  type HookName,
  type HookState,
  type PacketFate,
  type PacketObserver,
  type RuleSpec,
  type SkBuff,
  sourceKeyOf,
  type TraceStep,
} from '../../netfilter';
import { type Ipv6Frame, type NetNamespace, type PacketListener, SECOND } from '../../network';
import { formatHostPort, formatIp, formatTcpFlags, type IpPacket, type Ipv6Packet, protocolName } from '../../packet';
import { type IptablesVariant, ruleText } from '../../tools/iptables';
import type { Journey, JourneyStep, Translation } from './journey';
import { ruleOf } from './stepRule';
import { stepSentence } from './stepWords';

/** Listens at namespaces from `start` to `stop`. */
export class JourneyRecorder {
  readonly #journeys: JourneyDraft[] = [];
  readonly #words = new Words();
  readonly #namespaces: NetNamespace[];
  readonly #listener: PacketListener;

  /** `variant`: in the words of which iptables its tables are told of. */
  constructor(namespaces: readonly NetNamespace[], variant: IptablesVariant = 'legacy') {
    this.#namespaces = [...namespaces];
    this.#listener = (namespace, skb, input) => {
      const draft = new JourneyDraft(namespace, skb.packet, input, this.#words, variant);
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

class JourneyDraft implements PacketObserver {
  readonly place: NetNamespace;
  /** As it was called then. */
  readonly #namespace: string;
  readonly #at: number;
  readonly #words: Words;
  readonly #variant: IptablesVariant;
  readonly #first: PacketWords;
  #last: PacketWords;
  #in: string;
  #out = '';
  readonly #hooks: HookName[] = [];
  #tracked: boolean;
  readonly #steps: JourneyStep[] = [];
  readonly #translations: Translation[] = [];
  #fate: PacketFate = { kind: 'dropped', reason: 'it waits, or was taken over' };

  constructor(namespace: NetNamespace, packet: IpPacket, input: string, words: Words, variant: IptablesVariant) {
    this.place = namespace;
    this.#namespace = namespace.name;
    this.#at = namespace.clock.now / SECOND;
    this.#tracked = namespace.netfilter.tracking;
    this.#words = words;
    this.#variant = variant;
    this.#first = words.packet(packet);
    this.#last = this.#first;
    this.#in = input;
  }

  hook(_skb: SkBuff, { hook, out }: HookState): void {
    this.#hooks.push(hook);
    if (out !== undefined) this.#out = out.name;
  }

  step(step: TraceStep): void {
    this.#last = this.#words.packet(step.packet);
    this.#steps.push(describeStep(step, this.#words, this.#variant));
  }

  translate(skb: SkBuff, hook: HookName, field: 'source' | 'destination', after: string, byRule: boolean): void {
    this.#translations.push({ hook, field, before: endpoints(skb.packet)[field], after, byRule });
  }

  end(skb: SkBuff | Ipv6Frame, fate: PacketFate): void {
    this.#last = this.#words.packet(skb.packet);
    if (skb.notes.untracked) this.#tracked = false;
    this.#fate = fate;
    if (fate.kind !== 'transmitted') this.#out = '';
    // No hook has told of it where there are none.
    else if (this.#out === '') this.#out = fate.device;
  }

  /** Nothing for a fragment that became a part of a packet. */
  finish(number: number): Journey | undefined {
    const [first, last, steps, fate] = [this.#first, this.#last, this.#steps, this.#fate];
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
      hooks: this.#hooks,
      tracked: this.#tracked,
      steps,
      translations: this.#translations,
      fate: withReason(fate, steps.at(-1)),
    };
  }
}

function describeStep(step: TraceStep, words: Words, variant: IptablesVariant): JourneyStep {
  const { hook, chain, event, number, packet } = step;
  const { source, destination } = words.packet(packet);
  return {
    hook,
    event,
    number,
    in: step.in,
    out: step.out,
    chain,
    ...ruleOf(step, (spec) => words.rule(spec), variant),
    source,
    destination,
    length: packet.totalLength,
  };
}

/** What is told of a packet. */
type PacketWords = Pick<Journey, 'protocol' | 'flags' | 'length' | 'payload' | 'ttl' | 'source' | 'destination'>;

/** The words of journeys, each made once: a packet meets many rules, and a rule many packets. The packets themselves are not kept. */
class Words {
  readonly #rules = new Map<RuleSpec, string>();
  #packet: IpPacket | undefined;
  #words: PacketWords | undefined;

  rule(spec: RuleSpec): string {
    const text = this.#rules.get(spec) ?? ruleText(spec);
    this.#rules.set(spec, text);
    return text;
  }

  /** Most of the time it is the packet that was asked about before. */
  packet(packet: IpPacket): PacketWords {
    const words = packet === this.#packet && this.#words !== undefined ? this.#words : describe(packet);
    this.#packet = packet;
    this.#words = words;
    return words;
  }
}

function describe(packet: IpPacket): PacketWords {
  const { transport } = packet;
  const { source, destination } = endpoints(packet);
  return {
    protocol: transport.kind === 'opaque' ? protocolName(packet) : transport.kind,
    flags: transport.kind === 'tcp' ? formatTcpFlags(transport.flags) : '',
    length: packet.totalLength,
    payload: transport.payload.length,
    ttl: packet.ttl,
    source,
    destination,
  };
}

/** What netfilter dropped was dropped by the rule or policy that it met last. */
function withReason(fate: Journey['fate'], last: JourneyStep | undefined): Journey['fate'] {
  if (fate.kind !== 'dropped' || fate.reason !== 'netfilter') return fate;
  if (last === undefined) return { kind: 'dropped', reason: 'connection tracking' };
  return { kind: 'dropped', reason: stepSentence(last) };
}

/** `address:port`, or the address alone for protocols without ports. */
export function endpoints(packet: IpPacket): { readonly source: string; readonly destination: string } {
  if (packet.kind === 'ipv6') return ipv6Endpoints(packet);
  const ports = packet.transport.kind === 'tcp' || packet.transport.kind === 'udp';
  return {
    source: formatEndpoint(packet.source, ports ? sourceKeyOf(packet) : 0, packet.protocol),
    destination: formatEndpoint(packet.destination, ports ? destinationKeyOf(packet) : 0, packet.protocol),
  };
}

function ipv6Endpoints({ source, destination, transport }: Ipv6Packet): ReturnType<typeof endpoints> {
  if (transport.kind === 'icmpv6') return { source: formatIp(source), destination: formatIp(destination) };
  return {
    source: formatHostPort(source, transport.sourcePort),
    destination: formatHostPort(destination, transport.destinationPort),
  };
}
