/**
 * How much a peer may send: what the receive buffer has room for, as far as its segments were worth the memory that they
 * take. Linux: tcp_select_window, __tcp_select_window (net/ipv4/tcp_output.c); tcp_measure_rcv_mss, tcp_grow_window,
 * tcp_init_buffer_space, tcp_rcvbuf_grow (net/ipv4/tcp_input.c). Not modelled: what is done where the buffer is full (tcp_clamp_window, tcp_collapse).
 */
import type { TcpSegment } from '../../packet';
import { addSequence, FIN, PSH, sequenceDistance, TCP_HEADER_LENGTH, tcpOptionsLength } from '../../packet/tcp';
import type { IpOutput } from '../ip';
import type { Sysctl } from '../sysctl';
import type { ReceiveSpace } from './receiveSpace';
import {
  DEFAULT_MSS,
  initialWindow,
  largestReceiveBuffer,
  mssOf,
  receiveBuffer,
  segmentSize,
  TIMESTAMP_LENGTH,
} from './window';

/** Of a ratio in 1/256 (TCP_RMEM_TO_WIN_SCALE): half at first (TCP_DEFAULT_SCALING_RATIO). */
const RATIO_UNIT = 256;
const FIRST_RATIO = RATIO_UNIT / 2;
/** SOCK_MIN_RCVBUF / 2. */
const LEAST_CLAMP = 1152;
/** TCP_MIN_MSS. */
const LEAST_MSS = 88;
/** TCP_MSS_DEFAULT and TCP_MIN_MSS, each with a header: shorter segments tell nothing of the size of others. */
const LEAST_REPEATED = DEFAULT_MSS + TCP_HEADER_LENGTH;
const LEAST_UNMARKED = LEAST_MSS + TCP_HEADER_LENGTH;

/** The connection whose peer is told the window. */
export interface Receiving {
  readonly namespace: { readonly sysctl: Sysctl };
  readonly output: { readonly route: IpOutput | undefined };
  readonly timestamps: { readonly used: boolean };
  readonly send: { readonly mss: number };
  readonly lock: { readonly backlog: number };
  readonly receive: {
    readonly next: number;
    readonly unread: { readonly memory: number };
    readonly outOfOrder: { readonly memory: number; readonly end: number | undefined };
    readonly space: ReceiveSpace;
  };
  readonly delayedAck: { windowGrew(): void; slowDown(): void };
}

export class ReceiveWindow {
  /** The shift that the peer was told. */
  scale = 0;
  /** Largest segment that came in (icsk_ack.rcv_mss). */
  segmentSize = DEFAULT_MSS;
  /** The last segment, if it was a short one (last_seg_size). */
  #lastShort: number | undefined;
  /** The window that the peer was told last. */
  told = 0;
  /** Where it ends. */
  #edge = 0;
  #buffer = 0;
  /** How much of the buffer's memory data can take. */
  #ratio = FIRST_RATIO;
  #clamp = Number.POSITIVE_INFINITY;
  /** Grows from the first window towards the clamp (rcv_ssthresh). */
  #threshold = 0;
  readonly #socket: Receiving;

  constructor(socket: Receiving) {
    this.#socket = socket;
  }

  /** The first window, for segments of up to `mss` octets: those that the peer may send, unless that is not known yet. */
  begin(mss = this.#advertisedSize): void {
    const { sysctl } = this.#socket.namespace;
    this.#buffer = receiveBuffer(sysctl);
    this.#threshold = initialWindow(sysctl, mss);
    this.told = Math.min(0xffff, this.#threshold);
  }

  /** The peer's first sequence number is known: the window that it was told begins there. */
  place(): void {
    this.#edge = addSequence(this.#socket.receive.next, this.told);
  }

  /** The connection is set up; room for one segment is kept back. Linux: tcp_initialize_rcv_mss, tcp_init_buffer_space. */
  open(): void {
    this.segmentSize = Math.max(LEAST_MSS, Math.min(this.#socket.send.mss, this.told >> 1, DEFAULT_MSS));
    const mss = this.#advertisedSize;
    const full = this.#windowOf(this.#buffer);
    this.#clamp = full > 2 * mss ? Math.max(2 * mss, full - mss) : full;
    this.#threshold = Math.min(this.#threshold, this.#clamp);
    this.#socket.receive.space.begin(Math.min(this.#threshold, this.told), mss);
  }

  /**
   * A program reads so much in a round trip: there is to be room for twice as much, and more where that grows, and for what is
   * kept behind a gap. Linux: tcp_rcvbuf_grow.
   */
  growBuffer(size: number): void {
    const { namespace, receive } = this.#socket;
    const before = receive.space.size;
    receive.space.size = size;
    if (namespace.sysctl.number('net.ipv4.tcp_moderate_rcvbuf') === 0) return;
    const { end } = receive.outOfOrder;
    const early = end === undefined ? 0 : sequenceDistance(end, receive.next);
    const window = 2 * size + 2 * Math.floor((2 * size * (size - before)) / before) + early;
    const buffer = Math.min(Math.floor((window * RATIO_UNIT) / this.#ratio), largestReceiveBuffer(namespace.sysctl));
    if (buffer <= this.#buffer) return;
    this.#buffer = buffer;
    this.#clamp = this.#windowOf(buffer);
  }

  /** What the peer may still send. Linux: tcp_receive_window. */
  get left(): number {
    return Math.max(0, sequenceDistance(this.#edge, this.#socket.receive.next));
  }

  /** Whether an octet lies beyond the window. */
  endsBefore(sequence: number): boolean {
    return sequenceDistance(sequence, addSequence(this.#socket.receive.next, this.left)) > 0;
  }

  /**
   * Data was put into the buffer: how much of the memory that it takes is data. Whether it looks like the end of what the
   * peer's program wrote: shorter than others, or whole and marked so. Linux: tcp_measure_rcv_mss, tcp_set_window_clamp.
   */
  measure(
    segment: Pick<TcpSegment, 'payload' | 'flags' | 'options'>,
    memory = segmentSize(segment.payload.length),
  ): 'whole' | 'marked' | 'short' {
    const { flags, payload } = segment;
    const { length } = payload;
    const before = this.#lastShort;
    this.#lastShort = undefined;
    if (length < this.segmentSize) {
      const all = length + TCP_HEADER_LENGTH + tcpOptionsLength(segment.options);
      if (all < LEAST_REPEATED && (all < LEAST_UNMARKED || flags & (FIN | PSH))) return 'short';
      // As if it had no blocks of selective acknowledgements beside the data.
      const size = all - TCP_HEADER_LENGTH - (this.#socket.timestamps.used ? TIMESTAMP_LENGTH : 0);
      this.#lastShort = size;
      if (size !== before) return 'short';
      // Two of one size in a row: the peer sends no longer ones.
      this.segmentSize = size;
      return 'whole';
    }
    const ratio = Math.max(1, Math.floor((length * RATIO_UNIT) / memory));
    if (length !== this.segmentSize && ratio !== this.#ratio) {
      this.#ratio = ratio;
      this.#setClamp(Math.max(LEAST_CLAMP, this.#windowOf(this.#buffer)));
    }
    this.segmentSize = Math.min(length, this.#advertisedSize);
    return flags & PSH ? 'marked' : 'whole';
  }

  /**
   * Data was put into the buffer: more may come, by two segments at a time, if it was worth the memory that it takes; all of
   * that counts, for without scatter-gather no data lies in fragments (truesize_adjust). Linux: tcp_grow_window.
   */
  grow(length: number, memory = segmentSize(length)): void {
    const room = Math.min(this.#clamp, this.#free) - this.#threshold;
    if (room <= 0) return;
    const growth = this.#windowOf(memory) <= length ? 2 * this.#advertisedSize : this.#growthBy(length, memory);
    if (growth === 0) return;
    this.#threshold += Math.min(room, Math.max(growth, 2 * length));
    this.#socket.delayedAck.windowGrew();
  }

  /** Memory that is not worth it now may be in a window that is a part of what it can be. Linux: __tcp_grow_window. */
  #growthBy(length: number, memory: number): number {
    let size = this.#windowOf(memory) >> 1;
    let window = this.#windowOf(largestReceiveBuffer(this.#socket.namespace.sysctl)) >> 1;
    for (; this.#threshold <= window; window >>= 1, size >>= 1) if (size <= length) return 2 * this.segmentSize;
    return 0;
  }

  /** A program read: whether the window has opened enough to tell the peer. Linux: __tcp_cleanup_rbuf. */
  get hasOpened(): boolean {
    if (2 * this.left > this.#clamp) return false;
    const window = this.select();
    return window > 0 && window >= 2 * this.left;
  }

  /** The window that could be told now. Linux: __tcp_select_window. */
  select(): number {
    const unit = 2 ** this.scale;
    const allowed = this.#windowOf(this.#buffer);
    const full = Math.min(this.#clamp, allowed);
    const mss = Math.min(this.segmentSize, full);
    let free = this.#free;
    if (free < full >> 1) {
      this.#socket.delayedAck.slowDown();
      free -= free % unit;
      if (free < allowed >> 4 || free < mss) return 0;
    }
    free = Math.min(free, this.#threshold);
    if (this.scale > 0) return Math.ceil(free / unit) * unit;
    if (this.told <= free - mss || this.told > free) return free - (free % mss);
    return this.told;
  }

  /** Tells the peer: the window field of a segment that leaves now. A window that was told is never taken back. */
  tell(): number {
    const unit = 2 ** this.scale;
    this.told = Math.max(this.select(), Math.ceil(this.left / unit) * unit);
    this.place();
    return Math.min(0xffff, this.told / unit);
  }

  /** The window field of what waits to be forgotten: as the peer was told last. Linux: tw_rcv_wnd. */
  get kept(): number {
    return Math.min(0xffff, Math.floor(this.told / 2 ** this.scale));
  }

  /** The largest segment that the peer may send (advmss). */
  get #advertisedSize(): number {
    const { output, timestamps } = this.#socket;
    return mssOf(output.route) - (timestamps.used ? TIMESTAMP_LENGTH : 0);
  }

  /** Linux: tcp_win_from_space. */
  #windowOf(space: number): number {
    return Math.floor((space * this.#ratio) / RATIO_UNIT);
  }

  /**
   * Linux: tcp_space. Each segment that waits to be read keeps its own memory, as it does while somebody captures packets:
   * what a capture has a copy of is not put together with what comes next (skb_try_coalesce).
   */
  get #free(): number {
    const { receive, lock } = this.#socket;
    const taken = receive.unread.memory + receive.outOfOrder.memory + lock.backlog;
    return this.#windowOf(Math.max(0, this.#buffer - taken));
  }

  #setClamp(clamp: number): void {
    if (clamp < this.#clamp) this.#threshold = Math.min(this.#threshold, clamp);
    else this.#threshold = Math.max(this.#threshold, Math.min(this.told, clamp));
    this.#clamp = clamp;
  }
}
