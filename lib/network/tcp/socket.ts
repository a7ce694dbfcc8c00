/**
 * A TCP connection: its state, and what a program does with it (RFC 9293).
 * Linux: net/ipv4/tcp.c. Not modelled: urgent data, selective acknowledgements, ECN, path MTU discovery.
 */
import type { PacketOwner } from '../../netfilter';
import type { IpAddress } from '../../packet';
import { ipv4IfMapped } from '../../packet/ipv6Address';
import { ACK, addSequence, FIN, RST } from '../../packet/tcp';
import { SECOND, type Timer } from '../clock';
import { type IpOutput, routeIp } from '../ip';
import type { Errno } from '../socket/errno';
import { Socket } from '../socket/socket';
import { CongestionWindow } from './congestion';
import { DelayedAck } from './delayedAck';
import { sendControl } from './emit';
import { flushQueue, revertTimeout, sendSyn } from './output';
import { ReceiveState } from './receiveState';
import { RttEstimator } from './rtt';
import { SendState } from './sendState';
import { SocketLock } from './socketLock';
import { StrayAnswers } from './strayAnswers';
import { mssOf, windowScale } from './window';

/** As netstat names them. */
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

/** How the packets of a connection leave. */
interface ConnectionOutput {
  /** Where they go; looked up when the connection begins. */
  route: IpOutput | undefined;
  /** Of the next packet. */
  identification: number;
  /** The peer acknowledged something, so the next hop is alive: the next segment says so to the neighbour table. Linux: sk_dst_pending_confirm. */
  nextHopIsAlive: boolean;
}

/** Timestamps of a connection (RFC 7323, section 3). */
interface Timestamps {
  /** Whether segments carry them. */
  used: boolean;
  /** Where this side's clock began. */
  offset: number;
  /** The peer's last, which segments echo. */
  recent: number;
}

/** Segments that seem to be lost. */
interface Loss {
  duplicateAcks: number;
  /** What had been sent when a loss was noticed, until it is acknowledged. Linux: high_seq. */
  recovery: number | undefined;
  /** What had been sent when a loss probe was, until it is acknowledged. Linux: tlp_high_seq. */
  probe: number | undefined;
  /** Both sides understand selective acknowledgements; none are sent, but Linux's loss probes depend on it. */
  selectiveAcks: boolean;
}

interface Timers {
  retransmission: Timer | undefined;
  /** The retransmission timer runs for a loss probe. */
  awaitsLossProbe: boolean;
  close: Timer | undefined;
}

/** Whether a program has the connection. */
interface Holder {
  /** One holds it already. */
  accepted: boolean;
  /** None holds it any more. */
  orphaned: boolean;
  /** Its segments are no program's any more. */
  detached: boolean;
}

/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout. */
const TIME_WAIT_LENGTH = 60 * SECOND;

/** One end of a connection. Linux: struct tcp_sock. */
export class TcpSocket extends Socket {
  readonly protocol = 'tcp';
  state: TcpState = 'CLOSE';
  readonly output: ConnectionOutput = { route: undefined, identification: 0, nextHopIsAlive: false };
  readonly send = new SendState();
  readonly receive = new ReceiveState(this);
  readonly timestamps: Timestamps = { used: true, offset: 0, recent: 0 };
  readonly rtt = new RttEstimator();
  readonly congestion = new CongestionWindow();
  readonly loss: Loss = { duplicateAcks: 0, recovery: undefined, probe: undefined, selectiveAcks: false };
  readonly timers: Timers = { retransmission: undefined, awaitsLossProbe: false, close: undefined };
  readonly delayedAck = new DelayedAck(this);
  readonly strayAnswers = new StrayAnswers(this.namespace.clock);
  readonly holder: Holder = { accepted: true, orphaned: false, detached: false };
  readonly lock = new SocketLock();
  /** An ICMP error since the last acknowledgement. Linux: sk_err_soft. */
  softError: Errno | undefined = undefined;

  /** Bytes that a program can read now. */
  get unreadLength(): number {
    return this.receive.unread.length;
  }

  /** The peer will send no more. */
  get ended(): boolean {
    return this.receive.ended;
  }

  /** Bytes for which there is room among what waits to be sent or acknowledged. */
  get writeSpace(): number {
    return this.send.space;
  }

  /** Whether it is worth while to write. */
  get writable(): boolean {
    return this.send.isWritable;
  }

  /** Whose the segments are that it sends now: its program's, if one holds it. Linux: sock_graft, sock_orphan. */
  get packetOwner(): PacketOwner | undefined {
    return this.holder.accepted && !this.holder.detached ? this.owner : undefined;
  }

  /** Begins a connection. The outcome shows in `state` and `error`. Linux: tcp_v4_connect. */
  connect(remoteAddress: IpAddress, remotePort: number): Errno | undefined {
    const route = routeIp(this.namespace, ipv4IfMapped(remoteAddress), this.localAddress || undefined);
    if (typeof route === 'string') return route;
    const { source, destination } = route;
    const port = this.namespace.sockets.connectionPort(source, destination, remotePort);
    if (port === undefined) return 'EADDRNOTAVAIL';
    this.localAddress = source;
    this.localPort = this.localPort || port;
    this.remoteAddress = destination;
    this.remotePort = remotePort;
    this.prepare(route);
    this.state = 'SYN_SENT';
    this.namespace.sockets.addConnection(this);
    this.lock.call(() => sendSyn(this));
    return undefined;
  }

  /** Numbers, sizes and windows of a new connection, as far as this side chooses them. */
  prepare(route: IpOutput): void {
    const { namespace, output, send, receive, timestamps } = this;
    const { sysctl } = namespace;
    output.route = route;
    output.identification = namespace.identifications.start();
    send.startAt(namespace.random(0x1_0000_0000));
    send.mss = mssOf(route);
    timestamps.offset = namespace.random(0x1_0000_0000);
    timestamps.used = sysctl.number('net.ipv4.tcp_timestamps') === 1;
    receive.window.begin(send.mss);
    receive.window.scale = sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? windowScale(sysctl) : 0;
  }

  /** Queues data and sends what may be sent; the last segment is marked for pushing. Linux: tcp_sendmsg. */
  write(data: Uint8Array): Errno | undefined {
    if (this.error !== undefined) return this.takeError();
    if (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE_WAIT') return 'EPIPE';
    if (data.length > 0) this.lock.call(() => flushQueue(this, data));
    return undefined;
  }

  /** Data that has come in; `undefined` if there is none yet, and an empty array at the end. */
  read(): Uint8Array | Errno | undefined {
    const data = this.receive.unread.take();
    if (data.length > 0) {
      this.lock.call(() => this.#afterRead());
      return data;
    }
    // That the peer has ended comes before any error (SOCK_DONE).
    if (this.receive.ended) return data;
    if (this.error !== undefined) return this.takeError();
    return this.state === 'CLOSE' ? data : undefined;
  }

  /** The error since it was last read. */
  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** SO_ERROR, read by programs that wait for a connection; it includes errors that do not end the connection. Linux: sk_getsockopt. */
  takeSocketError(): Errno | undefined {
    const error = this.takeError() ?? this.softError;
    this.softError = undefined;
    return error;
  }

  /** TCP_NODELAY: what Nagle's rule held back goes now. Linux: __tcp_sock_set_nodelay. */
  setNodelay(): void {
    this.send.nodelay = true;
    this.lock.call(() => flushQueue(this));
  }

  /** No more data from this side (shutdown SHUT_WR). */
  shutdownWrite(): void {
    if (this.state === 'ESTABLISHED') this.state = 'FIN_WAIT1';
    else if (this.state === 'CLOSE_WAIT') this.state = 'LAST_ACK';
    else return;
    this.lock.call(() => flushQueue(this, undefined, FIN));
  }

  /** Lets go of the connection: it is ended in order, or reset if data was not read. Linux: __tcp_close. */
  override close(): void {
    if (this.holder.orphaned) return;
    this.holder.orphaned = true;
    if (this.state === 'SYN_SENT' || this.state === 'CLOSE') return this.destroy();
    if (this.unreadLength > 0) return this.reset();
    this.shutdownWrite();
    this.holder.detached = true;
    if (this.state === 'FIN_WAIT2') this.#waitToDestroy();
  }

  /** Ends the connection at once. */
  reset(): void {
    this.lock.call(() => sendControl(this, RST | ACK));
    this.destroy();
  }

  /** Data in order, for the program. */
  accept(payload: Uint8Array): void {
    this.receive.unread.push(payload);
    this.receive.next = addSequence(this.receive.next, payload.length);
  }

  /** Tells the peer what has come in. */
  sendAck(): void {
    sendControl(this, ACK);
  }

  /** Both sides have ended, or this one waits for the other's end. */
  enter(state: 'FIN_WAIT2' | 'TIME_WAIT'): void {
    this.state = state;
    if (state === 'TIME_WAIT' || this.holder.orphaned) this.#waitToDestroy();
  }

  /** An ICMP error about a packet of ours: it ends a connection that is being set up; one that is, if it then times out. Linux: tcp_v4_err. */
  icmpError(errno: Errno, sequence: number, mayPass: boolean): void {
    if (mayPass && sequence === this.send.unacknowledged) revertTimeout(this);
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
    this.send.clear();
    this.timers.retransmission?.cancel();
    this.timers.close?.cancel();
    this.delayedAck.stop();
    this.namespace.sockets.remove(this);
  }

  #waitToDestroy(): void {
    this.timers.close?.cancel();
    this.timers.close = this.namespace.clock.scheduleTimer(TIME_WAIT_LENGTH, () => this.destroy(), { pinned: true });
  }

  /** Acknowledges what waited for the program, and tells of a window that has opened much. Linux: tcp_cleanup_rbuf. */
  #afterRead(): void {
    if (this.state === 'CLOSE') return;
    this.delayedAck.dataRead();
    if (!this.receive.ended && this.receive.window.hasOpened) this.sendAck();
  }
}
