/** The hash table of confirmed connections. Linux: net/netfilter/nf_conntrack_core.c. */
import type { NetfilterHost } from '../host';
import type { ConntrackEntry, TupleNode } from './entry';
import { tcpTimeout } from './tcpTimeout';
import { equalTuples, hashTuple, type Tuple } from './tuple';

export class ConntrackTable {
  readonly #buckets = new Map<number, TupleNode[]>();
  readonly #entries = new Set<ConntrackEntry>();

  /** Confirmed entries that have not expired, oldest first. */
  entries(now: number): readonly ConntrackEntry[] {
    for (const entry of this.#entries) {
      if (entry.expiresAt <= now) this.remove(entry);
    }
    return [...this.#entries];
  }

  /** The entry and direction of a tuple; expired entries are removed on the way. */
  find(tuple: Tuple, now: number): TupleNode | undefined {
    const bucket = this.#buckets.get(hashTuple(tuple));
    if (bucket === undefined) return undefined;
    for (const node of bucket) {
      if (!equalTuples(node.tuple, tuple)) continue;
      if (node.entry.expiresAt > now) return node;
      this.remove(node.entry);
      return undefined;
    }
    return undefined;
  }

  /** Puts a connection into the table; false if one of its tuples is taken. Linux: __nf_conntrack_confirm. */
  confirm(entry: ConntrackEntry, now: number): boolean {
    if (this.find(entry.original.tuple, now) ?? this.find(entry.reply.tuple, now)) return false;
    // The last put in is found first: where both tuples are one, packets count as replies.
    this.#insert(entry.reply);
    this.#insert(entry.original);
    this.#entries.add(entry);
    entry.confirmed = true;
    return true;
  }

  /** Forgets a connection. Linux: nf_ct_delete. */
  remove(entry: ConntrackEntry): void {
    entry.dying = true;
    if (!this.#entries.delete(entry)) return;
    this.#delete(entry.original);
    this.#delete(entry.reply);
  }

  /** A TCP connection that was refused by this machine itself. Linux: nf_conntrack_tcp_set_closing. */
  close(entry: ConntrackEntry, host: NetfilterHost): void {
    if (entry.tcp === undefined || !entry.confirmed || entry.tcp.state === 'CLOSE') return;
    entry.tcp.state = 'CLOSE';
    entry.expiresAt = host.now() + tcpTimeout('CLOSE', host);
  }

  #insert(node: TupleNode): void {
    const hash = hashTuple(node.tuple);
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) this.#buckets.set(hash, [node]);
    else bucket.push(node);
  }

  #delete(node: TupleNode): void {
    const hash = hashTuple(node.tuple);
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) return;
    const index = bucket.indexOf(node);
    if (index >= 0) bucket.splice(index, 1);
    if (bucket.length === 0) this.#buckets.delete(hash);
  }
}
