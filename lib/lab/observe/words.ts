/** The words of journeys, each made once: a packet meets many rules, and a rule many packets. */
import type { PacketFate, RuleSpec, TraceStep } from '../../netfilter';
import { destinationKeyOf, formatEndpoint, sourceKeyOf } from '../../netfilter/conntrack/tuple';
import type { IpPacket, Ipv6Packet, TcpSegment, UdpDatagram } from '../../packet';
import { formatHostPort, formatIp } from '../../packet/ipv6Address';
import { protocolName } from '../../packet/protocolName';
import { formatTcpFlags } from '../../packet/tcp';
import { type IptablesVariant, ruleText } from '../../tools/iptables';
import type { Journey, JourneyStep, Translation } from './journey';
import { ruleOf } from './stepRule';

/** What is told of a packet. */
export type PacketWords = Pick<Journey, 'protocol' | 'flags' | 'length' | 'payload' | 'ttl' | 'source' | 'destination'>;

/** A packet, and what is told of it and of those that are like it. */
interface ToldPacket {
  readonly example: IpPacket;
  readonly words: PacketWords;
}

/** How many different steps at one entry of a chain, paths with one end, or packets are remembered: more than the directions of some connections. */
const MOST_ALIKE = 8;
/** How many endpoints are remembered: a scan has more, and needs no two of them at a time. */
const MOST_ENDPOINTS = 10_000;

/** The words of one recording, which are searched in loops: a function made for each search would be one for each step. Steps that packets take alike are one object; of the packets themselves only a few are kept, to compare others with. */
export class Words {
  readonly #variant: IptablesVariant;
  readonly #rules = new Map<RuleSpec, string>();
  readonly #byRule = new Map<object, JourneyStep[]>();
  /** Of the ends of chains, by table and chain. */
  readonly #byEnd = new Map<string, Map<string, JourneyStep[]>>();
  /** By the last step. */
  readonly #paths = new Map<JourneyStep, (readonly JourneyStep[])[]>();
  readonly #packets: ToldPacket[] = [];
  readonly #translations: (readonly Translation[])[] = [NO_TRANSLATIONS];
  readonly #fates: PacketFate[] = [];
  readonly #endpoints = new Map<number, string>();
  #packet: IpPacket | undefined;
  #words: PacketWords | undefined;

  /** `variant`: in the words of which iptables its tables are told of. */
  constructor(variant: IptablesVariant) {
    this.#variant = variant;
  }

  step(step: TraceStep): JourneyStep {
    const words = this.packet(step.packet);
    const known = step.rule === undefined ? this.#end(step) : entryOf(this.#byRule, step.rule);
    for (const other of known) if (isAlike(other, step, words)) return other;
    return remember(known, this.#describe(step, words));
  }

  /** The steps of a packet, or of one before it that took the same. */
  path(steps: readonly JourneyStep[]): readonly JourneyStep[] {
    const last = steps.at(-1);
    if (last === undefined) return NO_STEPS;
    const known = entryOf(this.#paths, last);
    for (const other of known) if (isSame(other, steps)) return other;
    return remember(known, steps);
  }

  /** What NAT did to a packet, or to one before it that it did the same to. */
  translations(list: readonly Translation[]): readonly Translation[] {
    for (const other of this.#translations) if (areSameTranslations(other, list)) return other;
    return remember(this.#translations, list);
  }

  fate(fate: PacketFate): PacketFate {
    for (const other of this.#fates) if (isSameFate(other, fate)) return other;
    return remember(this.#fates, fate);
  }

  /** Most of the time it is the packet that was asked about before. */
  packet(packet: IpPacket): PacketWords {
    if (packet === this.#packet && this.#words !== undefined) return this.#words;
    this.#packet = packet;
    this.#words = this.#packetWords(packet);
    return this.#words;
  }

  #packetWords(packet: IpPacket): PacketWords {
    for (const { example, words } of this.#packets) if (isToldAlike(packet, example)) return words;
    const { transport, totalLength, ttl } = packet;
    const protocol = transport.kind === 'opaque' ? protocolName(packet) : transport.kind;
    const flags = transport.kind === 'tcp' ? formatTcpFlags(transport.flags) : '';
    const payload = transport.payload.length;
    const source = this.#endpoint(packet, 'source');
    const destination = this.#endpoint(packet, 'destination');
    const words: PacketWords = { protocol, flags, length: totalLength, payload, ttl, source, destination };
    remember(this.#packets, { example: packet, words });
    return words;
  }

  #endpoint(packet: IpPacket, field: 'source' | 'destination'): string {
    const { transport } = packet;
    if (packet.kind === 'ipv6' || transport.kind !== 'tcp') return endpoints(packet)[field];
    const key = packet[field] * 65_536 + (field === 'source' ? transport.sourcePort : transport.destinationPort);
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const text = endpoints(packet)[field];
    if (this.#endpoints.size === MOST_ENDPOINTS) this.#endpoints.clear();
    this.#endpoints.set(key, text);
    return text;
  }

  #end({ table, chain }: TraceStep): JourneyStep[] {
    let chains = this.#byEnd.get(table);
    if (chains === undefined) {
      chains = new Map();
      this.#byEnd.set(table, chains);
    }
    return entryOf(chains, chain);
  }

  #describe(step: TraceStep, { source, destination }: PacketWords): JourneyStep {
    const { hook, chain, event, number, packet } = step;
    return {
      hook,
      event,
      number,
      in: step.in,
      out: step.out,
      chain,
      ...ruleOf(step, (spec) => this.#text(spec), this.#variant),
      source,
      destination,
      length: packet.totalLength,
    };
  }

  #text(spec: RuleSpec): string {
    const text = this.#rules.get(spec) ?? ruleText(spec);
    this.#rules.set(spec, text);
    return text;
  }
}

const NO_STEPS: readonly JourneyStep[] = [];
const NO_TRANSLATIONS: readonly Translation[] = [];

/** The list of a key, which is there from now on. */
function entryOf<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** Adds a value to those that are remembered; the oldest makes room. */
function remember<Value>(known: Value[], value: Value): Value {
  if (known.length === MOST_ALIKE) known.shift();
  known.push(value);
  return value;
}

/** Whether the same is told of two packets. Their numbers are compared: to make texts of them takes longer. */
function isToldAlike(one: IpPacket, other: IpPacket): boolean {
  return (
    one.source === other.source &&
    one.destination === other.destination &&
    one.protocol === other.protocol &&
    one.totalLength === other.totalLength &&
    one.ttl === other.ttl &&
    one.transport.payload.length === other.transport.payload.length &&
    haveSameEnds(one.transport, other.transport)
  );
}

function haveSameEnds(one: IpPacket['transport'], other: IpPacket['transport']): boolean {
  switch (one.kind) {
    case 'tcp':
      return other.kind === 'tcp' && one.flags === other.flags && haveSamePorts(one, other);
    case 'udp':
      return other.kind === 'udp' && haveSamePorts(one, other);
    default:
      return one.kind === other.kind;
  }
}

function haveSamePorts(one: TcpSegment | UdpDatagram, other: TcpSegment | UdpDatagram): boolean {
  return one.sourcePort === other.sourcePort && one.destinationPort === other.destinationPort;
}

function isSame(some: readonly JourneyStep[], others: readonly JourneyStep[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}

function areSameTranslations(some: readonly Translation[], others: readonly Translation[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (!isSameTranslation(some[at] as Translation, others[at])) return false;
  return true;
}

function isSameTranslation(one: Translation, other: Translation | undefined): boolean {
  return (
    one.after === other?.after &&
    one.before === other.before &&
    one.hook === other.hook &&
    one.field === other.field &&
    one.byRule === other.byRule
  );
}

function isSameFate(one: PacketFate, other: PacketFate): boolean {
  switch (one.kind) {
    case 'transmitted':
      return other.kind === 'transmitted' && one.device === other.device;
    case 'delivered':
      return other.kind === 'delivered' && one.to === other.to;
    case 'joined':
      return other.kind === 'joined';
    case 'dropped':
      return other.kind === 'dropped' && one.reason === other.reason;
  }
}

/** Whether a step at the same entry of a chain is told in the same words. A policy may have changed in between. */
function isAlike(other: JourneyStep, step: TraceStep, { source, destination, length }: PacketWords): boolean {
  return (
    other.number === step.number &&
    other.hook === step.hook &&
    other.event === step.event &&
    other.in === step.in &&
    other.out === step.out &&
    other.length === length &&
    other.source === source &&
    other.destination === destination &&
    (step.rule !== undefined || other.verdict === (step.policy ?? 'RETURN'))
  );
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
