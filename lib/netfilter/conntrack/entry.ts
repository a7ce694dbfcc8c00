/** A connection as conntrack knows it. Linux: struct nf_conn, include/net/netfilter/nf_conntrack.h. */
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import type { TcpTracking } from './tcpWindow';
import { type Direction, destinationKeyOf, hashTuple, sourceKeyOf, type Tuple } from './tuple';
import { DEFAULT_ZONE, type Zone } from './zone';

/** How a packet relates to its connection; `INVALID` for one that has none. Linux: enum ip_conntrack_info. */
export type ConntrackInfo = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';

/**
 * One direction of an entry, as the hash table holds it, with its tuple: what lives as long as its connection is of few objects,
 * each of which the collector has to move, and of numbers that need no box. A class, for of literals that outlive a few
 * collections V8 makes more where only a full collection finds them.
 */
export class TupleNode implements Tuple {
  readonly entry: ConntrackEntry;
  readonly direction: Direction;
  /** The next in the same bucket. @internal */
  next: TupleNode | undefined;
  /** Of the tuple: others in the bucket are told apart by it, and their tuples need not be looked at. @internal */
  hash = 0;
  protocol = 0;
  sourceKey = 0;
  destinationKey = 0;
  // Signed.
  #source = 0;
  #destination = 0;

  constructor(entry: ConntrackEntry, direction: Direction, tuple: Tuple) {
    this.entry = entry;
    this.direction = direction;
    this.next = undefined;
    this.become(tuple);
  }

  get source(): Ipv4Address {
    return this.#source >>> 0;
  }

  get destination(): Ipv4Address {
    return this.#destination >>> 0;
  }

  /** A copy, which stays as it is: the tuple of the reply changes until the entry is confirmed. */
  get tuple(): Tuple {
    const { source, destination, protocol, sourceKey, destinationKey } = this;
    return { source, destination, protocol, sourceKey, destinationKey };
  }

  /** Becomes the direction of other packets. Its entry must not be in a table. @internal */
  become(tuple: Tuple): void {
    this.hash = hashTuple(tuple);
    this.protocol = tuple.protocol;
    this.sourceKey = tuple.sourceKey;
    this.destinationKey = tuple.destinationKey;
    this.#source = tuple.source | 0;
    this.#destination = tuple.destination | 0;
  }

  /** Whether a tuple is its own in every field. Linux: nf_ct_tuple_equal. @internal */
  equals({ source, destination, protocol, sourceKey, destinationKey }: Tuple): boolean {
    return (
      this.#source === (source | 0) &&
      this.#destination === (destination | 0) &&
      this.sourceKey === sourceKey &&
      this.destinationKey === destinationKey &&
      this.protocol === protocol
    );
  }

  /** Whether a packet is of its direction: the packet's tuple would be the same. @internal */
  isOf(packet: Ipv4Packet): boolean {
    return (
      this.#source === (packet.source | 0) &&
      this.#destination === (packet.destination | 0) &&
      this.protocol === packet.protocol &&
      this.sourceKey === sourceKeyOf(packet) &&
      this.destinationKey === destinationKeyOf(packet)
    );
  }
}

/** What a connection has carried. Linux: struct nf_conn_acct. */
export interface ConnectionCounters {
  readonly packets: Record<Direction, number>;
  readonly bytes: Record<Direction, number>;
}

/** A connection: its two tuples and what has been seen of it. */
export class ConntrackEntry {
  readonly original: TupleNode;
  /** What replies look like, as they come in: before NAT is undone. */
  readonly reply: TupleNode;
  /** In the table: its first packet left the machine, or reached a socket, alive. */
  confirmed = false;
  /** Its neighbours in the table's list of entries. */
  older: ConntrackEntry | undefined = undefined;
  newer: ConntrackEntry | undefined = undefined;
  /** Its neighbours in the table's bucket of its source. */
  olderOfSource: ConntrackEntry | undefined = undefined;
  newerOfSource: ConntrackEntry | undefined = undefined;
  /** Removed from the table, though a packet may still hold it. */
  dying = false;
  seenReply = false;
  /** Not to be evicted early. */
  assured = false;
  /** The translation that this connection has. */
  sourceNat = false;
  destinationNat = false;
  /** The nat table was asked, whether or not it translated. */
  sourceNatDone = false;
  destinationNatDone = false;
  /** Began as a packet that another connection announced. */
  expected = false;
  /** Index of the interface whose address MASQUERADE gave it. Linux: nf_conn_nat.masq_index. */
  masqueradedBy: number | undefined = undefined;
  mark = 0;
  /** When it is forgotten, in µs. */
  expiresAt = 0;
  /** When its first packet was seen, in µs. */
  readonly createdAt: number;
  /** What it has carried, if packets were counted when it began (net.netfilter.nf_conntrack_acct). */
  counters: ConnectionCounters | undefined = undefined;
  /** Of a rule's template: the zone is the number that the packet is marked with. Linux: NF_CT_FLAG_MARK. */
  zoneIsMark = false;
  /** For TCP connections. @internal */
  tcp: TcpTracking | undefined = undefined;

  /** `zone`: what keeps it apart from others with the same tuples. */
  constructor(
    original: Tuple,
    reply: Tuple,
    now: number,
    readonly zone: Zone = DEFAULT_ZONE,
  ) {
    this.original = new TupleNode(this, 'original', original);
    this.reply = new TupleNode(this, 'reply', reply);
    this.createdAt = now;
  }

  /** Changes what replies will look like; only before the entry is confirmed. Linux: nf_conntrack_alter_reply. */
  alterReply(tuple: Tuple): void {
    this.reply.become(tuple);
  }

  /** Begins to count its packets. Linux: nf_ct_acct_ext_add. */
  beginCounting(): void {
    this.counters = { packets: { original: 0, reply: 0 }, bytes: { original: 0, reply: 0 } };
  }

  /** What packets of a direction look like as they come in. */
  tuple(direction: Direction): Tuple {
    return direction === 'original' ? this.original : this.reply;
  }
}
