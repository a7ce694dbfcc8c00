/** What TCP sends, and when. Linux: net/ipv4/tcp_output.c, tcp_timer.c. */
import { ACK, addSequence, FIN, ipv4Packet, PROTOCOL_TCP, PSH, sequenceDistance, sequenceSpace, SYN, type TcpOptions, type TcpSegment } from '../../packet';
import { MILLISECOND } from '../clock';
import { sendIp } from '../ipOutput';
import type { QueuedSegment, TcpSocket } from './socket';
import { mssOf, scaledWindow } from './window';

const NOTHING = new Uint8Array(0);
/** net.ipv4.tcp_retries2. */
const RETRIES = 15;

/** Begins a connection. Linux: tcp_connect. */
export function sendSyn(socket: TcpSocket): void {
  enqueue(socket, SYN, NOTHING);
  transmitPending(socket);
}

/** Queues data, or an end, and sends as much as windows and Nagle's rule allow. Linux: tcp_sendmsg, tcp_push. */
export function flushQueue(socket: TcpSocket, data?: Uint8Array, flags = 0): void {
  if (data !== undefined) enqueueData(socket, data);
  if (flags & FIN) enqueueFin(socket);
  transmitPending(socket);
}

/** Sends a segment without data that is not repeated: an acknowledgement or a reset. */
export function sendControl(socket: TcpSocket, flags: number): void {
  emit(socket, flags, socket.sendNext, NOTHING);
}

/** Fills the last segment that is still unsent, then makes new ones. */
function enqueueData(socket: TcpSocket, data: Uint8Array): void {
  let rest = data;
  const last = socket.sendQueue.at(-1);
  if (last !== undefined && last.sentAt === undefined && last.payload.length < socket.mss && !(last.flags & FIN)) {
    const part = rest.subarray(0, socket.mss - last.payload.length);
    last.payload = concatenate(last.payload, part);
    rest = rest.subarray(part.length);
    last.flags |= rest.length === 0 ? PSH : 0;
  }
  while (rest.length > 0) {
    const part = rest.subarray(0, socket.mss);
    rest = rest.subarray(part.length);
    enqueue(socket, rest.length === 0 ? ACK | PSH : ACK, part.slice());
  }
}

/** An end rides on the last unsent segment, or goes alone. Linux: tcp_send_fin. */
function enqueueFin(socket: TcpSocket): void {
  const last = socket.sendQueue.at(-1);
  if (last !== undefined && last.sentAt === undefined) last.flags |= FIN;
  else enqueue(socket, ACK | FIN, NOTHING);
}

function enqueue(socket: TcpSocket, flags: number, payload: Uint8Array): void {
  socket.sendQueue.push({ sequence: endOfQueue(socket), payload, flags, sentAt: undefined, retransmitted: false });
}

function endOfQueue(socket: TcpSocket): number {
  const last = socket.sendQueue.at(-1);
  return last === undefined ? socket.sendNext : addSequence(last.sequence, spaceOf(last));
}

/** Sends what is unsent as far as it may go. Linux: tcp_write_xmit. */
export function transmitPending(socket: TcpSocket): void {
  for (;;) {
    const segment = socket.sendQueue[socket.inFlight];
    if (segment === undefined || !mayGo(socket, segment)) return;
    segment.sentAt = socket.namespace.clock.now;
    socket.inFlight += 1;
    socket.sendNext = addSequence(segment.sequence, spaceOf(segment));
    if (segment.payload.length > 0) {
      if (segment.payload.length < socket.mss) socket.smallSent = socket.sendNext;
      socket.delayedAck.dataSent();
    }
    emit(socket, segment.flags, segment.sequence, segment.payload);
    armRetransmission(socket);
  }
}

function mayGo(socket: TcpSocket, segment: QueuedSegment): boolean {
  if (segment.flags & SYN) return true;
  if (socket.inFlight >= socket.congestionWindow) return false;
  const end = addSequence(segment.sequence, segment.payload.length);
  if (sequenceDistance(end, addSequence(socket.sendUnacknowledged, socket.sendWindow)) > 0) return socket.inFlight === 0 && segment.payload.length === 0;
  return !heldByNagle(socket, segment);
}

/** A short segment waits while another short one is on its way. Linux: tcp_nagle_check, tcp_minshall_check. */
function heldByNagle(socket: TcpSocket, segment: QueuedSegment): boolean {
  if (socket.nodelay || segment.payload.length >= socket.mss || segment.flags & FIN) return false;
  return sequenceDistance(socket.smallSent, socket.sendUnacknowledged) > 0 && sequenceDistance(socket.smallSent, socket.sendNext) <= 0;
}

/** Repeats the first segment that is not acknowledged. Linux: tcp_retransmit_skb. */
export function retransmitFirst(socket: TcpSocket): void {
  const first = socket.sendQueue[0];
  if (first?.sentAt === undefined) return;
  first.retransmitted = true;
  emit(socket, first.flags, first.sequence, first.payload);
}

/** (Re)starts the timer while anything is unacknowledged. Linux: tcp_rearm_rto. */
export function armRetransmission(socket: TcpSocket, restart = false): void {
  if (socket.retransmitTimer !== undefined && !restart) return;
  socket.retransmitTimer?.cancel();
  socket.retransmitTimer = undefined;
  if (socket.sendQueue[0] === undefined) return;
  socket.retransmitTimer = socket.namespace.clock.scheduleTimer(socket.rtt.timeout, () => {
    socket.retransmitTimer = undefined;
    retransmissionTimeout(socket);
  });
}

/** Linux: tcp_retransmit_timer. */
function retransmissionTimeout(socket: TcpSocket): void {
  const limit = socket.state === 'SYN_SENT' ? socket.namespace.sysctl.number('net.ipv4.tcp_syn_retries') : RETRIES;
  if (socket.rtt.backoff >= limit) return socket.fail('ETIMEDOUT');
  if (socket.state !== 'SYN_SENT') {
    socket.slowStartThreshold = Math.max(2, Math.floor(socket.congestionWindow / 2));
    socket.congestionWindow = 1;
  }
  if (socket.sendQueue[0]?.sentAt === undefined) probeWindow(socket);
  else retransmitFirst(socket);
  socket.rtt.backOff();
  armRetransmission(socket);
}

/** The peer's window is shut: ask, with an octet that it has had already. Linux: tcp_xmit_probe_skb. */
function probeWindow(socket: TcpSocket): void {
  emit(socket, ACK, addSequence(socket.sendUnacknowledged, -1), NOTHING);
}

/** Builds a segment and hands it to IP. Linux: __tcp_transmit_skb. */
function emit(socket: TcpSocket, flags: number, sequence: number, payload: Uint8Array): void {
  const { output } = socket;
  if (output === undefined) return;
  const free = socket.freeSpace();
  // The window of a SYN is never scaled (RFC 7323, section 2.2).
  const scale = flags & SYN ? 0 : socket.receiveScale;
  const window = scaledWindow(free, scale);
  socket.receiveEdge = addSequence(socket.receiveNext, window << scale);
  const segment: TcpSegment = {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence,
    acknowledgement: flags & ACK ? socket.receiveNext : 0,
    flags,
    window,
    options: options(socket, flags),
    payload,
  };
  if (flags & ACK) {
    socket.lastAcknowledged = socket.receiveNext;
    socket.delayedAck.acknowledged();
  }
  const { source, destination, identification } = { source: socket.localAddress, destination: socket.remoteAddress, identification: socket.identification };
  socket.identification = (identification + 1) & 0xffff;
  sendIp(socket.namespace, ipv4Packet({ source, destination, protocol: PROTOCOL_TCP, identification }, segment), output, socket.owner);
}

/** Linux: tcp_syn_options, tcp_established_options. */
function options(socket: TcpSocket, flags: number): TcpOptions {
  const timestamps = socket.timestamps ? { timestamps: { value: timestampValue(socket), echo: socket.recentTimestamp } } : {};
  if (!(flags & SYN)) return timestamps;
  const { sysctl } = socket.namespace;
  return {
    maximumSegmentSize: mssOf(socket.output?.device.mtu ?? 1500),
    ...(sysctl.number('net.ipv4.tcp_sack') === 1 ? { sackPermitted: true } : {}),
    ...timestamps,
    ...(sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? { windowScale: socket.receiveScale } : {}),
  };
}

/** Milliseconds, from a random start a connection (tcp_ts_val). */
export function timestampValue(socket: TcpSocket): number {
  return addSequence(socket.timestampOffset, Math.floor(socket.namespace.clock.now / MILLISECOND));
}

function spaceOf(segment: QueuedSegment): number {
  return sequenceSpace(segment);
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
