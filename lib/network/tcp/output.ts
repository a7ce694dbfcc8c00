/** What TCP sends, and when. Linux: net/ipv4/tcp_output.c, tcp_timer.c. */
import { concatenate } from '../../packet/bytes';
import { ACK, addSequence, FIN, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import { MILLISECOND, type Microseconds } from '../clock';
import type { TcpConnection } from './connection';
import { emit } from './emit';
import { detectLosses, markAllLost, segmentsInFlight } from './scoreboard';
import { enqueue, enqueueFin, split } from './sendQueue';
import type { QueuedSegment } from './sendState';
import { fitPath } from './window';

const NOTHING = new Uint8Array(0);
/** net.ipv4.tcp_retries2. */
const RETRIES = 15;
/** TCP_RTO_MIN, and TCP_TIMEOUT_MIN: two ticks. */
const LONGEST_DELAYED_ACK: Microseconds = 200 * MILLISECOND;
const LEAST_PROBE_DELAY: Microseconds = 8 * MILLISECOND;

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

/** Sends what is unsent as far as it may go. Linux: tcp_write_xmit. */
export function transmitPending(socket: TcpConnection, push: Push = 'usual'): void {
  fitPath(socket);
  for (;;) {
    const { send } = socket;
    const segment = send.queue[send.inFlight];
    if (segment !== undefined && segment.payload.length > send.mss) split(send, segment, send.mss);
    if (segment === undefined || !maySend(socket, segment, push)) break;
    sendNew(socket, segment);
    if (mustWait(socket, segment)) break;
  }
  // No segment is in flight whose acknowledgement would tell the window: probe for it. Linux: tcp_check_probe_timer.
  if (socket.send.inFlight === 0 && socket.send.queue.length > 0) armRetransmission(socket);
}

function sendNew(socket: TcpConnection, segment: QueuedSegment): void {
  segment.sentAt = socket.namespace.clock.now;
  socket.send.inFlight += 1;
  socket.send.next = addSequence(segment.sequence, sequenceSpace(segment));
  if (segment.payload.length > 0) {
    if (segment.payload.length < socket.send.mss) socket.send.smallSent = socket.send.next;
    socket.delayedAck.dataSent();
  }
  emitQueued(socket, segment);
  armRetransmission(socket);
}

function maySend(socket: TcpConnection, segment: QueuedSegment, push: Push): boolean {
  if (segment.flags & SYN) return true;
  if (countInFlight(socket) >= socket.congestion.size) return false;
  if (!fitsWindow(socket, segment)) return socket.send.inFlight === 0 && segment.payload.length === 0;
  return !isHeldBack(socket, segment, push);
}

function countInFlight({ send, loss }: TcpConnection): number {
  return loss.disordered ? segmentsInFlight(send) : send.inFlight;
}

/** Linux: tcp_snd_wnd_test. */
function fitsWindow(socket: TcpConnection, segment: QueuedSegment): boolean {
  const end = addSequence(segment.sequence, segment.payload.length);
  return sequenceDistance(end, addSequence(socket.send.unacknowledged, socket.send.window)) <= 0;
}

/** A short segment at the end waits while another short one is on its way. Linux: tcp_nagle_check, tcp_minshall_check. */
function isHeldBack(socket: TcpConnection, segment: QueuedSegment, push: Push): boolean {
  if (push === 'pushed' || segment.payload.length >= socket.send.mss || segment.flags & FIN) return false;
  if (segment !== socket.send.queue.at(-1)) return false;
  if (push === 'corked') return true;
  if (socket.send.nodelay) return false;
  return (
    sequenceDistance(socket.send.smallSent, socket.send.unacknowledged) > 0 &&
    sequenceDistance(socket.send.smallSent, socket.send.next) <= 0
  );
}

/** Repeats the first segment that is not acknowledged. Linux: tcp_retransmit_skb. */
export function retransmitFirst(socket: TcpConnection): void {
  const first = socket.send.queue[0];
  if (first?.sentAt !== undefined) retransmit(socket, first);
}

function retransmit(socket: TcpConnection, segment: QueuedSegment): void {
  // Its last copy has not left the machine yet. Linux: skb_still_in_host_queue.
  if (segment.copy?.queued) return;
  fitPath(socket);
  const { send } = socket;
  if (segment.payload.length > send.mss) split(send, segment, send.mss);
  else mergeFollowing(socket, segment);
  segment.retransmitted = true;
  segment.repeated = segment.lost;
  socket.namespace.counters.tcpRetransSegs += 1;
  emitQueued(socket, segment);
}

/** After an acknowledgement that tells of `delivered` segments: what must be lost is sent again. Linux: tcp_fastretrans_alert, tcp_xmit_retransmit_queue. */
export function repairLosses(socket: TcpConnection, delivered: number): void {
  const { send, loss, congestion } = socket;
  const patience = detectLosses(socket);
  if (send.queue.slice(0, send.inFlight).some(isMissing)) loss.recovery ??= send.next;
  if (loss.recovery !== undefined && socket.rtt.backoff === 0) congestion.conserve(segmentsInFlight(send), delivered);
  repeatMissing(socket);
  if (patience !== undefined) awaitReordered(socket, patience);
}

/** Sends again what is longer than the path takes. The window of congestion stays: nothing was lost to a crowd. Linux: tcp_simple_retransmit. */
export function repeatTooLong(socket: TcpConnection): void {
  const { send, loss } = socket;
  const tooLong = send.queue
    .slice(0, send.inFlight)
    .filter(({ sacked, payload }) => !sacked && payload.length > send.mss);
  for (const segment of tooLong) Object.assign(segment, { lost: true, repeated: false });
  if (tooLong.length === 0) return;
  loss.disordered = true;
  loss.recovery = send.next;
  repeatMissing(socket);
  armRetransmission(socket, true);
}

function isMissing({ lost, repeated }: QueuedSegment): boolean {
  return lost && !repeated;
}

/** Linux: tcp_xmit_retransmit_queue. */
function repeatMissing(socket: TcpConnection): void {
  const { send, congestion } = socket;
  for (let at = 0; at < send.inFlight; at++) {
    const segment = send.queue[at];
    if (segment === undefined || !isMissing(segment)) continue;
    if (segmentsInFlight(send) >= congestion.size) break;
    retransmit(socket, segment);
    if (mustWait(socket, segment)) break;
  }
}

/** Whether the segment after this one has to wait. */
function mustWait({ send, pacing }: TcpConnection, sent: QueuedSegment): boolean {
  return sent.payload.length > 0 && sent !== send.queue.at(-1) && pacing.spaces;
}

/** What had to wait goes. Linux: tcp_tsq_write. */
export function sendWaiting(socket: TcpConnection): void {
  repeatMissing(socket);
  transmitPending(socket);
}

/** What seems lost may only be late. Linux: tcp_rack_reo_timeout. */
function awaitReordered(socket: TcpConnection, patience: Microseconds): void {
  stopTimer(socket);
  socket.timers.retransmission = socket.namespace.clock.scheduleTimer(patience + LEAST_PROBE_DELAY, () => {
    stopTimer(socket);
    repairLosses(socket, 0);
    armRetransmission(socket);
  });
}

/** What was sent after a segment, and fits into one with it, is repeated with it. Linux: tcp_retrans_try_collapse, tcp_collapse_retrans. */
function mergeFollowing({ send }: TcpConnection, segment: QueuedSegment): void {
  if (segment.flags & SYN) return;
  const at = send.queue.indexOf(segment);
  const room = Math.min(send.mss, send.window - sequenceDistance(segment.sequence, send.unacknowledged));
  for (let next = send.queue[at + 1]; at + 1 < send.inFlight && next !== undefined; next = send.queue[at + 1]) {
    if (next.sacked || next.copy?.queued || segment.payload.length + next.payload.length > room) return;
    segment.payload = concatenate(segment.payload, next.payload);
    segment.flags |= next.flags;
    send.queue.splice(at + 1, 1);
    send.inFlight -= 1;
  }
}

function emitQueued(socket: TcpConnection, segment: QueuedSegment): void {
  segment.copiedAt = socket.namespace.clock.now;
  socket.send.copies += 1;
  if (segment.payload.length > 0) socket.pacing.dataSent();
  segment.order = socket.send.copies;
  segment.copy = emit(socket, segment.flags, segment.sequence, segment.payload, segment.retransmitted);
}

/**
 * (Re)starts the timer while anything is unacknowledged: for a loss probe if one may be sent first, else for the
 * retransmission. Linux: tcp_schedule_loss_probe, tcp_rearm_rto.
 */
export function armRetransmission(socket: TcpConnection, restart = false): void {
  if (socket.timers.retransmission !== undefined && !socket.timers.awaitsLossProbe && !restart) return;
  const first = socket.send.queue[0];
  const elapsed = restart || !socket.timers.awaitsLossProbe ? 0 : socket.namespace.clock.now - (first?.copiedAt ?? 0);
  const timeout = Math.max(0, socket.rtt.timeout - elapsed);
  const probe = lossProbeDelay(socket);
  stopTimer(socket);
  if (first === undefined) return;
  socket.timers.awaitsLossProbe = probe !== undefined;
  socket.timers.retransmission = socket.namespace.clock.scheduleTimer(Math.min(timeout, probe ?? timeout), () => {
    stopTimer(socket);
    if (probe === undefined) retransmissionTimeout(socket);
    else sendLossProbe(socket);
  });
}

function stopTimer(socket: TcpConnection): void {
  socket.timers.retransmission?.cancel();
  socket.timers.retransmission = undefined;
  socket.timers.awaitsLossProbe = false;
}

/** Two round trips, and the longest that a lone segment's acknowledgement may be delayed; none while repairing a loss. */
function lossProbeDelay({ rtt, send, loss }: TcpConnection): Microseconds | undefined {
  const { smoothed } = rtt;
  if (!loss.selectiveAcks || send.inFlight === 0 || smoothed === undefined) return undefined;
  if (loss.recovery !== undefined || loss.probe !== undefined || loss.disordered || rtt.backoff > 0) return undefined;
  return 2 * smoothed + (send.inFlight === 1 ? LONGEST_DELAYED_ACK : LEAST_PROBE_DELAY);
}

/** The end of what was sent may be lost, which nothing would tell: it is sent once more (RFC 8985). Linux: tcp_send_loss_probe. */
function sendLossProbe(socket: TcpConnection): void {
  const next = socket.send.queue[socket.send.inFlight];
  const last = socket.send.queue[socket.send.inFlight - 1];
  if (next !== undefined && fitsWindow(socket, next)) sendNew(socket, next);
  else if (last !== undefined) retransmit(socket, last);
  socket.loss.probe = socket.send.next;
  armRetransmission(socket, true);
}

/** Linux: tcp_retransmit_timer. */
function retransmissionTimeout(socket: TcpConnection): void {
  if (socket.send.queue[0]?.sentAt === undefined) return windowTimeout(socket);
  const { sysctl } = socket.namespace;
  const limit = socket.state === 'SYN_SENT' ? sysctl.number('net.ipv4.tcp_syn_retries') : RETRIES;
  if (socket.rtt.backoff >= limit) return socket.fail(socket.softError ?? 'ETIMEDOUT');
  if (socket.state !== 'SYN_SENT') {
    socket.congestion.collapse();
    socket.loss.recovery = socket.send.next;
    if (socket.loss.selectiveAcks) {
      markAllLost(socket);
      socket.loss.disordered = true;
    }
  }
  retransmitFirst(socket);
  // The first repetitions of a SYN come a second apart, if so many are allowed beside the others.
  const linear = socket.state === 'SYN_SENT' ? sysctl.number('net.ipv4.tcp_syn_linear_timeouts') : 0;
  if (socket.rtt.linearTimeouts < linear) socket.rtt.linearTimeouts += 1;
  else socket.rtt.backOff();
  armRetransmission(socket);
}

/** The path was broken, not crowded: what was doubled for it is taken back once (RFC 6069). Linux: tcp_ld_RTO_revert. */
export function revertTimeout(socket: TcpConnection): void {
  const first = socket.send.queue[0];
  if (first?.sentAt === undefined || socket.rtt.backoff === 0) return;
  socket.rtt.revert();
  stopTimer(socket);
  if (socket.namespace.clock.now - first.copiedAt >= socket.rtt.timeout) retransmissionTimeout(socket);
  else armRetransmission(socket);
}

/** Asks for an acknowledgement, with the number of an octet that the peer has had already. Linux: tcp_xmit_probe_skb. */
export function sendProbe(socket: TcpConnection): void {
  emit(socket, ACK, addSequence(socket.send.unacknowledged, -1), NOTHING);
}

/** The peer's window is shut: ask. Linux: tcp_probe_timer. */
function windowTimeout(socket: TcpConnection): void {
  if (socket.send.unansweredProbes >= RETRIES) return socket.fail(socket.softError ?? 'ETIMEDOUT');
  socket.send.unansweredProbes += 1;
  sendProbe(socket);
  socket.rtt.backOff();
  armRetransmission(socket, true);
}
