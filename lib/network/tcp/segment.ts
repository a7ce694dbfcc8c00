/** A segment for a connection (RFC 9293, section 3.10.7). Linux: tcp_rcv_established, tcp_rcv_state_process, net/ipv4/tcp_input.c. */
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, FIN, RST, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import { MILLISECOND } from '../clock';
import { sendTransport } from '../ip';
import { acknowledge } from './acknowledge';
import type { TcpConnection } from './connection';
import { timestampValue } from './emit';
import { blockOf, type KeptSegment } from './outOfOrder';
import { transmitPending } from './output';
import { agree } from './request';
import { resetFor } from './reset';
import { condensedSize, segmentSize, tailRoom } from './window';

/** Data shorter than that does not open the window. Linux: tcp_event_data_recv. */
const SHORT = 128;

export function receiveSegment(socket: TcpConnection, segment: TcpSegment): void {
  const { length } = segment.payload;
  if (!socket.lock.held) return processSegment(socket, segment, segmentSize(length));
  const memory = condensedSize(length);
  socket.lock.postpone(() => {
    if (socket.state !== 'CLOSE') processSegment(socket, segment, memory);
  }, memory);
}

/** `memory`: what the segment takes, in bytes. */
function processSegment(socket: TcpConnection, segment: TcpSegment, memory: number): void {
  socket.send.stamp = socket.namespace.clock.precise;
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
  const isEstablished = socket.state === 'ESTABLISHED';
  acknowledge(socket, segment);
  if (socket.state === 'CLOSE') return;
  if (isEstablished) measureRoundTrip(socket, segment);
  const before = socket.receive.next;
  const wasOver = hasEnded(socket);
  if (segment.payload.length > 0 || segment.flags & FIN) takeIn(socket, segment, memory);
  // The peer was told when the last of it came in (tcp_time_wait).
  if (hasEnded(socket) && !wasOver) return socket.changed();
  transmitPending(socket);
  checkSpace(socket);
  if (socket.receive.next !== before || sequenceSpace(segment) > 0) socket.delayedAck.check();
}

function hasEnded({ state }: TcpConnection): boolean {
  return state === 'TIME_WAIT';
}

/** How long ago the peer was told what it answers. Linux: tcp_rcv_rtt_measure_ts. */
function measureRoundTrip(socket: TcpConnection, segment: TcpSegment): void {
  const { receive, timestamps } = socket;
  const echo = segment.options.timestamps?.echo;
  if (!timestamps.used || echo === undefined) return;
  const elapsed = sequenceDistance(timestampValue(socket), echo) * MILLISECOND;
  const isWhole = sequenceSpace(segment) >= receive.window.segmentSize;
  receive.space.echoed(echo, elapsed, isWhole, receive.unread.length > 0);
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

/** Whether any of it lies in the window, or ends where the peer was told last (RFC 9293, section 3.4). Linux: tcp_sequence; tcp_timewait_state_process. */
function isAcceptable(socket: TcpConnection, segment: TcpSegment): boolean {
  const { receive } = socket;
  const end = addSequence(segment.sequence, sequenceSpace(segment));
  const isOld = hasEnded(socket)
    ? sequenceDistance(end, receive.next) < (sequenceSpace(segment) > 0 ? 1 : 0)
    : sequenceDistance(end, receive.acknowledged) < 0;
  return !isOld && !receive.window.endsBefore(segment.sequence);
}

function rememberTimestamp(socket: TcpConnection, segment: TcpSegment): void {
  const { timestamps } = segment.options;
  if (timestamps !== undefined && sequenceDistance(segment.sequence, socket.receive.acknowledged) <= 0)
    socket.timestamps.recent = timestamps.value;
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

/** Data and ends, in order or kept until they are. Linux: tcp_data_queue. */
function takeIn(socket: TcpConnection, segment: TcpSegment, memory: number): void {
  const { receive } = socket;
  const skip = sequenceDistance(socket.receive.next, segment.sequence);
  if (skip >= sequenceSpace(segment)) return noteDuplicate(socket, segment);
  const fin = (segment.flags & FIN) !== 0;
  // Data for a connection that no program holds is answered by a reset (RFC 9293, section 3.10.7.4).
  if (segment.payload.length > Math.max(0, skip) && socket.holder.orphaned) return refuse(socket, segment);
  if (skip < 0) {
    const early = { sequence: segment.sequence, payload: segment.payload, fin };
    const { length } = early.payload;
    receive.window.measure(segment, memory);
    socket.delayedAck.owe();
    const { outOfOrder } = receive;
    const { now } = socket.namespace.clock;
    const isFree = outOfOrder.joinsEnd(early, now);
    if (socket.loss.selectiveAcks && !outOfOrder.covers(early, now)) receive.window.grow(length, isFree ? 0 : memory);
    const twice = outOfOrder.keep(early, now);
    if (twice !== undefined) receive.selectiveAcks.repeat(twice);
    receive.selectiveAcks.add(blockOf(early));
    if (socket.holder.accepted && !socket.holder.orphaned) receive.window.growBuffer(receive.space.size);
    return socket.sendAck();
  }
  // Nothing fits: a bare FIN alone is taken.
  if (segment.payload.length > 0 && socket.receive.window.left === 0) return socket.sendAck();
  if (skip > 0) receive.selectiveAcks.repeat({ start: segment.sequence, end: receive.next });
  accept(socket, skip, fin, segment, memory);
  const hadGaps = !receive.outOfOrder.isEmpty;
  let high = receive.next;
  for (;;) {
    const next = receive.outOfOrder.take(receive.next);
    if (next === undefined) break;
    const had = sequenceDistance(receive.next, next.sequence);
    // What waited is there twice, as a longer segment had it in it as well (tcp_dsack_extend).
    if (sequenceDistance(high, next.sequence) > 0) {
      receive.selectiveAcks.repeat({ start: next.sequence, end: high });
      const { end } = blockOf(next);
      if (sequenceDistance(end, high) < 0) high = end;
    }
    if (had <= next.payload.length && !receive.ended) acceptEarly(socket, next, had);
  }
  // Of a gap that is closed, and as long as there is one, the peer hears at once (RFC 5681, section 4.2).
  if (hadGaps) socket.delayedAck.hasClosedGap();
  receive.selectiveAcks.forgetBefore(receive.next);
  socket.changed();
}

/** Something of it is new. What was there already, so many octets, takes memory and counts as well; so does an end without data. Linux: tcp_queue_rcv. */
function accept(socket: TcpConnection, skip: number, fin: boolean, segment: TcpSegment, memory: number): void {
  const { length } = segment.payload;
  const head = { at: socket.namespace.clock.now, room: tailRoom(length) };
  socket.accept(segment.payload.subarray(skip), { memory, head }, skip > 0);
  if (length > 0) {
    const { window, space, next } = socket.receive;
    socket.delayedAck.dataReceived(window.measure(segment, memory));
    space.dataReceived(next, window.told);
    if (length >= SHORT) window.grow(length, memory);
  }
  if (fin) receiveFin(socket);
}

/** What waited behind a gap is no news: it was measured when it came in. Linux: tcp_ofo_queue. */
function acceptEarly(socket: TcpConnection, segment: KeptSegment, had: number): void {
  if (segment.fin || segment.payload.length > had) socket.accept(segment.payload.subarray(had), segment, had > 0);
  if (segment.fin) receiveFin(socket);
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
      socket.delayedAck.finReceived();
      break;
    case 'FIN_WAIT1':
      socket.state = 'CLOSING';
      socket.sendAck();
      break;
    case 'FIN_WAIT2':
      socket.sendAck();
      socket.enter('TIME_WAIT');
      break;
  }
  socket.receive.outOfOrder.clear();
  socket.receive.selectiveAcks.clear();
}
