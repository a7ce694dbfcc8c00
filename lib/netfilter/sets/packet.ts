/** What a set says of a packet, and packets that put themselves into sets. Linux: ip_set_test, ip_set_add and ip_set_del. */
import type { Ipv4Packet } from '../../packet';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { destinationKeyOf, sourceKeyOf } from '../conntrack/tuple';
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { SetElement, SetEntry, SetNotes } from './element';
import { type IpSet, networkOf } from './ipSet';
import { SET_TYPES } from './setType';

/** Which end of a packet is meant, for each part of an element. */
export type SetDirections = readonly ('src' | 'dst')[];

/** A number that a counter of the element is compared with. */
export interface CounterTest {
  readonly comparison: 'equal' | 'not equal' | 'less' | 'greater';
  readonly value: bigint;
}

/** What else a rule asks of an element. */
export interface SetQuestion {
  readonly directions: SetDirections;
  /** What is excepted from a network matches, and nothing else. */
  readonly returnNomatch: boolean;
  /** The element's counters grow. */
  readonly updateCounters: boolean;
  /** Those of the sets in a list grow as well. */
  readonly updateSubcounters: boolean;
  readonly packets?: CounterTest;
  readonly bytes?: CounterTest;
}

/** Whether a packet is in a set. */
export function isInSet(set: IpSet, question: SetQuestion, skb: SkBuff, state: HookState): boolean {
  if (!mayAsk(set, question.directions)) return false;
  const now = state.host.now();
  if (set.options.type === 'list:set') {
    const plain = { ...question, updateCounters: question.updateCounters && question.updateSubcounters };
    const { packets, bytes, ...withoutCounters } = plain;
    return set.living(now).some((entry) => {
      const member = state.host.sets.get(entry.element.set ?? '');
      return (
        member !== undefined && isInSet(member, withoutCounters, skb, state) && passes(set, entry, question, skb.packet)
      );
    });
  }
  const element = elementOf(set, question.directions, skb, state);
  const entry = element && set.lookup(element, now, (found) => passes(set, found, question, skb.packet));
  if (entry === undefined) return false;
  return entry.nomatch === question.returnNomatch || !SET_TYPES[set.options.type].hasNetworks;
}

/** Puts what the packet is into the set. */
export function addToSet(
  set: IpSet,
  directions: SetDirections,
  { exist, timeout }: { readonly exist: boolean; readonly timeout: number | undefined },
  skb: SkBuff,
  state: HookState,
): boolean {
  if (!mayAsk(set, directions)) return false;
  const now = state.host.now();
  if (set.options.type === 'list:set') {
    return members(set, state).some((member) => addToSet(member, directions, { exist, timeout }, skb, state));
  }
  const element = elementOf(set, directions, skb, state);
  if (element === undefined) return false;
  const notes: SetNotes = {
    // What the set does not note is no reason to refuse the packet.
    ...(set.options.timeout === undefined ? {} : { timeout }),
    ...(set.options.counters ? { packets: 1n, bytes: BigInt(skb.packet.totalLength) } : {}),
  };
  return set.add(shortened(set, element), notes, { now, exist }) === undefined;
}

/** Takes what the packet is out of the set. */
export function deleteFromSet(set: IpSet, directions: SetDirections, skb: SkBuff, state: HookState): boolean {
  if (!mayAsk(set, directions)) return false;
  if (set.options.type === 'list:set')
    return members(set, state).some((member) => deleteFromSet(member, directions, skb, state));
  const element = elementOf(set, directions, skb, state);
  return element !== undefined && set.delete(shortened(set, element), state.host.now()) === undefined;
}

/** A set of more parts than a rule names ends has nothing of the packet; IPv6 has no packets here. */
function mayAsk({ options: { type, family } }: IpSet, directions: SetDirections): boolean {
  return directions.length >= SET_TYPES[type].dimension && (family === 'inet' || type === 'bitmap:port');
}

function members(set: IpSet, state: HookState): readonly IpSet[] {
  return set.living(state.host.now()).flatMap(({ element }) => state.host.sets.get(element.set ?? '') ?? []);
}

/** A network that is added by a packet is as small as the smallest in the set. Linux: INIT_CIDR. */
function shortened(set: IpSet, element: SetElement): SetElement {
  const [length] = set.lengths;
  if (element.length === undefined || element.address === undefined || length === undefined) return element;
  return { ...element, address: networkOf(element.address, length), length };
}

/** Counts the packet, then compares the counters. Linux: ip_set_match_extensions. */
function passes({ options: { counters } }: IpSet, entry: SetEntry, question: SetQuestion, packet: Ipv4Packet): boolean {
  if (!counters) return true;
  if (question.updateCounters) {
    entry.packets += 1n;
    entry.bytes += BigInt(packet.totalLength);
  }
  return holds(question.packets, entry.packets) && holds(question.bytes, entry.bytes);
}

function holds(test: CounterTest | undefined, counter: bigint): boolean {
  if (test === undefined) return true;
  const { comparison, value } = test;
  if (comparison === 'less') return counter < value;
  if (comparison === 'greater') return counter > value;
  return (counter === value) === (comparison === 'equal');
}

/** What a packet is to a set; `undefined` if it lacks a part. Linux: hash_ip4_kadt and its like. */
function elementOf(
  set: IpSet,
  [first, second]: SetDirections,
  { packet }: SkBuff,
  state: HookState,
): SetElement | undefined {
  const address = first === 'src' ? packet.source : packet.destination;
  switch (set.options.type) {
    case 'hash:ip':
      return { address: networkOf(address, set.options.netmask) };
    case 'hash:net':
      return { address, length: 32 };
    case 'hash:ip,port':
      return { address, protocol: packet.protocol, port: portOf(packet, second) };
    case 'hash:net,iface': {
      const name = (second === 'src' ? state.in : state.out)?.name;
      return name === undefined ? undefined : { address, length: 32, interface: name };
    }
    case 'bitmap:port': {
      const port = portOf(packet, first);
      const { from, to } = set.options;
      const hasPorts = packet.protocol === PROTOCOL_TCP || packet.protocol === PROTOCOL_UDP;
      return hasPorts && port >= from && port <= to ? { port } : undefined;
    }
    case 'list:set':
      return undefined;
  }
}

/** Of ICMP the type and code, whichever end is asked for; 0 of what has no ports. Linux: get_port. */
function portOf(packet: Ipv4Packet, end: 'src' | 'dst' | undefined): number {
  return packet.transport.kind === 'icmp' || end === 'dst' ? destinationKeyOf(packet) : sourceKeyOf(packet);
}
