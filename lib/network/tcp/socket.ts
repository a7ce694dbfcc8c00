/**
 * What a program does with a TCP connection (RFC 9293).
 * Linux: net/ipv4/tcp.c. Not modelled: urgent data, ECN.
 */
import type { IpAddress } from '../../packet';
import { concatenate } from '../../packet/bytes';
import { ipv4IfMapped } from '../../packet/ipv6Address';
import { ACK, RST, sequenceDistance } from '../../packet/tcp';
import { routeForProgram } from '../ip';
import type { Errno } from '../socket/errno';
import { type Awaited, TcpConnection } from './connection';
import { sendControl } from './emit';
import { sendFin, sendProbe, sendSyn, transmitPending } from './output';
import { reduceMtu } from './pathMtu';
import type { Pipe } from './pipe';
import { sendWaiting } from './retransmit';
import { sendMessage } from './sendMessage';
import { onDue, revertTimeout } from './timeouts';
import { TIMESTAMP_LENGTH } from './window';

/** One end of a connection, as a program has it. Linux: struct proto tcp_prot. */
export class TcpSocket extends TcpConnection {
  /** Bytes that a program can read now. */
  get unreadLength(): number {
    return this.receive.unread.length;
  }

  /** The peer will send no more. */
  get ended(): boolean {
    return this.receive.ended;
  }

  /** Whether it is worth while to write. */
  get writable(): boolean {
    return this.send.buffer.isWritable;
  }

  /** Takes a port for the connection to be. Linux: inet_bind. */
  bind(address: IpAddress, port: number): Errno | undefined {
    return this.namespace.sockets.bindConnection(this, address, port);
  }

  /** Begins a connection. The outcome shows in `state` and `error`. Linux: tcp_v4_connect. */
  connect(remoteAddress: IpAddress, remotePort: number): Errno | undefined {
    const route = routeForProgram(this.namespace, ipv4IfMapped(remoteAddress), this.localAddress || undefined);
    if (typeof route === 'string') return route;
    const { source, destination } = route;
    const { sockets } = this.namespace;
    const port = this.localPort || sockets.connectionPort(source, destination, remotePort);
    if (port === undefined) return 'EADDRNOTAVAIL';
    const former = sockets.findConnection(source, port, destination, remotePort);
    if (former instanceof TcpSocket && !former.mayBeReopened) return 'EADDRNOTAVAIL';
    this.localAddress = source;
    this.localPort = port;
    this.remoteAddress = destination;
    this.remotePort = remotePort;
    this.prepare(route);
    if (former instanceof TcpSocket) {
      this.succeed(former);
      // That there will be timestamps is known this time (ts_recent_stamp).
      this.receive.window.begin(this.send.mss - TIMESTAMP_LENGTH);
    }
    this.state = 'SYN_SENT';
    this.namespace.counters.tcpActiveOpens += 1;
    this.namespace.sockets.addConnection(this);
    this.lock.call(() => sendSyn(this));
    return undefined;
  }

  /**
   * Queues as many bytes as there is room for, sends what may be sent, and says how many were taken. The last segment is
   * marked for pushing, unless `more` is to follow at once. Linux: tcp_sendmsg.
   */
  write(data: Uint8Array, more = false): number | Errno {
    if (this.error !== undefined) return this.takeError() ?? 'EPIPE';
    if (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE_WAIT') return 'EPIPE';
    let taken = 0;
    if (data.length > 0)
      this.lock.call(() => {
        taken = sendMessage(this, data, more);
      });
    return taken;
  }

  /** Data that has come in, at `most` so many bytes of it; `undefined` if there is none yet, and an empty array at the end. */
  read(most = Number.POSITIVE_INFINITY): Uint8Array | Errno | undefined {
    const first = Math.min(most, this.receive.unread.leftOfFirst);
    return this.#taken(this.receive.unread.take(most), first);
  }

  /** The same, by pages: one for each segment, and one more where a segment does not fit what is left of the last. Linux: tcp_splice_read. @internal */
  splice(pipe: Pipe): Uint8Array | Errno | undefined {
    const { unread } = this.receive;
    let data = unread.take(0);
    for (let room = pipe.begin(unread.leftOfFirst); room > 0; room = pipe.goOn(unread.leftOfFirst))
      data = concatenate(data, unread.take(room));
    return this.#taken(data);
  }

  /** What a program has read, the `first` octets in one go, or why there is nothing. */
  #taken(data: Uint8Array, first = data.length): Uint8Array | Errno | undefined {
    if (data.length > 0) {
      this.lock.call(() => this.#afterRead(data.length, first));
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
    this.lock.call(() => transmitPending(this));
  }

  /** No more data from this side (shutdown SHUT_WR). */
  shutdownWrite(): void {
    if (this.state === 'ESTABLISHED') this.state = 'FIN_WAIT1';
    else if (this.state === 'CLOSE_WAIT') this.state = 'LAST_ACK';
    else return;
    this.lock.call(() => sendFin(this));
  }

  /** Lets go of the connection: it is ended in order, or reset if data was not read. Linux: __tcp_close. */
  override close(): void {
    if (this.holder.orphaned) return;
    this.holder.orphaned = true;
    if (this.state === 'SYN_SENT' || this.state === 'CLOSE') return this.destroy();
    if (this.unreadLength > 0) return this.reset();
    this.shutdownWrite();
    this.holder.detached = true;
    if (this.state === 'FIN_WAIT2') this.waitToDestroy();
  }

  /** Ends the connection at once. */
  reset(): void {
    this.lock.call(() => sendControl(this, RST | ACK));
    this.destroy();
  }

  /** @internal */
  sendAck(): void {
    sendControl(this, ACK);
  }

  /** @internal */
  due(awaited: Awaited): void {
    onDue(this, awaited);
  }

  protected sendWaiting(): void {
    sendWaiting(this);
  }

  protected probe(): void {
    sendProbe(this);
  }

  /** Linux: tcp_send_active_reset, tcp_write_err. */
  protected abandon(): void {
    sendControl(this, RST | ACK);
    this.fail(this.softError ?? 'ETIMEDOUT');
  }

  /** An ICMP error about a packet of ours: it ends a connection that is being set up, unless a program's call is just at work; one that is, if it then times out. Linux: tcp_v4_err. @internal */
  icmpError(errno: Errno, sequence: number, mayPass: boolean): void {
    if (!this.mayHaveSent(sequence)) return;
    const { held } = this.lock;
    if (mayPass && !held && sequence === this.send.unacknowledged) revertTimeout(this);
    if (this.state === 'SYN_SENT' && !held) this.fail(errno);
    else this.softError = errno;
  }

  /** A packet of ours was longer than the path takes: of `mtu` bytes it may be. Linux: tcp_v4_mtu_reduced. @internal */
  packetTooLong(mtu: number, sequence: number): void {
    if (this.state === 'TIME_WAIT' || !this.mayHaveSent(sequence)) return;
    this.toldMtu = mtu;
    if (this.lock.held) this.lock.beforeRelease(this.#reduceMtu);
    else this.#reduceMtu();
  }

  readonly #reduceMtu = (): void => {
    if (this.state !== 'CLOSE') reduceMtu(this, this.toldMtu);
  };

  /** Whether a segment, of which a router speaks, may be one of those on their path. @internal */
  mayHaveSent(sequence: number): boolean {
    const { unacknowledged, next } = this.send;
    return sequenceDistance(sequence, unacknowledged) >= 0 && sequenceDistance(sequence, next) <= 0;
  }

  /** There may be room for more. Acknowledges what waited for the program, and tells of a window that has opened much. Linux: tcp_rcv_space_adjust, tcp_cleanup_rbuf. */
  #afterRead(length: number, first: number): void {
    if (this.state === 'CLOSE') return;
    const { space, window, unread } = this.receive;
    const more = space.dataRead(length, first, unread.length);
    if (more !== undefined) window.growBuffer(more);
    this.delayedAck.dataRead();
    if (!this.receive.ended && window.hasOpened) this.sendAck();
  }
}
