/** What one side of a connection sends, and how far it has come (RFC 9293, section 3.3.1: the send sequence variables). */
import type { Microseconds } from '../clock';
import type { Ipv4Frame } from '../link/frame';
import { SendBuffer } from './sendBuffer';
import { DEFAULT_MSS } from './window';

/** A segment sent, or to be sent. */
export interface QueuedSegment {
  readonly sequence: number;
  payload: Uint8Array;
  flags: number;
  /** When it was sent first, in µs; `undefined`: not yet. */
  sentAt: number | undefined;
  retransmitted: boolean;
  /** It has come in, says the peer, though something before it is missing. */
  sacked: boolean;
  /** It must be lost (TCPCB_LOST); a repetition is on its way (TCPCB_SACKED_RETRANS). */
  lost: boolean;
  repeated: boolean;
  /** The packet that it was sent in last, where that may have to wait, and when. */
  copy: Ipv4Frame | undefined;
  copiedAt: Microseconds;
  /** How many had left when it did: time alone does not tell which of two left first. */
  order: number;
  /** What the connection's clock showed when it left last. */
  stamp: Microseconds;
  /** How many segments had come in when it did (tx.delivered). */
  deliveredBefore: number;
}

/** Of one connection. */
export class SendState {
  /** First octet that is not acknowledged (SND.UNA). */
  unacknowledged = 0;
  /** Next to be sent (SND.NXT). */
  next = 0;
  /** What the peer has room for, in bytes (SND.WND), and the shift of its window field. */
  window = 0;
  scale = 0;
  /** The largest window that the peer has told (max_window). */
  largestWindow = 0;
  /** The sequence number of the segment that told it (snd_wl1). */
  windowToldBy: number | undefined = undefined;
  /** Largest payload of a segment to the peer. */
  mss = DEFAULT_MSS;
  /** What the peer said that its packets have room for, and what the path was seen to have room for, options included (mss_clamp, icsk_pmtu_cookie). */
  peerLimit: number | undefined = undefined;
  fitting = DEFAULT_MSS;
  /** How many segments have left, repetitions included. */
  copies = 0;
  /** The connection's clock of microseconds, which is set when something begins to be done (tcp_mstamp). */
  stamp: Microseconds = 0;
  /** Segments that are not acknowledged or not sent, in order. */
  readonly queue: QueuedSegment[] = [];
  /** How many of them were sent. */
  inFlight = 0;
  readonly buffer = new SendBuffer(this);
  /** The end of what was marked for pushing last (pushed_seq). */
  pushed = 0;
  /** Nagle's rule does not hold (TCP_NODELAY). */
  nodelay = false;
  /** End of the last short segment sent: Nagle's rule as Minshall has it. */
  smallSent = 0;
  /** What had been sent when the round trip began that is measured (rtt_seq). */
  roundEnd: number | undefined = undefined;
  /** Window probes without an answer. */
  unansweredProbes = 0;

  /** The first sequence number is chosen, and nothing is sent yet. */
  startAt(sequence: number): void {
    this.unacknowledged = sequence;
    this.next = sequence;
    this.smallSent = sequence;
    this.pushed = sequence;
  }

  /** Bytes that wait to be sent or acknowledged. */
  get queuedLength(): number {
    return this.queue.reduce((length, { payload }) => length + payload.length, 0);
  }

  /** The peer has told how much it has room for. Linux: tcp_ack_update_window. */
  openTo(window: number): void {
    this.window = window;
    this.largestWindow = Math.max(this.largestWindow, window);
  }

  /** Nothing is sent any more. */
  clear(): void {
    this.queue.length = 0;
    this.inFlight = 0;
  }
}
