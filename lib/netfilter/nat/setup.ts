/** Chooses the translation of a new connection. Linux: nf_nat_setup_info and get_unique_tuple, net/netfilter/nf_nat_core.c. */
import type { Ipv4Address } from '../../packet';
import { PROTOCOL_ICMP } from '../../packet/ipv4';
import { sequenceDistance } from '../../packet/tcp';
import type { ConntrackEntry } from '../conntrack/entry';
import { invertTuple, type Tuple } from '../conntrack/tuple';
import type { HookState, Verdict } from '../hook';
import type { HookName } from '../hookName';
import type { SkBuff } from '../skb';
import { jhash2 } from './hash';
import { addressOf, hasKeys, keyOf, type ManipType, type PortsRange, type Translation } from './translation';

/** The end that a hook may rewrite. Linux: HOOK2MANIP. */
export function manipOf(hook: HookName): ManipType {
  return hook === 'POSTROUTING' || hook === 'INPUT' ? 'source' : 'destination';
}

/** Gives the packet's new connection a translation that no other connection uses. */
export function setupNat(skb: SkBuff, state: HookState, translation: Translation): Verdict {
  const { manip } = translation;
  const entry = skb.notes.conntrack;
  if (entry === undefined || entry.confirmed) return 'ACCEPT';
  // Most connections may stay as they are at one end, and no tuple has to be made to see that.
  if (translation.allowsAll && !isReplyTaken(entry, state)) {
    markDone(entry, manip);
    return 'ACCEPT';
  }
  const current = invertTuple(entry.reply);
  if (current === undefined) return 'DROP';
  const wanted = uniqueTuple(current, translation, entry, state);
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

function uniqueTuple(current: Tuple, translation: Translation, entry: ConntrackEntry, state: HookState): Tuple {
  const { manip, isRandom } = translation;
  if (manip === 'source' && !isRandom) {
    const kept = translation.allows(current) ? current : mappingOfSource(current, translation, entry, state);
    if (kept !== undefined && !isTaken(kept, entry, state)) return kept;
  }
  const moved = withAddress(current, translation.address(current, drawAddress), manip);
  if (!isRandom && !translation.hasBase && translation.allowsPort(moved)) {
    if (translation.hasOnePort || !isTaken(moved, entry, state)) return moved;
  }
  return withFreePort(moved, translation, entry, state);
}

/** What the same source became in another connection, if the range allows that. Linux: find_appropriate_src. */
function mappingOfSource(
  tuple: Tuple,
  translation: Translation,
  { zone }: ConntrackEntry,
  { conntrack, host }: HookState,
): Tuple | undefined {
  for (const { reply } of conntrack.fromSource(tuple, host.now(), zone)) {
    const mapped = { ...tuple, source: reply.destination, sourceKey: replyKeyOf(reply) };
    if (translation.allows(mapped)) return mapped;
  }
  return undefined;
}

/** The key that replies name their receiver by. */
function replyKeyOf({ protocol, sourceKey, destinationKey }: Tuple): number {
  return protocol === PROTOCOL_ICMP ? sourceKey : destinationKey;
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

/** Which of several addresses, from 0 to below 1: the same client, and unless persistent the same server, gets the same. Linux: find_best_ips_proto. */
function drawAddress(tuple: Tuple, isPersistent: boolean): number {
  // Of 128 bits, as IPv6 needs them, and in the byte order of the wire, as a machine with the other order reads them.
  const hash = jhash2([swapBytes(tuple.source), 0, 0, 0], isPersistent ? 0 : swapBytes(tuple.destination));
  return hash / 0x1_0000_0000;
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
function withFreePort(tuple: Tuple, translation: Translation, entry: ConntrackEntry, state: HookState): Tuple {
  if (!hasKeys(tuple)) return tuple;
  const { manip } = translation;
  const ports = translation.ports ?? defaultPorts(tuple, manip);
  if (ports === undefined) return tuple;
  const span = ports.to - ports.from + 1;
  const start = firstTry(tuple, ports, translation, span, state);
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
  { manip, isRandom }: Translation,
  span: number,
  state: HookState,
): number {
  if (base !== undefined) return (keyOf(tuple, manip) - base) & 0xffff;
  return manip === 'destination' && !isRandom ? 0 : state.host.random(span);
}

/** Ports of the same kind as the one at hand; a destination port is never changed unasked. */
function defaultPorts(tuple: Tuple, manip: ManipType): PortsRange | undefined {
  if (tuple.protocol === PROTOCOL_ICMP) return { from: 0, to: 65_535 };
  if (manip === 'destination') return undefined;
  if (tuple.sourceKey < 512) return { from: 1, to: 511 };
  if (tuple.sourceKey < 1024) return { from: 600, to: 1023 };
  return { from: 1024, to: 65_535 };
}
