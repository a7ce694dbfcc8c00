/** What TCP sends for the first time, and when. Linux: net/ipv4/tcp_output.c. */
import { ACK, addSequence, FIN, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import type { TcpConnection } from './connection';
import { currentMss, emit } from './emit';
import { segmentsInFlight } from './scoreboard';
import { enqueue, enqueueFin, split } from './sendQueue';
import type { QueuedSegment } from './sendState';
import { awaitWindow, rearmTimeout, scheduleLossProbe } from './timers';
import { fitPath } from './window';

const NOTHING = new Uint8Array(0);

/** Begins a connection. Linux: tcp_connect. */
export function sendSyn(socket: TcpConnection): void {
  enqueue(socket.send, SYN, NOTHING);
  transmitPending(socket);
}

/** Queues an end. Linux: tcp_send_fin. */
export function sendFin(socket: TcpConnection): void {
  enqueueFin(socket.send);
  transmitPending(socket);
}

/** Whether the last segment, if it is short, may leave: by Nagle's rule, at once, or not before more has come (TCP_NAGLE_PUSH, TCP_NAGLE_CORK). */
export type Push = 'usual' | 'pushed' | 'corked';

/** Sends what is unsent as far as it may go; at most one segment where it is a probe for losses. Linux: tcp_write_xmit. */
export function transmitPending(socket: TcpConnection, push: Push = 'usual', isLossProbe = false): void {
  fitPath(socket);
  const { send } = socket;
  const mss = currentMss(socket);
  send.stamp = socket.namespace.clock.precise;
  let isAnySent = false;
  for (;;) {
    const segment = send.queue[send.inFlight];
    if (segment !== undefined && segment.payload.length > mss) split(send, segment, mss);
    if (segment === undefined || !maySend(socket, segment, push, isLossProbe)) break;
    sendNew(socket, segment);
    isAnySent = true;
    if (isLossProbe || mustWait(socket, segment)) break;
  }
  if (isAnySent && !isLossProbe) scheduleLossProbe(socket, false);
  // No segment is in flight whose acknowledgement would tell the window: probe for it. Linux: tcp_check_probe_timer.
  if (send.inFlight === 0 && send.queue.length > 0) awaitWindow(socket);
}

/** Linux: tcp_event_new_data_sent. */
function sendNew(socket: TcpConnection, segment: QueuedSegment): void {
  const { send, timers } = socket;
  const isFirst = send.inFlight === 0;
  segment.sentAt = socket.namespace.clock.now;
  send.inFlight += 1;
  send.next = addSequence(segment.sequence, sequenceSpace(segment));
  const { length } = segment.payload;
  if (length > 0 && length < currentMss(socket)) send.smallSent = send.next;
  emitQueued(socket, segment);
  if (isFirst || timers.awaited === 'probe') rearmTimeout(socket);
}

function maySend(socket: TcpConnection, segment: QueuedSegment, push: Push, isLossProbe: boolean): boolean {
  if (segment.flags & SYN) return true;
  if (!isLossProbe && segmentsInFlight(socket) >= socket.congestion.size) return false;
  if (!fitsWindow(socket, segment)) return socket.send.inFlight === 0 && segment.payload.length === 0;
  return !isHeldBack(socket, segment, push);
}

/** Linux: tcp_snd_wnd_test. */
export function fitsWindow(socket: TcpConnection, segment: QueuedSegment): boolean {
  const end = addSequence(segment.sequence, segment.payload.length);
  return sequenceDistance(end, addSequence(socket.send.unacknowledged, socket.send.window)) <= 0;
}

/** A short segment at the end waits while another short one is on its way. Linux: tcp_nagle_check, tcp_minshall_check. */
function isHeldBack(socket: TcpConnection, segment: QueuedSegment, push: Push): boolean {
  if (push === 'pushed' || segment.payload.length >= currentMss(socket) || segment.flags & FIN) return false;
  if (segment !== socket.send.queue.at(-1)) return false;
  if (push === 'corked') return true;
  if (socket.send.nodelay) return false;
  return (
    sequenceDistance(socket.send.smallSent, socket.send.unacknowledged) > 0 &&
    sequenceDistance(socket.send.smallSent, socket.send.next) <= 0
  );
}

/** Whether the segment after this one has to wait. */
export function mustWait({ send, pacing }: TcpConnection, sent: QueuedSegment): boolean {
  return sent.payload.length > 0 && sent !== send.queue.at(-1) && pacing.spaces;
}

/** A segment of the queue leaves, for the first time or again. */
export function emitQueued(socket: TcpConnection, segment: QueuedSegment): void {
  segment.copiedAt = socket.namespace.clock.now;
  socket.send.copies += 1;
  if (segment.payload.length > 0) {
    socket.pacing.dataSent();
    socket.delayedAck.dataSent();
  }
  segment.order = socket.send.copies;
  segment.stamp = socket.send.stamp;
  segment.deliveredBefore = socket.loss.delivered;
  segment.copy = emit(socket, segment.flags, segment.sequence, segment.payload, segment.retransmitted);
}

/** Asks for an acknowledgement, with the number of an octet that the peer has had already. Linux: tcp_xmit_probe_skb. */
export function sendProbe(socket: TcpConnection): void {
  emit(socket, ACK, addSequence(socket.send.unacknowledged, -1), NOTHING);
}
