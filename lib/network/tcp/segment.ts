/** A segment for a connection (RFC 9293, section 3.10.7). Linux: tcp_rcv_established, tcp_rcv_state_process, net/ipv4/tcp_input.c. */
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, FIN, RST, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import { sendTransport } from '../ip';
import { armRetransmission, retransmitFirst, transmitPending } from './output';
import { agree } from './request';
import { resetFor } from './reset';
import type { TcpSocket } from './socket';

/** How many times the same acknowledgement means a loss (RFC 5681, section 3.2). */
const DUPLICATE_ACKS = 3;

export function receiveSegment(socket: TcpSocket, segment: TcpSegment): void {
  if (!socket.isOwned) return processSegment(socket, segment);
  socket.postpone(() => {
    if (socket.state !== 'CLOSE') processSegment(socket, segment);
  });
}

function processSegment(socket: TcpSocket, segment: TcpSegment): void {
  if (socket.state === 'SYN_SENT') return receiveInSynSent(socket, segment);
  if (!isAcceptable(socket, segment)) {
    if (!(segment.flags & RST) && socket.strayAnswers.mayAnswer(segment)) socket.sendAck();
    return;
  }
  if (segment.flags & RST && segment.sequence === socket.receiveNext)
    return socket.fail(socket.state === 'CLOSE_WAIT' ? 'EPIPE' : 'ECONNRESET');
  // Whoever means it is told what to send. RFC 5961, sections 3 and 4.
  if (segment.flags & (RST | SYN)) {
    if (socket.strayAnswers.mayChallenge()) socket.sendAck();
    return;
  }
  if (!(segment.flags & ACK)) return;
  rememberTimestamp(socket, segment);
  acknowledge(socket, segment);
  if (socket.state === 'CLOSE') return;
  const before = socket.receiveNext;
  if (segment.payload.length > 0 || segment.flags & FIN) takeIn(socket, segment);
  transmitPending(socket);
  if (socket.receiveNext !== before || segment.payload.length > 0) socket.delayedAck.check();
}

/** The answer to our SYN. Linux: tcp_rcv_synsent_state_process. */
function receiveInSynSent(socket: TcpSocket, segment: TcpSegment): void {
  const acceptable = (segment.flags & ACK) !== 0 && segment.acknowledgement === socket.sendNext;
  if (!acceptable) return;
  if (segment.flags & RST) return socket.fail('ECONNREFUSED');
  if (!(segment.flags & SYN)) return;
  agree(socket, segment);
  acknowledge(socket, { ...segment, window: segment.window });
  socket.sendWindow = segment.window;
  socket.smallSent = socket.sendNext;
  socket.state = 'ESTABLISHED';
  socket.receiveWindow.open();
  socket.delayedAck.begin();
  socket.sendAck();
  socket.changed();
}

/** Whether any of it lies in the window (RFC 9293, section 3.4). */
function isAcceptable(socket: TcpSocket, segment: TcpSegment): boolean {
  const end = addSequence(segment.sequence, sequenceSpace(segment));
  const beforeWindow =
    sequenceDistance(end, socket.receiveNext) < 0 ||
    (sequenceDistance(end, socket.receiveNext) === 0 && sequenceSpace(segment) > 0);
  return !beforeWindow && !socket.receiveWindow.endsBefore(segment.sequence);
}

function rememberTimestamp(socket: TcpSocket, segment: TcpSegment): void {
  const { timestamps } = segment.options;
  if (timestamps !== undefined && sequenceDistance(segment.sequence, socket.lastAcknowledged) <= 0)
    socket.recentTimestamp = timestamps.value;
}

/** What the peer has had is done with. Linux: tcp_ack, tcp_clean_rtx_queue. */
function acknowledge(socket: TcpSocket, segment: TcpSegment): void {
  const advance = sequenceDistance(segment.acknowledgement, socket.sendUnacknowledged);
  if (sequenceDistance(segment.acknowledgement, socket.sendNext) > 0) return;
  socket.unansweredProbes = 0;
  if (advance >= 0) socket.softError = undefined;
  const window = socket.state === 'SYN_SENT' ? segment.window : segment.window << socket.sendScale;
  if (advance <= 0) {
    const duplicate =
      advance === 0 && segment.payload.length === 0 && window === socket.sendWindow && socket.sendQueue.length > 0;
    socket.duplicateAcks = duplicate ? socket.duplicateAcks + 1 : 0;
    if (duplicate) socket.nextHopIsAlive = true;
    if (advance === 0) socket.sendWindow = window;
    if (socket.duplicateAcks === DUPLICATE_ACKS && socket.recovery === undefined) fastRetransmit(socket);
    return;
  }
  socket.duplicateAcks = 0;
  socket.sendWindow = window;
  socket.sendUnacknowledged = segment.acknowledgement;
  removeAcknowledged(socket);
  socket.nextHopIsAlive = true;
  const repaired = endRecovery(socket);
  if (!repaired) retransmitFirst(socket);
  armRetransmission(socket, true);
  afterAcknowledged(socket);
  socket.changed();
}

/** Forgets what was probed or repaired; false if a part is still missing: the next is lost too (RFC 6582). */
function endRecovery(socket: TcpSocket): boolean {
  const isAcknowledged = (end: number | undefined) =>
    end === undefined || sequenceDistance(socket.sendUnacknowledged, end) >= 0;
  if (isAcknowledged(socket.lossProbe)) socket.lossProbe = undefined;
  if (!isAcknowledged(socket.recovery)) return false;
  socket.recovery = undefined;
  return true;
}

function removeAcknowledged(socket: TcpSocket): void {
  let measured: number | undefined;
  while (socket.sendQueue[0] !== undefined) {
    const first = socket.sendQueue[0];
    if (
      first.sentAt === undefined ||
      sequenceDistance(addSequence(first.sequence, sequenceSpace(first)), socket.sendUnacknowledged) > 0
    )
      break;
    // Which of two copies was acknowledged cannot be told (Karn's rule, RFC 6298, section 3).
    if (!first.retransmitted) measured = socket.namespace.clock.now - first.sentAt;
    socket.sendQueue.shift();
    socket.inFlight -= 1;
    socket.congestionWindow += socket.congestionWindow < socket.slowStartThreshold ? 1 : 1 / socket.congestionWindow;
  }
  if (measured === undefined) socket.rtt.progress();
  else socket.rtt.measure(measured);
}

/** Our FIN was acknowledged. */
function afterAcknowledged(socket: TcpSocket): void {
  if (socket.sendQueue.length > 0) return;
  if (socket.state === 'FIN_WAIT1') socket.enter('FIN_WAIT2');
  else if (socket.state === 'CLOSING') socket.enter('TIME_WAIT');
  else if (socket.state === 'LAST_ACK') socket.destroy();
}

function fastRetransmit(socket: TcpSocket): void {
  socket.slowStartThreshold = Math.max(2, Math.floor(socket.congestionWindow / 2));
  socket.congestionWindow = socket.slowStartThreshold;
  socket.recovery = socket.sendNext;
  retransmitFirst(socket);
}

/** Data and ends, in order or kept until they are. Linux: tcp_data_queue. */
function takeIn(socket: TcpSocket, segment: TcpSegment): void {
  const skip = sequenceDistance(socket.receiveNext, segment.sequence);
  const fin = (segment.flags & FIN) !== 0;
  if (skip < 0) {
    socket.outOfOrder.set(segment.sequence, { payload: segment.payload, fin });
    return socket.sendAck();
  }
  // Nothing fits: a bare FIN alone is taken.
  if (segment.payload.length > 0 && socket.receiveWindow.left === 0) return socket.sendAck();
  accept(socket, segment.payload.subarray(skip), fin, segment);
  for (;;) {
    const next = socket.outOfOrder.get(socket.receiveNext);
    if (next === undefined) break;
    socket.outOfOrder.delete(socket.receiveNext);
    accept(socket, next.payload, next.fin, segment);
  }
  socket.changed();
}

function accept(socket: TcpSocket, payload: Uint8Array, fin: boolean, segment: TcpSegment): void {
  // Data for a connection that no program holds is answered by a reset (RFC 9293, section 3.10.7.4).
  if (payload.length > 0 && socket.orphaned) return refuse(socket, segment);
  if (payload.length > 0) {
    socket.accept(payload);
    socket.receiveWindow.measure(payload.length);
    socket.delayedAck.dataReceived(segment);
    socket.receiveWindow.grow(payload.length);
  }
  if (fin) receiveFin(socket);
}

/** As if there were no connection any more. Linux: tcp_v4_send_reset after tcp_rcv_state_process. */
function refuse(socket: TcpSocket, segment: TcpSegment): void {
  const { output, namespace, packetOwner: owner } = socket;
  if (output !== undefined) sendTransport(namespace, output, resetFor(segment), { owner });
  socket.destroy();
}

/** Linux: tcp_fin. */
function receiveFin(socket: TcpSocket): void {
  socket.receiveNext = addSequence(socket.receiveNext, 1);
  socket.ended = true;
  switch (socket.state) {
    case 'ESTABLISHED':
      socket.state = 'CLOSE_WAIT';
      return socket.delayedAck.finReceived();
    case 'FIN_WAIT1':
      socket.state = 'CLOSING';
      return socket.sendAck();
    case 'FIN_WAIT2':
      socket.sendAck();
      return socket.enter('TIME_WAIT');
    default:
      return;
  }
}
