/**
 * Puts fragments together: for this machine's own packets, and for connection tracking, which sees whole packets only. Linux:
 * net/ipv4/ip_fragment.c, net/ipv4/inet_fragment.c. Not modelled: ECN marks that fragments have different ones of.
 */
import { type PacketObserver, type ReassemblyUser, SkBuff } from '../../netfilter';
import { drop } from '../../netfilter/skb';
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import { type FragmentPacket, reassembleIpv4 } from '../../packet/fragments';
import { ICMP_REASSEMBLY_TIME_EXCEEDED, ICMP_TIME_EXCEEDED } from '../../packet/icmp';
import { FRAGMENT_UNIT, IPV4_HEADER_LENGTH } from '../../packet/ipv4';
import { SECOND, type Timer } from '../clock';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';

/** What a fragment takes of the kernel's memory, in bytes: its frame and struct sk_buff (truesize). */
const FRAGMENT_OVERHEAD = 768;
const LONGEST_BODY = 0xffff - IPV4_HEADER_LENGTH;

/** A fragment that waits for the others. */
interface Waiting {
  readonly skb: SkBuff;
  /** Told what becomes of it, here and not by whoever hands it over. */
  readonly observer: PacketObserver | undefined;
  readonly packet: FragmentPacket;
  /** Where its bytes begin and end in the packet. */
  readonly from: number;
  readonly to: number;
}

/** Fragments of one packet. Linux: struct ipq. */
interface Queue {
  readonly key: string;
  readonly user: ReassemblyUser;
  readonly fragments: Waiting[];
  timer: Timer;
  /** Where the packet ends, as far as is known. */
  length: number;
  hasLast: boolean;
  /** The longest fragment, in bytes. */
  longest: number;
  memory: number;
  /** How many fragments its sender had sent when the last one of this packet came. */
  rank: number;
  /** The device that the last one came in by. */
  device: NetDevice | undefined;
}

/** The fragments that wait in one namespace. */
export class Reassembly {
  readonly #queues = new Map<string, Queue>();
  readonly #ranks = new Map<Ipv4Address, number>();
  readonly #namespace: IpHost;
  #memory = 0;

  constructor(namespace: IpHost) {
    this.#namespace = namespace;
  }

  /** Takes a fragment in; true if it was the last that was missing: then it is the whole packet. Linux: ip_defrag. */
  take(skb: SkBuff, user: ReassemblyUser, device: NetDevice | undefined): boolean {
    const { packet } = skb;
    if (packet.fragment === undefined) return true;
    const { counters } = this.#namespace;
    counters.ipReasmReqds += 1;
    const queue = this.#find(packet, user);
    if (queue === undefined) {
      counters.ipReasmFails += 1;
      return refuse(skb, 'there is no room for fragments (ipfrag_high_thresh)');
    }
    if (this.#isTooLate(queue, packet.source)) this.#begin(queue);
    if (!this.#insert(queue, skb, { ...packet, fragment: packet.fragment })) return false;
    queue.device = device ?? queue.device;
    const isComplete =
      queue.hasLast && queue.fragments.reduce((sum, { from, to }) => sum + to - from, 0) === queue.length;
    skb.observer = undefined;
    if (!isComplete) return false;
    this.#forget(queue);
    counters.ipReasmOKs += 1;
    return this.#assemble(skb, queue);
  }

  #find({ source, destination, protocol, identification }: Ipv4Packet, user: ReassemblyUser): Queue | undefined {
    const key = `${user} ${source} ${destination} ${protocol} ${identification}`;
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const most = this.#setting('ipfrag_high_thresh');
    if (most === 0 || this.#memory > most) return undefined;
    const queue: Queue = {
      key,
      user,
      fragments: [],
      timer: this.#startTimer(() => queue),
      length: 0,
      hasLast: false,
      longest: 0,
      memory: 0,
      rank: this.#ranks.get(source) ?? 0,
      device: undefined,
    };
    this.#queues.set(key, queue);
    return queue;
  }

  #startTimer(queue: () => Queue): Timer {
    return this.#namespace.clock.scheduleTimer(this.#setting('ipfrag_time') * SECOND, () => this.#expire(queue()));
  }

  /** Whether its sender has sent so much else since that the identification may be another packet's. Linux: ip_frag_too_far. */
  #isTooLate(queue: Queue, source: Ipv4Address): boolean {
    const most = this.#setting('ipfrag_max_dist');
    if (most === 0) return false;
    const start = queue.rank;
    queue.rank = (this.#ranks.get(source) ?? 0) + 1;
    this.#ranks.set(source, queue.rank);
    return queue.rank - start > most;
  }

  /** Linux: ip_frag_reinit. */
  #begin(queue: Queue): void {
    queue.timer.cancel();
    queue.timer = this.#startTimer(() => queue);
    dropAll(queue, 'its sender has sent much since (ipfrag_max_dist)');
    this.#memory -= queue.memory;
    Object.assign(queue, { length: 0, hasLast: false, longest: 0, memory: 0 });
    queue.fragments.length = 0;
  }

  /** Puts a fragment in its place; false, and its end, if it does not fit to the others. Linux: ip_frag_queue, inet_frag_queue_insert. */
  #insert(queue: Queue, skb: SkBuff, packet: FragmentPacket): boolean {
    const { offset: from, more, bytes } = packet.fragment;
    const to = more ? from + bytes.length - (bytes.length % FRAGMENT_UNIT) : from + bytes.length;
    const contradicts = more
      ? to > queue.length && queue.hasLast
      : to < queue.length || (queue.hasLast && to !== queue.length);
    if (contradicts || to === from || to > LONGEST_BODY)
      return this.#discard(queue, skb, 'it contradicts other fragments of its packet');
    const overlapping = queue.fragments.filter((other) => other.from < to && from < other.to);
    if (overlapping.length > 0) {
      const covered = overlapping.reduce((sum, other) => sum + Math.min(to, other.to) - Math.max(from, other.from), 0);
      if (covered === to - from) return refuse(skb, 'it came before');
      return this.#discard(queue, skb, 'it overlaps other fragments of its packet');
    }
    queue.hasLast ||= !more;
    queue.length = Math.max(queue.length, to);
    queue.longest = Math.max(queue.longest, packet.totalLength);
    const memory = packet.totalLength + FRAGMENT_OVERHEAD;
    queue.memory += memory;
    this.#memory += memory;
    queue.fragments.push({ skb, observer: skb.observer, packet, from, to });
    return true;
  }

  #discard(queue: Queue, skb: SkBuff, reason: string): false {
    this.#forget(queue);
    dropAll(queue, reason);
    return refuse(skb, reason);
  }

  #forget(queue: Queue): void {
    queue.timer.cancel();
    this.#memory -= queue.memory;
    this.#queues.delete(queue.key);
  }

  /** Some were lost: whoever sent the first is told, by the machine that the packet was for. Linux: ip_expire. */
  #expire(queue: Queue): void {
    const { counters } = this.#namespace;
    counters.ipReasmTimeout += 1;
    counters.ipReasmFails += 1;
    this.#forget(queue);
    dropAll(queue, 'the other fragments of its packet did not come in time');
    const first = queue.fragments.find(({ from }) => from === 0)?.packet;
    const { device } = queue;
    if (first === undefined || device === undefined || this.#namespace.device(device.name) !== device) return;
    // A bridge's port has no route of its own.
    if (queue.user !== 'local' && this.#namespace.fib.addressType(first.destination) !== 'LOCAL') return;
    this.#namespace.sendIcmpError(new SkBuff<Ipv4Packet>(first), ICMP_TIME_EXCEEDED, ICMP_REASSEMBLY_TIME_EXCEEDED);
  }

  /** The last that came becomes the whole packet, with the mark of the first. Linux: ip_frag_reasm. */
  #assemble(skb: SkBuff, queue: Queue): boolean {
    const { user, fragments, longest, device } = queue;
    const inOrder = [...fragments].sort((a, b) => a.from - b.from);
    const whole = reassembleIpv4(inOrder.map(({ packet }) => packet));
    if (whole === undefined) {
      dropAll(queue, 'the checksum of its packet is wrong');
      return false;
    }
    // What tables have seen of a fragment is told of it, and of the packet what they see from here on.
    const fate = user === 'local' ? ({ kind: 'delivered', to: 'the rest of its packet' } as const) : JOINED;
    for (const { skb: part, observer } of fragments) observer?.end(part, fate);
    skb.packet = whole;
    skb.notes.mark = inOrder[0]?.skb.notes.mark ?? 0;
    skb.notes.longestFragment = longest;
    this.#namespace.observe(skb, device?.name ?? '');
    return true;
  }

  #setting(name: string): number {
    return this.#namespace.sysctl.number(`net.ipv4.${name}`);
  }
}

const JOINED = { kind: 'joined' } as const;

function refuse(skb: SkBuff, reason: string): false {
  drop(skb, reason);
  skb.observer = undefined;
  return false;
}

function dropAll({ fragments }: Queue, reason: string): void {
  for (const { skb, observer } of fragments) observer?.end(skb, { kind: 'dropped', reason });
}
