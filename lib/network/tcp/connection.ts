/**
 * What one side of a TCP connection keeps, and how it ends (RFC 9293, section 3.3). What moves segments works on this;
 * what a program does with it is in `socket.ts`.
 */
import type { PacketOwner } from '../../netfilter';
import { addSequence } from '../../packet/tcp';
import { SECOND, type Timer } from '../clock';
import type { IpOutput } from '../ip';
import type { Errno } from '../socket/errno';
import { Socket } from '../socket/socket';
import { CongestionWindow } from './congestion';
import { DelayedAck } from './delayedAck';
import { KeepAlive } from './keepAlive';
import { Loss } from './loss';
import { Pacing } from './pacing';
import { ReceiveState } from './receiveState';
import { RttEstimator } from './rtt';
import { SendState } from './sendState';
import { SocketLock } from './socketLock';
import { StrayAnswers } from './strayAnswers';
import type { Place } from './unreadData';
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

/** How the packets of a connection leave. @internal */
interface ConnectionOutput {
  /** Where they go; looked up when the connection begins. */
  route: IpOutput | undefined;
  /** As the routes were at that version of them. */
  routedBy: number;
  /** Of the next packet. */
  identification: number;
  /** The peer acknowledged something, so the next hop is alive: the next segment says so to the neighbour table. Linux: sk_dst_pending_confirm. */
  nextHopIsAlive: boolean;
}

/** Timestamps of a connection (RFC 7323, section 3). @internal */
interface Timestamps {
  /** Whether segments carry them. */
  used: boolean;
  /** Where this side's clock began. */
  offset: number;
  /** The peer's last, which segments echo. */
  recent: number;
}

/** What the retransmission timer runs for: the time-out, a loss probe, segments that may have come in in another order, or a window. Linux: icsk_pending. @internal */
export type Awaited = 'timeout' | 'probe' | 'reordered' | 'window';

/** @internal */
interface Timers {
  retransmission: Timer | undefined;
  awaited: Awaited | undefined;
  /** The last that it was, cancelled or not: in the wheel it is only moved to another slot. */
  place: Timer | undefined;
  close: Timer | undefined;
}

/** Whether a program has the connection. @internal */
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

/** More than a window without scale. */
const REOPENING_DISTANCE = 65_535 + 2;

/** One side of a connection. Linux: struct tcp_sock. */
export abstract class TcpConnection extends Socket {
  readonly protocol = 'tcp';
  state: TcpState = 'CLOSE';
  /** @internal */
  readonly output: ConnectionOutput = { route: undefined, routedBy: 0, identification: 0, nextHopIsAlive: false };
  /** @internal */
  readonly send = new SendState();
  /** @internal */
  readonly receive: ReceiveState = new ReceiveState(this);
  /** @internal */
  readonly timestamps: Timestamps = { used: true, offset: 0, recent: 0 };
  /** @internal */
  readonly rtt = new RttEstimator();
  /** @internal */
  readonly congestion = new CongestionWindow();
  /** @internal */
  readonly loss = new Loss();
  /** @internal */
  readonly timers: Timers = { retransmission: undefined, awaited: undefined, place: undefined, close: undefined };
  /** @internal */
  readonly delayedAck: DelayedAck = new DelayedAck(this);
  /** @internal */
  readonly strayAnswers = new StrayAnswers(this.namespace.clock);
  /** @internal */
  readonly holder: Holder = { accepted: true, orphaned: false, detached: false };
  /** @internal */
  readonly lock = new SocketLock(this.namespace.clock.backlog);
  /** @internal */
  readonly pacing: Pacing = new Pacing(this.namespace.clock, this.lock, () => this.sendWaiting());
  /** @internal */
  readonly keepAlive: KeepAlive = new KeepAlive(
    this,
    () => this.probe(),
    () => this.abandon(),
  );
  /** An ICMP error since the last acknowledgement. Linux: sk_err_soft. */
  softError: Errno | undefined = undefined;
  /** What a router told last of the path, in bytes. Linux: mtu_info. @internal */
  protected toldMtu = 0;

  /** Whose the segments are that it sends now: its program's, if one holds it. Linux: sock_graft, sock_orphan. */
  get packetOwner(): PacketOwner | undefined {
    return this.holder.accepted && !this.holder.detached ? this.owner : undefined;
  }

  /** Numbers, sizes and windows of a new connection, as far as this side chooses them. */
  prepare(route: IpOutput): void {
    const { namespace, output, send, receive, timestamps } = this;
    const { sysctl } = namespace;
    output.route = route;
    output.routedBy = namespace.fib.version;
    output.identification = namespace.identifications.start();
    send.startAt(namespace.random(0x1_0000_0000));
    send.mss = mssOf(route);
    send.fitting = send.mss;
    const drawn = namespace.random(0x1_0000_0000);
    timestamps.offset = namespace.sockets.timestampOffset(this.localAddress, this.remoteAddress, drawn);
    timestamps.used = sysctl.number('net.ipv4.tcp_timestamps') === 1;
    receive.window.begin(send.mss);
    receive.window.scale = sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? windowScale(sysctl) : 0;
  }

  /** The connection is set up: buffers and windows for its data. Linux: tcp_init_transfer. */
  beginTransfer(): void {
    this.send.buffer.grow(this.namespace.sysctl, this.congestion.size);
    this.receive.window.open();
    this.delayedAck.begin();
    this.keepAlive.begin();
  }

  /** Data in order, for the program. */
  accept(payload: Uint8Array, place: Place, isPart: boolean): void {
    this.receive.unread.push(payload, place, this.namespace.clock.now, isPart);
    this.receive.next = addSequence(this.receive.next, payload.length);
  }

  /** Tells the peer what has come in. */
  abstract sendAck(): void;

  /** Sends what had to wait for its turn. */
  protected abstract sendWaiting(): void;

  /** What the retransmission timer ran for is due. @internal */
  abstract due(awaited: Awaited): void;

  /** Asks the peer for an acknowledgement. */
  protected abstract probe(): void;

  /** The peer does not answer any more. */
  protected abstract abandon(): void;

  /** Both sides have ended, or this one waits for the other's end. */
  enter(state: 'FIN_WAIT2' | 'TIME_WAIT'): void {
    this.state = state;
    if (state === 'TIME_WAIT' || this.holder.orphaned) this.waitToDestroy();
  }

  /** It only waits to be forgotten, and timestamps tell a new connection's segments from its own. Linux: tcp_twsk_unique. */
  get mayBeReopened(): boolean {
    return this.state === 'TIME_WAIT' && this.timestamps.used;
  }

  /** Takes the place of one that waits to be forgotten, with numbers beyond those that it used. Linux: tcp_tw_isn. */
  succeed(former: TcpConnection): void {
    this.send.startAt(addSequence(former.send.next, REOPENING_DISTANCE));
    former.destroy();
  }

  /** The connection is over, for this reason. */
  fail(errno: Errno): void {
    if (this.state === 'SYN_SENT') this.namespace.counters.tcpAttemptFails += 1;
    this.error = errno;
    this.destroy();
    this.changed();
  }

  /** Forgets the connection. Linux: tcp_done. */
  destroy(): void {
    const { counters } = this.namespace;
    if (this.state === 'ESTABLISHED' || this.state === 'CLOSE_WAIT') counters.tcpEstabResets += 1;
    this.state = 'CLOSE';
    this.send.clear();
    this.timers.retransmission?.cancel();
    this.timers.close?.cancel();
    this.delayedAck.stop();
    this.pacing.stop();
    this.keepAlive.stop();
    this.namespace.sockets.remove(this);
  }

  /** What comes late is still answered for a while. Linux: tcp_time_wait. */
  protected waitToDestroy(): void {
    this.keepAlive.stop();
    this.timers.close?.cancel();
    this.timers.close = this.namespace.clock.scheduleTimer(TIME_WAIT_LENGTH, () => this.destroy(), { pinned: true });
  }
}
