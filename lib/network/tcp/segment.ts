/** A segment for a connection (RFC 9293, section 3.10.7). Linux: tcp_rcv_established, tcp_rcv_state_process, net/ipv4/tcp_input.c. */
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, FIN, RST, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import { sendTransport } from '../ip';
import type { TcpConnection } from './connection';
import { echoedRoundTrip } from './emit';
import { blockOf } from './outOfOrder';
import { armRetransmission, repairLosses, retransmitFirst, transmitPending } from './output';
import { agree } from './request';
import { resetFor } from './reset';
import { markSacked, noteDelivered } from './scoreboard';

/** How many times the same acknowledgement means a loss (RFC 5681, section 3.2). */
const DUPLICATE_ACKS = 3;

export function receiveSegment(socket: TcpConnection, segment: TcpSegment): void {
  if (!socket.lock.held) return processSegment(socket, segment);
  socket.lock.postpone(() => {
    if (socket.state !== 'CLOSE') processSegment(socket, segment);
  });
}

function processSegment(socket: TcpConnection, segment: TcpSegment): void {
  if (socket.state === 'SYN_SENT') return receiveInSynSent(socket, segment);
  if (!isAcceptable(socket, segment)) {
    if (!(segment.flags & RST) && socket.strayAnswers.mayAnswer(segment)) {
      // A SYN, as of a SYN-ACK that is sent again, gets a challenge ACK: tcp_validate_incoming, syn_challenge.
      if (!(segment.flags & SYN)) noteDuplicate(socket, segment);
      socket.sendAck();
    }
    return;
  }
  if (segment.flags & RST && segment.sequence === socket.receive.next)
    return socket.fail(socket.state === 'CLOSE_WAIT' ? 'EPIPE' : 'ECONNRESET');
  // A challenge ACK tells the real peer the right sequence number (RFC 5961, sections 3 and 4).
  if (segment.flags & (RST | SYN)) {
    if (socket.strayAnswers.mayChallenge()) socket.sendAck();
    return;
  }
  if (!(segment.flags & ACK)) return;
  rememberTimestamp(socket, segment);
  acknowledge(socket, segment);
  if (socket.state === 'CLOSE') return;
  const before = socket.receive.next;
  const hasGaps = !socket.receive.outOfOrder.isEmpty;
  if (segment.payload.length > 0 || segment.flags & FIN) takeIn(socket, segment);
  transmitPending(socket);
  checkSpace(socket);
  // While there are gaps, and when the last is closed, the peer hears at once (RFC 5681, section 4.2).
  if (hasGaps && socket.receive.next !== before) socket.sendAck();
  else if (socket.receive.next !== before || segment.payload.length > 0) socket.delayedAck.check();
}

/** The peer sends again what was there. Linux: tcp_send_dupack. */
function noteDuplicate({ receive, delayedAck }: TcpConnection, segment: TcpSegment): void {
  const { sequence } = segment;
  if (sequenceSpace(segment) === 0 || sequenceDistance(sequence, receive.next) >= 0) return;
  const end = addSequence(sequence, sequenceSpace(segment));
  delayedAck.hurry();
  receive.selectiveAcks.repeat({ start: sequence, end: sequenceDistance(end, receive.next) > 0 ? receive.next : end });
}

/** The answer to our SYN. Linux: tcp_rcv_synsent_state_process. */
function receiveInSynSent(socket: TcpConnection, segment: TcpSegment): void {
  const acceptable = (segment.flags & ACK) !== 0 && segment.acknowledgement === socket.send.next;
  if (!acceptable) return;
  if (segment.flags & RST) return socket.fail('ECONNREFUSED');
  if (!(segment.flags & SYN)) return;
  agree(socket, segment);
  if (socket.rtt.backoff > 1) socket.congestion.beginAfterLoss();
  acknowledge(socket, segment);
  socket.send.openTo(segment.window);
  socket.send.smallSent = socket.send.next;
  socket.state = 'ESTABLISHED';
  socket.beginTransfer();
  socket.sendAck();
  socket.changed();
}

/** Whether any of it lies in the window (RFC 9293, section 3.4). */
function isAcceptable(socket: TcpConnection, segment: TcpSegment): boolean {
  const end = addSequence(segment.sequence, sequenceSpace(segment));
  const beforeWindow =
    sequenceDistance(end, socket.receive.next) < 0 ||
    (sequenceDistance(end, socket.receive.next) === 0 && sequenceSpace(segment) > 0);
  return !beforeWindow && !socket.receive.window.endsBefore(segment.sequence);
}

function rememberTimestamp(socket: TcpConnection, segment: TcpSegment): void {
  const { timestamps } = segment.options;
  if (timestamps !== undefined && sequenceDistance(segment.sequence, socket.receive.acknowledged) <= 0)
    socket.timestamps.recent = timestamps.value;
}

/** What the peer has had is done with. Linux: tcp_ack, tcp_clean_rtx_queue. */
function acknowledge(socket: TcpConnection, segment: TcpSegment): void {
  const advance = sequenceDistance(segment.acknowledgement, socket.send.unacknowledged);
  if (sequenceDistance(segment.acknowledgement, socket.send.next) > 0) return;
  socket.send.unansweredProbes = 0;
  if (advance >= 0) socket.keepAlive.heard();
  if (advance >= 0) socket.softError = undefined;
  const blocks = socket.loss.selectiveAcks ? segment.options.selectiveAcks : undefined;
  const window = socket.state === 'SYN_SENT' ? segment.window : segment.window << socket.send.scale;
  if (advance <= 0) {
    const sacked = blocks === undefined || advance < 0 ? 0 : markSacked(socket, blocks);
    const duplicate =
      advance === 0 && segment.payload.length === 0 && window === socket.send.window && socket.send.queue.length > 0;
    socket.loss.duplicateAcks = duplicate ? socket.loss.duplicateAcks + 1 : 0;
    if (duplicate || sacked > 0) socket.output.nextHopIsAlive = true;
    if (advance === 0) socket.send.openTo(window);
    if (sacked > 0) {
      armRetransmission(socket, true);
      repairLosses(socket, sacked);
    } else if (
      !socket.loss.selectiveAcks &&
      socket.loss.duplicateAcks === DUPLICATE_ACKS &&
      socket.loss.recovery === undefined
    )
      fastRetransmit(socket);
    return;
  }
  socket.loss.duplicateAcks = 0;
  socket.send.openTo(window);
  socket.send.unacknowledged = segment.acknowledgement;
  const delivered = removeAcknowledged(socket, segment) + (blocks === undefined ? 0 : markSacked(socket, blocks));
  socket.output.nextHopIsAlive = true;
  const repaired = endRecovery(socket);
  if (!repaired && !socket.loss.selectiveAcks) retransmitFirst(socket);
  armRetransmission(socket, true);
  if (socket.loss.disordered) repairLosses(socket, delivered);
  afterAcknowledged(socket);
}

/** Wakes a program that waits for room, and makes more of it unless the network is what holds it up. Linux: tcp_check_space, tcp_new_space. */
function checkSpace(socket: TcpConnection): void {
  const { buffer, inFlight } = socket.send;
  if (buffer.wanted) {
    if (inFlight < socket.congestion.size) buffer.grow(socket.namespace.sysctl, socket.congestion.size);
    if (buffer.isWritable) buffer.wanted = false;
  }
  socket.changed();
}

/** Forgets what was probed or repaired; false if a part is still missing: the next is lost too (RFC 6582). */
function endRecovery(socket: TcpConnection): boolean {
  const isAcknowledged = (end: number | undefined) =>
    end === undefined || sequenceDistance(socket.send.unacknowledged, end) >= 0;
  if (isAcknowledged(socket.loss.probe)) socket.loss.probe = undefined;
  if (!isAcknowledged(socket.loss.recovery)) return false;
  if (socket.loss.recovery !== undefined) socket.congestion.restore();
  socket.loss.recovery = undefined;
  socket.loss.disordered = socket.send.queue.some(({ sacked, lost }) => sacked || lost);
  return true;
}

function removeAcknowledged(socket: TcpConnection, segment: TcpSegment): number {
  let measured: number | undefined;
  let delivered = 0;
  while (socket.send.queue[0] !== undefined) {
    const first = socket.send.queue[0];
    if (
      first.sentAt === undefined ||
      sequenceDistance(addSequence(first.sequence, sequenceSpace(first)), socket.send.unacknowledged) > 0
    )
      break;
    // The acknowledgement of a repeated segment may be for either copy: no measurement (Karn's rule, RFC 6298, section 3).
    if (!first.sacked) {
      noteDelivered(socket, first);
      delivered += 1;
    }
    if (!first.retransmitted) measured = socket.namespace.clock.now - first.sentAt;
    socket.send.queue.shift();
    socket.send.inFlight -= 1;
    // A connection begins with the same window whichever side it was opened by (tcp_init_transfer).
    if (!(first.flags & SYN)) socket.congestion.grow();
  }
  // Only the echoed timestamp tells which. Linux: tcp_ack_update_rtt.
  measured ??= echoedRoundTrip(socket, segment);
  if (measured === undefined) socket.rtt.progress();
  else socket.rtt.measure(measured);
  return delivered;
}

/** Our FIN was acknowledged. */
function afterAcknowledged(socket: TcpConnection): void {
  if (socket.send.queue.length > 0) return;
  if (socket.state === 'FIN_WAIT1') socket.enter('FIN_WAIT2');
  else if (socket.state === 'CLOSING') socket.enter('TIME_WAIT');
  else if (socket.state === 'LAST_ACK') socket.destroy();
}

function fastRetransmit(socket: TcpConnection): void {
  socket.congestion.halve();
  socket.loss.recovery = socket.send.next;
  retransmitFirst(socket);
}

/** Data and ends, in order or kept until they are. Linux: tcp_data_queue. */
function takeIn(socket: TcpConnection, segment: TcpSegment): void {
  const { receive } = socket;
  const skip = sequenceDistance(socket.receive.next, segment.sequence);
  const fin = (segment.flags & FIN) !== 0;
  if (skip < 0) {
    const early = { sequence: segment.sequence, payload: segment.payload, fin };
    const twice = receive.outOfOrder.keep(early);
    if (twice !== undefined) receive.selectiveAcks.repeat(twice);
    receive.selectiveAcks.add(blockOf(early));
    if (socket.loss.selectiveAcks) receive.window.grow(early.payload.length);
    return socket.sendAck();
  }
  // Nothing fits: a bare FIN alone is taken.
  if (segment.payload.length > 0 && socket.receive.window.left === 0) return socket.sendAck();
  if (skip > 0) receive.selectiveAcks.repeat({ start: segment.sequence, end: receive.next });
  accept(socket, segment.payload.subarray(skip), fin, segment);
  for (;;) {
    const next = receive.outOfOrder.take(receive.next);
    if (next === undefined) break;
    const had = sequenceDistance(receive.next, next.sequence);
    if (had <= next.payload.length && !receive.ended) accept(socket, next.payload.subarray(had), next.fin, segment);
  }
  receive.selectiveAcks.forgetBefore(receive.next);
  socket.changed();
}

function accept(socket: TcpConnection, payload: Uint8Array, fin: boolean, segment: TcpSegment): void {
  // Data for a connection that no program holds is answered by a reset (RFC 9293, section 3.10.7.4).
  if (payload.length > 0 && socket.holder.orphaned) return refuse(socket, segment);
  if (payload.length > 0) {
    socket.accept(payload);
    socket.delayedAck.dataReceived(socket.receive.window.measure({ payload, flags: segment.flags }));
    socket.receive.window.grow(payload.length);
  }
  if (fin) receiveFin(socket);
}

/** As if there were no connection any more. Linux: tcp_v4_send_reset after tcp_rcv_state_process. */
function refuse(socket: TcpConnection, segment: TcpSegment): void {
  const { output, namespace, packetOwner: owner } = socket;
  if (output.route !== undefined) sendTransport(namespace, output.route, resetFor(segment), { owner });
  socket.destroy();
}

/** Linux: tcp_fin. */
function receiveFin(socket: TcpConnection): void {
  socket.receive.next = addSequence(socket.receive.next, 1);
  socket.receive.ended = true;
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
