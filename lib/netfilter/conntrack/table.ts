/** The hash table of confirmed connections. Linux: net/netfilter/nf_conntrack_core.c. */
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import type { ConntrackEntry, TupleNode } from './entry';
import type { ConntrackHost } from './host';
import { tcpTimeout } from './tcpTimeout';
import { hashPacket, hashSource, hashTuple, type Tuple } from './tuple';
import { DEFAULT_ZONE, type Zone, zoneId } from './zone';

const LEAST_BUCKETS = 64;

/** The confirmed connections of a namespace, by both of their tuples. */
export class ConntrackTable {
  /** As many as a power of two; a bucket's nodes are linked. */
  #buckets: (TupleNode | undefined)[] = new Array(LEAST_BUCKETS).fill(undefined);
  #oldest: ConntrackEntry | undefined = undefined;
  #newest: ConntrackEntry | undefined = undefined;
  #size = 0;
  /** Connections whose source NAT was asked about, by their own source, newest first, in as many buckets. Linux: nf_nat_bysource. */
  #bySource: (ConntrackEntry | undefined)[] = new Array(LEAST_BUCKETS).fill(undefined);

  /** Confirmed entries that have not expired, oldest first. */
  entries(now: number): readonly ConntrackEntry[] {
    const entries: ConntrackEntry[] = [];
    for (let entry = this.#oldest, newer = entry?.newer; entry !== undefined; entry = newer, newer = entry?.newer) {
      if (entry.expiresAt <= now) this.remove(entry);
      else entries.push(entry);
    }
    return entries;
  }

  /** The entry and direction of a tuple in a zone; an entry that has expired is removed. */
  find(tuple: Tuple, now: number, zone: Zone = DEFAULT_ZONE): TupleNode | undefined {
    return this.#find(tuple, hashTuple(tuple), now, zone);
  }

  /** The same for a packet's tuple, which is not made for it: nearly all packets are of connections that are there. */
  findPacket(packet: Ipv4Packet, now: number, zone: Zone): TupleNode | undefined {
    const hash = hashPacket(packet);
    for (let node = this.#buckets[this.#bucketOf(hash)]; node !== undefined; node = node.next) {
      if (node.hash !== hash || !node.isOf(packet)) continue;
      if (zoneId(node.entry.zone, node.direction) !== zoneId(zone, node.direction)) continue;
      return this.#unexpired(node, now);
    }
    return undefined;
  }

  /** What the table has with the tuple of an entry that may not be in it yet, in that entry's zone. */
  findAlike(node: TupleNode, now: number): TupleNode | undefined {
    return this.#find(node, node.hash, now, node.entry.zone);
  }

  #find(tuple: Tuple, hash: number, now: number, zone: Zone): TupleNode | undefined {
    for (let node = this.#buckets[this.#bucketOf(hash)]; node !== undefined; node = node.next) {
      if (node.hash !== hash || !node.equals(tuple)) continue;
      if (zoneId(node.entry.zone, node.direction) !== zoneId(zone, node.direction)) continue;
      return this.#unexpired(node, now);
    }
    return undefined;
  }

  #unexpired(node: TupleNode, now: number): TupleNode | undefined {
    if (node.entry.expiresAt > now) return node;
    this.remove(node.entry);
    return undefined;
  }

  /** Puts a connection into the table; false if one of its tuples is taken. Linux: __nf_conntrack_confirm. */
  confirm(entry: ConntrackEntry, now: number): boolean {
    const { original, reply, zone } = entry;
    if (this.#find(original, original.hash, now, zone) ?? this.#find(reply, reply.hash, now, zone)) return false;
    if (2 * this.#size >= this.#buckets.length) this.#grow();
    this.#enlist(entry);
    // The last put in is found first: where both tuples are one, packets count as replies.
    this.#insert(original);
    this.#insert(reply);
    entry.confirmed = true;
    if (entry.sourceNatDone) this.#noteSource(entry);
    return true;
  }

  /** Connections of a zone from the source of a tuple, the newest first. Linux: same_src, net/netfilter/nf_nat_core.c. */
  fromSource(tuple: Tuple, now: number, zone: Zone): readonly ConntrackEntry[] {
    const { source, sourceKey, protocol } = tuple;
    const id = zoneId(zone, 'original');
    const entries: ConntrackEntry[] = [];
    for (let entry = this.#bySource[this.#sourceBucketOf(tuple)]; entry !== undefined; entry = entry.olderOfSource) {
      const { original: own, expiresAt } = entry;
      const isSame = own.source === source && own.sourceKey === sourceKey && own.protocol === protocol;
      if (isSame && zoneId(entry.zone, 'original') === id && expiresAt > now) entries.push(entry);
    }
    return entries;
  }

  /** Forgets a connection. Linux: nf_ct_delete. */
  remove(entry: ConntrackEntry): void {
    if (entry.confirmed && !entry.dying) {
      this.#unlist(entry);
      this.#delete(entry.original);
      this.#delete(entry.reply);
      if (entry.sourceNatDone) this.#forgetSource(entry);
    }
    entry.dying = true;
  }

  /** An interface went down, or lost an address: what MASQUERADE gave its address is forgotten. Linux: masq_device_event, masq_inet_event, net/netfilter/nf_nat_masquerade.c. */
  forgetMasqueraded(ifindex: number, now: number, address?: Ipv4Address): void {
    for (const entry of this.entries(now)) {
      if (entry.masqueradedBy !== ifindex) continue;
      if (address === undefined || entry.reply.destination === address) this.remove(entry);
    }
  }

  #noteSource(entry: ConntrackEntry): void {
    const bucket = this.#sourceBucketOf(entry.original);
    const older = this.#bySource[bucket];
    entry.olderOfSource = older;
    if (older !== undefined) older.newerOfSource = entry;
    this.#bySource[bucket] = entry;
  }

  #forgetSource(entry: ConntrackEntry): void {
    const { olderOfSource: older, newerOfSource: newer } = entry;
    if (newer === undefined) this.#bySource[this.#sourceBucketOf(entry.original)] = older;
    else newer.olderOfSource = older;
    if (older !== undefined) older.newerOfSource = newer;
    entry.olderOfSource = undefined;
    entry.newerOfSource = undefined;
  }

  /** A TCP connection that was refused by this machine itself. Linux: nf_conntrack_tcp_set_closing. */
  close(entry: ConntrackEntry, host: ConntrackHost): void {
    if (entry.tcp === undefined || !entry.confirmed || entry.tcp.state === 'CLOSE') return;
    entry.tcp.state = 'CLOSE';
    entry.expiresAt = host.now() + tcpTimeout('CLOSE', host);
  }

  /** The youngest comes last. */
  #enlist(entry: ConntrackEntry): void {
    entry.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
    this.#size += 1;
  }

  /** The entry leads on to no other: one that is forgotten, and not collected yet, would keep younger ones from being collected. */
  #unlist(entry: ConntrackEntry): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    entry.older = undefined;
    entry.newer = undefined;
    this.#size -= 1;
  }

  #bucketOf(hash: number): number {
    return hash & (this.#buckets.length - 1);
  }

  #sourceBucketOf(tuple: Tuple): number {
    return hashSource(tuple) & (this.#bySource.length - 1);
  }

  #insert(node: TupleNode): void {
    const bucket = this.#bucketOf(node.hash);
    node.next = this.#buckets[bucket];
    this.#buckets[bucket] = node;
  }

  #delete(node: TupleNode): void {
    const bucket = this.#bucketOf(node.hash);
    const first = this.#buckets[bucket];
    if (first === node) {
      this.#buckets[bucket] = node.next;
    } else {
      let before = first;
      while (before !== undefined && before.next !== node) before = before.next;
      if (before !== undefined) before.next = node.next;
    }
    node.next = undefined;
  }

  #grow(): void {
    const length = 2 * this.#buckets.length;
    this.#buckets = new Array(length).fill(undefined);
    this.#bySource = new Array(length).fill(undefined);
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer) {
      this.#insert(entry.original);
      this.#insert(entry.reply);
      if (!entry.sourceNatDone) continue;
      entry.newerOfSource = undefined;
      this.#noteSource(entry);
    }
  }
}
