/**
 * What a rule asks of a packet's header, kept once for all rules that ask for the same: those of a container's thousand ports
 * differ by the port alone, and a packet that tries one of them finds the rest in the processor's cache.
 * Linux: struct ipt_ip and ip_packet_match, net/ipv4/netfilter/ip_tables.c.
 */
import type { Ipv4Packet, Ipv4Prefix } from '../../packet';
import type { Negatable } from '../extension';
import type { HookState } from '../hook';
import { type InterfaceTest, interfaceTest, matchesInterface } from './interfaceTest';
import { portTest } from './portTest';
import type { RuleSpec } from './ruleSpec';
import { SharedValues } from './sharedValues';

/** 0.0.0.0/0 matches every packet. */
const ANY: Negatable<Ipv4Prefix> = { value: { address: 0, mask: 0 }, invert: false };

const NONE = -1;

/** The header's part of a rule but for the one port, which each rule has of its own. */
export class HeaderTest {
  // Signed, as the operators of JavaScript leave them.
  readonly #source: number;
  readonly #sourceMask: number;
  readonly #notSource: boolean;
  readonly #destination: number;
  readonly #destinationMask: number;
  readonly #notDestination: boolean;
  readonly #in: InterfaceTest | undefined;
  readonly #out: InterfaceTest | undefined;
  /** A protocol's number, or NONE: it does not ask. */
  readonly #protocol: number;
  readonly #notProtocol: number;
  /** Whether it is for second and later fragments, or for all else; `undefined`: for all. */
  readonly #fragment: boolean | undefined;
  /** Of this protocol the rule asks for a destination port. */
  readonly #portOf: 'tcp' | 'udp' | undefined;

  constructor(spec: RuleSpec) {
    const { source = ANY, destination = ANY, protocol, fragment } = spec;
    this.#source = source.value.address | 0;
    this.#sourceMask = source.value.mask | 0;
    this.#notSource = source.invert;
    this.#destination = destination.value.address | 0;
    this.#destinationMask = destination.value.mask | 0;
    this.#notDestination = destination.invert;
    this.#in = interfaceTest(spec.inInterface);
    this.#out = interfaceTest(spec.outInterface);
    this.#protocol = protocol?.invert === false ? protocol.value : NONE;
    this.#notProtocol = protocol?.invert === true ? protocol.value : NONE;
    this.#fragment = fragment && !fragment.invert;
    this.#portOf = portTest(spec)?.kind;
  }

  /** Whether a packet fulfils it. `port`: the destination port that the rule asks for, if it asks for one. */
  matches(packet: Ipv4Packet, state: HookState, port: number): boolean {
    if (((packet.source & this.#sourceMask) === this.#source) === this.#notSource) return false;
    if (((packet.destination & this.#destinationMask) === this.#destination) === this.#notDestination) return false;
    if (this.#in !== undefined && !matchesInterface(this.#in, state.in?.name)) return false;
    if (this.#out !== undefined && !matchesInterface(this.#out, state.out?.name)) return false;
    const { protocol, transport } = packet;
    if (this.#portOf !== undefined && (transport.kind !== this.#portOf || transport.destinationPort !== port))
      return false;
    return (
      (this.#protocol === NONE || protocol === this.#protocol) &&
      protocol !== this.#notProtocol &&
      (this.#fragment === undefined || this.#fragment === isLaterFragment(packet))
    );
  }
}

function isLaterFragment({ fragment }: Ipv4Packet): boolean {
  return fragment !== undefined && fragment.offset > 0;
}

const TESTS = new SharedValues<HeaderTest>();

/** The test of a rule: the same for all that ask for the same. */
export function headerTest(spec: RuleSpec): HeaderTest {
  const { source, destination, inInterface, outInterface, protocol, fragment } = spec;
  const asked = [
    addressText(source),
    addressText(destination),
    text(inInterface),
    text(outInterface),
    text(protocol),
    fragment?.invert,
    portTest(spec)?.kind,
  ];
  return TESTS.get(asked.join(), () => new HeaderTest(spec));
}

function addressText(asked: Negatable<Ipv4Prefix> | undefined): string {
  return asked === undefined ? '' : `${asked.invert}${asked.value.address}/${asked.value.mask}`;
}

function text(asked: Negatable<string | number> | undefined): string {
  // A name may have commas.
  return asked === undefined ? '' : `${asked.invert}${asked.value}/`;
}
