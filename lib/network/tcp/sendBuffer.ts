/**
 * How much a program may hand over before it has to wait: memory for segments, more of it as the window of congestion grows.
 * Linux: sk_sndbuf, sk_wmem_queued; tcp_sndbuf_expand, tcp_new_space, net/ipv4/tcp_input.c; sk_stream_is_writeable.
 */
import type { Sysctl } from '../sysctl';
import { segmentSize, sendBuffers } from './window';

/** TCP_INIT_CWND: room for as many segments is there from the start. */
const LEAST_SEGMENTS = 10;
/** How many windows of congestion have room (bbr_sndbuf_expand). */
const WINDOWS = 3;
/** MAX_TCP_HEADER and struct skb_shared_info; struct sk_buff. */
const HEAD = 512;
const SK_BUFF = 256;

/** What the buffer holds. */
interface Queued {
  readonly mss: number;
  readonly queue: readonly { readonly payload: Uint8Array }[];
}

/** Of one connection. */
export class SendBuffer {
  #size = 0;
  /** A program waits for room. Linux: SOCK_NOSPACE. */
  wanted = false;
  readonly #send: Queued;

  constructor(send: Queued) {
    this.#send = send;
  }

  /** Grows to what a window of congestion of so many segments needs. */
  grow(sysctl: Sysctl, congestionWindow: number): void {
    const segment = 2 ** Math.ceil(Math.log2(this.#send.mss + HEAD)) + SK_BUFF;
    const wanted = WINDOWS * Math.max(LEAST_SEGMENTS, Math.floor(congestionWindow)) * segment;
    const { usual, most } = sendBuffers(sysctl);
    this.#size = Math.max(this.#size, usual, Math.min(wanted, most));
  }

  /** Whether one more segment may be made. Linux: sk_stream_memory_free. */
  get hasRoom(): boolean {
    return this.#taken < this.#size;
  }

  /** Whether it is worth while to write: as much is free as half of what is taken. */
  get isWritable(): boolean {
    const taken = this.#taken;
    return taken < this.#size && this.#size - taken >= taken >> 1;
  }

  get #taken(): number {
    return this.#send.queue.reduce((sum, { payload }) => sum + segmentSize(payload.length), 0);
  }
}
