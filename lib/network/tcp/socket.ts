/**
 * A TCP connection: its state, its queues, and what a program does with it (RFC 9293).
 * Linux: net/ipv4/tcp.c. Not modelled: urgent data, selective acknowledgements, ECN, path MTU discovery.
 */
import type { PacketOwner } from '../../netfilter';
import type { IpAddress } from '../../packet';
import { ipv4IfMapped } from '../../packet/ipv6Address';
import { ACK, addSequence, FIN, RST } from '../../packet/tcp';
import type { Microseconds, Timer } from '../clock';
import { SECOND } from '../clock';
import { type IpOutput, routeIp } from '../ip';
import type { Ipv4Frame } from '../link/frame';
import type { Errno } from '../socket/errno';
import { Socket } from '../socket/socket';
import { DelayedAck } from './delayedAck';
import { sendControl } from './emit';
import { flushQueue, revertTimeout, sendSyn } from './output';
import { ReceiveWindow } from './receiveWindow';
import { RttEstimator } from './rtt';
import { StrayAnswers } from './strayAnswers';
import { DEFAULT_MSS, mssOf, windowScale } from './window';

export type TcpState =
  | 'CLOSE'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT';

/** A segment sent, or to be sent. */
export interface QueuedSegment {
  readonly sequence: number;
  payload: Uint8Array;
  flags: number;
  /** When it was sent first, in µs; `undefined`: not yet. */
  sentAt: number | undefined;
  retransmitted: boolean;
  /** The packet that it was sent in last, where that may have to wait, and when. */
  copy: Ipv4Frame | undefined;
  copiedAt: Microseconds;
}

/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout. */
const TIME_WAIT_LENGTH = 60 * SECOND;
/** Bytes that may wait to be sent before a program has to (tcp_wmem's largest). */
const SEND_BUFFER = 4 * 1024 * 1024;
/** TCP_INIT_CWND. */
const INITIAL_CONGESTION_WINDOW = 10;

export class TcpSocket extends Socket {
  readonly protocol = 'tcp';
  state: TcpState = 'CLOSE';
  /** Where its packets go; looked up when the connection begins. */
  output: IpOutput | undefined = undefined;
  /** Identification of the next packet. */
  identification = 0;
  /** The peer acknowledged something, so the way there works: the next segment says so to the neighbour table. Linux: sk_dst_pending_confirm. */
  nextHopIsAlive = false;

  /** First octet not acknowledged, next to send, and where what the program wrote ends. */
  sendUnacknowledged = 0;
  sendNext = 0;
  sendWindow = 0;
  sendScale = 0;
  congestionWindow = INITIAL_CONGESTION_WINDOW;
  slowStartThreshold = Number.POSITIVE_INFINITY;
  duplicateAcks = 0;
  readonly strayAnswers = new StrayAnswers(this.namespace.clock);
  /** Not acknowledged or not sent, in order. */
  readonly sendQueue: QueuedSegment[] = [];
  /** How many of them were sent. */
  inFlight = 0;
  /** End of the last short segment sent: Nagle's rule as Minshall has it. */
  smallSent = 0;
  nodelay = false;
  retransmitTimer: Timer | undefined = undefined;
  /** The timer that runs is for a loss probe. */
  awaitsLossProbe = false;
  /** What had been sent when a loss probe was, until it is acknowledged. Linux: tlp_high_seq. */
  lossProbe: number | undefined = undefined;
  /** What had been sent when a loss was noticed, until it is acknowledged. Linux: high_seq. */
  recovery: number | undefined = undefined;
  /** Questions after a shut window that nobody answered. */
  unansweredProbes = 0;
  readonly rtt = new RttEstimator();

  receiveNext = 0;
  /** What the peer was told last. */
  lastAcknowledged = 0;
  readonly receiveWindow = new ReceiveWindow(this);
  readonly #unread: Uint8Array[] = [];
  #unreadLength = 0;
  /** Segments after a gap, by sequence number. */
  readonly outOfOrder = new Map<number, { readonly payload: Uint8Array; readonly fin: boolean }>();
  /** The peer will send no more. */
  ended = false;
  readonly delayedAck = new DelayedAck(this);

  /** Largest payload of a segment to the peer. */
  mss = DEFAULT_MSS;
  timestamps = true;
  /** Both sides understand selective acknowledgements; none are sent, but Linux's loss probes depend on it. */
  selectiveAcks = false;
  timestampOffset = 0;
  recentTimestamp = 0;
  /** An ICMP error since the last acknowledgement. Linux: sk_err_soft. */
  softError: Errno | undefined = undefined;
  /** A program holds it already. */
  accepted = true;
  /** No program holds it any more. */
  orphaned = false;
  #detached = false;
  /** A program's call is at work. Linux: sock_owned_by_user. */
  isOwned = false;
  readonly #postponed: (() => void)[] = [];
  #closeTimer: Timer | undefined;

  get unreadLength(): number {
    return this.#unreadLength;
  }

  get unreadSegments(): number {
    return this.#unread.length;
  }

  /** Bytes for which there is room among what waits to be sent or acknowledged. */
  get writeSpace(): number {
    return SEND_BUFFER - this.sendQueue.reduce((length, { payload }) => length + payload.length, 0);
  }

  /** Whether it is worth while to write: a third of the room is free. Linux: sk_stream_is_writeable. */
  get writable(): boolean {
    return this.writeSpace >= SEND_BUFFER / 3;
  }

  /** Whose the segments are that it sends now: its program's, if one holds it. Linux: sock_graft, sock_orphan. */
  get packetOwner(): PacketOwner | undefined {
    return this.accepted && !this.#detached ? this.owner : undefined;
  }

  /** Begins a connection. The outcome shows in `state` and `error`. Linux: tcp_v4_connect. */
  connect(remoteAddress: IpAddress, remotePort: number): Errno | undefined {
    const output = routeIp(this.namespace, ipv4IfMapped(remoteAddress), this.localAddress || undefined);
    if (typeof output === 'string') return output;
    const { source, destination } = output;
    const port = this.namespace.sockets.connectionPort(source, destination, remotePort);
    if (port === undefined) return 'EADDRNOTAVAIL';
    this.localAddress = source;
    this.localPort = this.localPort || port;
    this.remoteAddress = destination;
    this.remotePort = remotePort;
    this.prepare(output);
    this.state = 'SYN_SENT';
    this.namespace.sockets.addConnection(this);
    this.#call(() => sendSyn(this));
    return undefined;
  }

  /** Numbers, sizes and windows of a new connection, as far as this side chooses them. */
  prepare(output: IpOutput): void {
    this.output = output;
    this.identification = this.namespace.identifications.start();
    this.sendUnacknowledged = this.namespace.random(0x1_0000_0000);
    this.sendNext = this.sendUnacknowledged;
    this.smallSent = this.sendNext;
    this.timestampOffset = this.namespace.random(0x1_0000_0000);
    this.timestamps = this.namespace.sysctl.number('net.ipv4.tcp_timestamps') === 1;
    this.mss = mssOf(output);
    this.receiveWindow.begin(this.mss);
    this.receiveWindow.scale =
      this.namespace.sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? windowScale(this.namespace.sysctl) : 0;
  }

  /** Queues data and sends what may be sent; the last segment is marked for pushing. Linux: tcp_sendmsg. */
  write(data: Uint8Array): Errno | undefined {
    if (this.error !== undefined) return this.takeError();
    if (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE_WAIT') return 'EPIPE';
    if (data.length > 0) this.#call(() => flushQueue(this, data));
    return undefined;
  }

  /** Data that has come in; `undefined` if there is none yet, and an empty array at the end. */
  read(): Uint8Array | Errno | undefined {
    const data = this.#takeUnread();
    if (data.length > 0) {
      this.#call(() => this.#afterRead());
      return data;
    }
    // That the peer has ended comes before any error (SOCK_DONE).
    if (this.ended) return data;
    if (this.error !== undefined) return this.takeError();
    return this.state === 'CLOSE' ? data : undefined;
  }

  /** The error since it was last asked for. */
  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** SO_ERROR: what programs ask that wait for a connection; it tells of errors as well that end none. Linux: sk_getsockopt. */
  takeSocketError(): Errno | undefined {
    const error = this.takeError() ?? this.softError;
    this.softError = undefined;
    return error;
  }

  /** TCP_NODELAY: what Nagle's rule held back goes now. Linux: __tcp_sock_set_nodelay. */
  setNodelay(): void {
    this.nodelay = true;
    this.#call(() => flushQueue(this));
  }

  /** No more data from this side (shutdown SHUT_WR). */
  shutdownWrite(): void {
    if (this.state === 'ESTABLISHED') this.state = 'FIN_WAIT1';
    else if (this.state === 'CLOSE_WAIT') this.state = 'LAST_ACK';
    else return;
    this.#call(() => flushQueue(this, undefined, FIN));
  }

  /** Lets go of the connection: it is ended in order, or reset if data was not read. Linux: __tcp_close. */
  override close(): void {
    if (this.orphaned) return;
    this.orphaned = true;
    if (this.state === 'SYN_SENT' || this.state === 'CLOSE') return this.destroy();
    if (this.#unreadLength > 0) return this.reset();
    this.shutdownWrite();
    this.#detached = true;
    if (this.state === 'FIN_WAIT2') this.#waitToDestroy();
  }

  /** Ends the connection at once. */
  reset(): void {
    this.#call(() => sendControl(this, RST | ACK));
    this.destroy();
  }

  /** Data in order, for the program. */
  accept(payload: Uint8Array): void {
    this.#unread.push(payload);
    this.#unreadLength += payload.length;
    this.receiveNext = addSequence(this.receiveNext, payload.length);
  }

  sendAck(): void {
    sendControl(this, ACK);
  }

  /** Both sides have ended, or this one waits for the other's end. */
  enter(state: 'FIN_WAIT2' | 'TIME_WAIT'): void {
    this.state = state;
    if (state === 'TIME_WAIT' || this.orphaned) this.#waitToDestroy();
  }

  /** An ICMP error about a packet of ours: it ends a connection that is being set up; one that is, if it then times out. Linux: tcp_v4_err. */
  icmpError(errno: Errno, sequence: number, mayPass: boolean): void {
    if (mayPass && sequence === this.sendUnacknowledged) revertTimeout(this);
    if (this.state === 'SYN_SENT') this.fail(errno);
    else this.softError = errno;
  }

  /** The connection is over, for this reason. */
  fail(errno: Errno): void {
    this.error = errno;
    this.destroy();
    this.changed();
  }

  /** Forgets the connection. Linux: tcp_done. */
  destroy(): void {
    this.state = 'CLOSE';
    this.sendQueue.length = 0;
    this.inFlight = 0;
    this.retransmitTimer?.cancel();
    this.#closeTimer?.cancel();
    this.delayedAck.stop();
    this.namespace.sockets.remove(this);
  }

  /** What comes in while a program's call is at work is looked at when that is done. Linux: lock_sock, release_sock. */
  #call(work: () => void): void {
    this.isOwned = true;
    work();
    for (let next = this.#postponed.shift(); next !== undefined; next = this.#postponed.shift()) next();
    this.isOwned = false;
  }

  /** Linux: sk_add_backlog. */
  postpone(work: () => void): void {
    this.#postponed.push(work);
  }

  #waitToDestroy(): void {
    this.#closeTimer?.cancel();
    this.#closeTimer = this.namespace.clock.scheduleTimer(TIME_WAIT_LENGTH, () => this.destroy(), { pinned: true });
  }

  #takeUnread(): Uint8Array {
    const data = new Uint8Array(this.#unreadLength);
    let offset = 0;
    for (const chunk of this.#unread.splice(0)) {
      data.set(chunk, offset);
      offset += chunk.length;
    }
    this.#unreadLength = 0;
    return data;
  }

  /** Acknowledges what waited for the program, and tells of a window that has opened much. Linux: tcp_cleanup_rbuf. */
  #afterRead(): void {
    if (this.state === 'CLOSE') return;
    this.delayedAck.dataRead();
    if (!this.ended && this.receiveWindow.hasOpened) this.sendAck();
  }
}
