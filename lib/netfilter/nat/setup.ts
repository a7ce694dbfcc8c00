/** Chooses the translation of a new connection. Linux: nf_nat_setup_info and get_unique_tuple, net/netfilter/nf_nat_core.c. */
import type { Ipv4Address, Ipv6Address } from '../../packet';
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { sequenceDistance } from '../../packet/tcp';
import type { ConntrackEntry } from '../conntrack/entry';
import { invertTuple, type Tuple } from '../conntrack/tuple';
import type { HookState, Verdict } from '../hook';
import type { HookName } from '../hookName';
import type { SkBuff } from '../skb';
import { jhash2 } from './hash';

/** Ports, both ends included. With a base, the port that is the base becomes the first, the next the second, and so on. */
export interface PortsRange {
  readonly from: number;
  readonly to: number;
  readonly base?: number;
}

/** What a rule allows: addresses and ports, both ends included. Absent: as they are. */
export interface NatRange {
  readonly addresses?: { readonly from: Ipv4Address; readonly to: Ipv4Address } | undefined;
  /** In ip6tables. */
  readonly addresses6?: { readonly from: Ipv6Address; readonly to: Ipv6Address } | undefined;
  readonly ports?: PortsRange | undefined;
  /** `--random`: do not keep the port. */
  readonly random?: boolean | undefined;
  /** `--random-fully`: the same, from a better generator; the simulation draws alike for both. */
  readonly randomFully?: boolean | undefined;
  /** `--persistent`: the same address for the same client. */
  readonly persistent?: boolean | undefined;
}

let lastAddresses: NatRange['addresses'];

/**
 * A rule's range as packets look at it: all of one shape, and with the addresses of the rule that was made before, if they
 * are the same: a container's thousand ports then do not push each other's copies out of the processor's cache.
 */
export function prepareRange({ addresses, ports, random, randomFully, persistent }: NatRange): NatRange {
  if (addresses?.from !== lastAddresses?.from || addresses?.to !== lastAddresses?.to) lastAddresses = addresses;
  return { addresses: lastAddresses, ports, random, randomFully, persistent };
}

/** Which end is rewritten: SNAT and MASQUERADE the source, DNAT the destination. */
export type ManipType = 'source' | 'destination';

/** The end that a hook may rewrite. Linux: HOOK2MANIP. */
export function manipOf(hook: HookName): ManipType {
  return hook === 'POSTROUTING' || hook === 'INPUT' ? 'source' : 'destination';
}

/** Gives the packet's new connection a translation that no other connection uses. */
export function setupNat(skb: SkBuff, state: HookState, manip: ManipType, range: NatRange): Verdict {
  const entry = skb.notes.conntrack;
  if (entry === undefined || entry.confirmed) return 'ACCEPT';
  // Most connections may stay as they are at one end, and no tuple has to be made to see that.
  if (allowsAll(range) && !isReplyTaken(entry, state)) {
    markDone(entry, manip);
    return 'ACCEPT';
  }
  const current = invertTuple(entry.reply.tuple);
  if (current === undefined) return 'DROP';
  const wanted = uniqueTuple(current, range, manip, entry, state);
  if (wanted !== current) {
    const reply = invertTuple(wanted);
    if (reply === undefined) return 'DROP';
    entry.alterReply(reply);
    if (manip === 'source') entry.sourceNat = true;
    else entry.destinationNat = true;
  }
  markDone(entry, manip);
  return 'ACCEPT';
}

/** Whether the nat table has been asked about this end. Linux: nf_nat_initialized. */
export function isNatDone(entry: ConntrackEntry, manip: ManipType): boolean {
  return manip === 'source' ? entry.sourceNatDone : entry.destinationNatDone;
}

function markDone(entry: ConntrackEntry, manip: ManipType): void {
  if (manip === 'source') entry.sourceNatDone = true;
  else entry.destinationNatDone = true;
}

function uniqueTuple(
  current: Tuple,
  range: NatRange,
  manip: ManipType,
  entry: ConntrackEntry,
  state: HookState,
): Tuple {
  if (manip === 'source' && !isRandom(range)) {
    const kept = inRange(current, range, manip) ? current : mappingOfSource(current, range, entry, state);
    if (kept !== undefined && !isTaken(kept, entry, state)) return kept;
  }
  const moved = withAddress(current, chooseAddress(current, range, manip), manip);
  if (!isRandom(range) && range.ports?.base === undefined && inPortRange(moved, range, manip)) {
    const fixed = range.ports !== undefined && range.ports.from === range.ports.to;
    if (fixed || !isTaken(moved, entry, state)) return moved;
  }
  return withFreePort(moved, range, manip, entry, state);
}

/** What the same source became in another connection, if the range allows that. Linux: find_appropriate_src. */
function mappingOfSource(
  tuple: Tuple,
  range: NatRange,
  { zone }: ConntrackEntry,
  { conntrack, host }: HookState,
): Tuple | undefined {
  for (const { reply } of conntrack.fromSource(tuple, host.now(), zone)) {
    const mapped = { ...tuple, source: reply.tuple.destination, sourceKey: replyKeyOf(reply.tuple) };
    if (inRange(mapped, range, 'source')) return mapped;
  }
  return undefined;
}

/** The key that replies name their receiver by. */
function replyKeyOf({ protocol, sourceKey, destinationKey }: Tuple): number {
  return protocol === PROTOCOL_ICMP ? sourceKey : destinationKey;
}

/** Either spelling: `--random-fully` need not come with `--random`. */
function isRandom({ random, randomFully }: NatRange): boolean {
  return random === true || randomFully === true;
}

/** Whether a range leaves everything as it is, if nothing is in the way. */
function allowsAll(range: NatRange): boolean {
  return range.addresses === undefined && range.ports === undefined && !isRandom(range);
}

/** Whether another connection's replies look like this one's, as it is now. */
function isReplyTaken(entry: ConntrackEntry, { conntrack, host }: HookState): boolean {
  const node = conntrack.findAlike(entry.reply, host.now());
  return node !== undefined && node.entry !== entry;
}

/** Whether another connection's replies would look like this one's. Linux: nf_nat_used_tuple. */
function isTaken(tuple: Tuple, entry: ConntrackEntry, { conntrack, host }: HookState): boolean {
  const reply = invertTuple(tuple);
  const node = reply && conntrack.find(reply, host.now(), entry.zone);
  return node !== undefined && node.entry !== entry;
}

/** Forgets a closed connection that stands in the way of a newer one with larger numbers. Linux: nf_nat_used_tuple_harder. */
function evictClosed(tuple: Tuple, { tcp, zone }: ConntrackEntry, { conntrack, host }: HookState): boolean {
  const reply = invertTuple(tuple);
  const node = reply && conntrack.find(reply, host.now(), zone);
  const old = node?.entry.tcp;
  if (node === undefined || node.direction === 'original' || old === undefined || tcp?.state !== 'SYN_SENT')
    return false;
  if (old.state !== 'TIME_WAIT' && old.state !== 'CLOSE' && old.state !== 'SYN_SENT2') return false;
  if (sequenceDistance(tcp.original.end, old.original.end) <= 0) return false;
  conntrack.remove(node.entry);
  return true;
}

function addressOf(tuple: Tuple, manip: ManipType): Ipv4Address {
  return manip === 'source' ? tuple.source : tuple.destination;
}

/** The key that NAT may change: of ICMP, the identifier, whichever end is rewritten. */
function keyOf(tuple: Tuple, manip: ManipType): number {
  return manip === 'source' || tuple.protocol === PROTOCOL_ICMP ? tuple.sourceKey : tuple.destinationKey;
}

function inRange(tuple: Tuple, range: NatRange, manip: ManipType): boolean {
  const address = addressOf(tuple, manip);
  const { addresses } = range;
  return (
    (addresses === undefined || (address >= addresses.from && address <= addresses.to)) &&
    inPortRange(tuple, range, manip)
  );
}

function inPortRange(tuple: Tuple, { ports }: NatRange, manip: ManipType): boolean {
  if (ports === undefined || !hasKeys(tuple)) return true;
  const key = keyOf(tuple, manip);
  return key >= ports.from && key <= ports.to;
}

function hasKeys({ protocol }: Tuple): boolean {
  return protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP || protocol === PROTOCOL_ICMP;
}

/** The same client, and unless persistent the same server, gets the same address. Linux: find_best_ips_proto. */
function chooseAddress(tuple: Tuple, { addresses, persistent }: NatRange, manip: ManipType): Ipv4Address {
  if (addresses === undefined) return addressOf(tuple, manip);
  const span = addresses.to - addresses.from + 1;
  if (span === 1) return addresses.from;
  // Of 128 bits, as IPv6 needs them, and in the byte order of the wire, as a machine with the other order reads them.
  const hash = jhash2([swapBytes(tuple.source), 0, 0, 0], persistent ? 0 : swapBytes(tuple.destination));
  return addresses.from + Math.floor((hash / 0x1_0000_0000) * span);
}

function swapBytes(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

function withAddress(tuple: Tuple, address: Ipv4Address, manip: ManipType): Tuple {
  if (addressOf(tuple, manip) === address) return tuple;
  const { source, destination, protocol, sourceKey, destinationKey } = tuple;
  return manip === 'source'
    ? { source: address, destination, protocol, sourceKey, destinationKey }
    : { source, destination: address, protocol, sourceKey, destinationKey };
}

function withKey(tuple: Tuple, key: number, manip: ManipType): Tuple {
  const { source, destination, protocol, sourceKey, destinationKey } = tuple;
  return manip === 'source' || protocol === PROTOCOL_ICMP
    ? { source, destination, protocol, sourceKey: key, destinationKey }
    : { source, destination, protocol, sourceKey, destinationKey: key };
}

/** NF_NAT_MAX_ATTEMPTS, NF_NAT_HARDER_THRESH: of so many tries, the last ones evict what is closed. */
const MOST_TRIES = 128;
const LAST_TRIES = 32;

/** Tries ports from a random start on. Linux: nf_nat_l4proto_unique_tuple, which gives up after 128 tries a round. */
function withFreePort(tuple: Tuple, range: NatRange, manip: ManipType, entry: ConntrackEntry, state: HookState): Tuple {
  if (!hasKeys(tuple)) return tuple;
  const ports = range.ports ?? defaultPorts(tuple, manip);
  if (ports === undefined) return tuple;
  const span = ports.to - ports.from + 1;
  const start = firstTry(tuple, ports, range, manip, span, state);
  let candidate = tuple;
  for (let step = 0; step < span; step++) {
    candidate = withKey(tuple, ports.from + ((start + step) % span), manip);
    if (!isTaken(candidate, entry, state)) break;
    const evicts = Math.min(span, MOST_TRIES) - step <= LAST_TRIES;
    if (evicts && evictClosed(candidate, entry, state)) break;
  }
  // If all are taken, the last one tried is used all the same: then the packet is dropped when it is confirmed.
  return candidate;
}

/** Which port of the range is tried first: the same request always gets the same destination. */
function firstTry(
  tuple: Tuple,
  { base }: PortsRange,
  range: NatRange,
  manip: ManipType,
  span: number,
  state: HookState,
): number {
  if (base !== undefined) return (keyOf(tuple, manip) - base) & 0xffff;
  return manip === 'destination' && !isRandom(range) ? 0 : state.host.random(span);
}

/** Ports of the same kind as the one at hand; a destination port is never changed unasked. */
function defaultPorts(tuple: Tuple, manip: ManipType): PortsRange | undefined {
  if (tuple.protocol === PROTOCOL_ICMP) return { from: 0, to: 65_535 };
  if (manip === 'destination') return undefined;
  if (tuple.sourceKey < 512) return { from: 1, to: 511 };
  if (tuple.sourceKey < 1024) return { from: 600, to: 1023 };
  return { from: 1024, to: 65_535 };
}
