/**
 * A connection that a listener was asked for and that is not set up yet: its SYN-ACK is repeated by a timer of its own,
 * and at once for each SYN that is repeated. Linux: struct request_sock, reqsk_timer_handler, tcp_check_req.
 */
import { ACK, addSequence, type IpAddress, SYN, sequenceDistance, sequenceSpace, type TcpSegment } from '../../packet';
import { LARGEST_WINDOW_SCALE } from '../../packet/tcp';
import { type Microseconds, SECOND, type Timer } from '../clock';
import { sendTransport } from '../ip';
import type { TcpConnection } from './connection';
import { echoedRoundTrip, routeNow, timestampValue } from './emit';
import type { TcpSocket } from './socket';
import { StrayAnswers } from './strayAnswers';
import { mssOf, sizeSegments } from './window';

/** Sends its SYN-ACK when it is made. */
export class ConnectionRequest {
  /** Those of the listener. */
  readonly #requests: Map<string, ConnectionRequest>;
  readonly #key: string;
  /** The connection to be, with all that was agreed on so far. */
  readonly socket: TcpSocket;
  readonly #synAck: () => TcpSegment;
  readonly #strayAnswers: StrayAnswers;
  #timer: Timer | undefined;
  #timeouts = 0;
  /** When the SYN-ACK was sent first, and how many times again. */
  readonly #sentAt: Microseconds;
  #repetitions = 0;

  constructor(requests: Map<string, ConnectionRequest>, socket: TcpSocket, syn: TcpSegment) {
    this.#requests = requests;
    this.socket = socket;
    this.#strayAnswers = new StrayAnswers(socket.namespace.clock);
    this.#key = requestKey(socket.remoteAddress, socket.remotePort, socket.localAddress);
    this.#synAck = () => synAckOf(socket, syn);
    requests.set(this.#key, this);
    this.#sentAt = socket.namespace.clock.precise;
    this.sendSynAck();
    this.#startTimer();
  }

  /** RST and SYN-ACK have identification 0 (ip_build_and_send_pkt with DF set). False if netfilter drops it here. */
  sendSynAck(): boolean {
    const { namespace, owner } = this.socket;
    const route = routeNow(this.socket);
    if (route === undefined) return false;
    const asRequest = owner && { ...owner, request: true };
    return sendTransport(namespace, route, this.#synAck(), { owner: asRequest })?.refused !== true;
  }

  /** The SYN was repeated: the SYN-ACK is too, and its timer starts anew. Linux: tcp_check_req. */
  repeat(): void {
    if (!this.#strayAnswers.mayChallenge()) return;
    if (!this.#sendAgain()) return;
    this.#timer?.cancel();
    this.#startTimer();
  }

  /** Whether a segment lies where the peer may send. Linux: tcp_in_window, net/ipv4/tcp_minisocks.c. */
  isInWindow(segment: TcpSegment): boolean {
    const { next, window } = this.socket.receive;
    const start = sequenceDistance(segment.sequence, next);
    const end = start + sequenceSpace(segment);
    return start === 0 || (end > 0 && start < window.told) || (start === window.told && end === start);
  }

  /** A segment is out of place: says what is waited for. Linux: tcp_v4_reqsk_send_ack. */
  answer(stray: TcpSegment): void {
    const { namespace, owner } = this.socket;
    const route = routeNow(this.socket);
    if (route === undefined || !this.#strayAnswers.mayAnswer(stray)) return;
    const { sequence, window, ...synAck } = this.#synAck();
    const segment = {
      ...synAck,
      flags: ACK,
      sequence: addSequence(sequence, 1),
      window: window >>> this.socket.receive.window.scale,
      options: synAck.options.timestamps === undefined ? {} : { timestamps: synAck.options.timestamps },
    };
    sendTransport(namespace, route, segment, { owner });
  }

  /** Its SYN-ACK does not get there, says a router. Linux: tcp_req_err. */
  unreachable(sequence: number): void {
    if (sequence === this.socket.send.next) this.drop();
  }

  /** The handshake is complete, by this acknowledgement. */
  complete(ack: TcpSegment): TcpSocket {
    this.drop();
    const { socket } = this;
    socket.state = 'ESTABLISHED';
    socket.namespace.counters.tcpPassiveOpens += 1;
    // The acknowledgement of a repeated SYN-ACK may be for either copy. Linux: tcp_synack_rtt_meas, tcp_ack_update_rtt.
    // It was repeated more than once, and once for want of an answer. Linux: tcp_init_transfer.
    if (this.#repetitions > 1 && this.#timeouts > 0) socket.congestion.beginAfterLoss();
    const roundTrip =
      this.#repetitions > 0 ? echoedRoundTrip(socket, ack) : socket.namespace.clock.precise - this.#sentAt;
    if (roundTrip !== undefined) {
      socket.rtt.measure(roundTrip);
      socket.loss.noteRoundTrip(roundTrip);
    }
    socket.send.startAt(addSequence(socket.send.next, 1));
    socket.namespace.sockets.addConnection(socket);
    socket.beginTransfer();
    return socket;
  }

  drop(): void {
    this.#timer?.cancel();
    this.#requests.delete(this.#key);
  }

  #startTimer(): void {
    const { clock } = this.socket.namespace;
    this.#timer = clock.scheduleTimer(SECOND * 2 ** this.#timeouts, () => this.#timeout(), { pinned: true });
  }

  #timeout(): void {
    if (this.#timeouts >= this.socket.namespace.sysctl.number('net.ipv4.tcp_synack_retries')) return this.drop();
    this.#timeouts += 1;
    // One that cannot be sent is not tried again.
    if (this.#sendAgain()) this.#startTimer();
    else this.drop();
  }

  #sendAgain(): boolean {
    this.#repetitions += 1;
    const isSent = this.sendSynAck();
    if (isSent) this.socket.namespace.counters.tcpRetransSegs += 1;
    return isSent;
  }
}

/** By which a listener finds the request that a segment belongs to. */
export function requestKey(remoteAddress: IpAddress, remotePort: number, localAddress: IpAddress): string {
  return `${remoteAddress}:${remotePort} ${localAddress}`;
}

function synAckOf(socket: TcpConnection, syn: TcpSegment): TcpSegment {
  const { options } = syn;
  return {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence: socket.send.next,
    acknowledgement: socket.receive.next,
    flags: SYN | ACK,
    window: socket.receive.window.told,
    options: {
      maximumSegmentSize: mssOf(socket.output.route),
      ...(options.sackPermitted && socket.namespace.sysctl.number('net.ipv4.tcp_sack') === 1
        ? { sackPermitted: true }
        : {}),
      ...(socket.timestamps.used
        ? { timestamps: { value: timestampValue(socket), echo: socket.timestamps.recent } }
        : {}),
      ...(options.windowScale === undefined ? {} : { windowScale: socket.receive.window.scale }),
    },
    payload: new Uint8Array(0),
  };
}

/** What both sides can do. The peer's window is not scaled yet. Linux: tcp_parse_options, tcp_openreq_init. */
export function agree(socket: TcpConnection, segment: TcpSegment): void {
  const { options } = segment;
  socket.timestamps.used = socket.timestamps.used && options.timestamps !== undefined;
  socket.timestamps.recent = options.timestamps?.value ?? 0;
  socket.loss.selectiveAcks =
    options.sackPermitted === true && socket.namespace.sysctl.number('net.ipv4.tcp_sack') === 1;
  if (options.windowScale === undefined) {
    socket.receive.window.scale = 0;
    socket.send.scale = 0;
  } else {
    socket.send.scale = Math.min(LARGEST_WINDOW_SCALE, options.windowScale);
  }
  socket.send.peerLimit = options.maximumSegmentSize;
  sizeSegments(socket);
  socket.send.openTo(segment.window);
  socket.receive.next = addSequence(segment.sequence, 1);
  socket.receive.acknowledged = socket.receive.next;
  socket.receive.window.place();
}

/** The window of the side that was called: whole segments of the size agreed on. */
export function openWindow(socket: TcpConnection): void {
  socket.receive.window.begin();
  socket.receive.window.place();
}
