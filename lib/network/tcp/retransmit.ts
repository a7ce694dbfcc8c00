/** Segments that are sent again. Linux: tcp_retransmit_skb, tcp_xmit_retransmit_queue, net/ipv4/tcp_output.c. */
import { concatenate } from '../../packet/bytes';
import { SYN, sequenceDistance } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import type { TcpConnection } from './connection';
import { currentMss, timestampValue } from './emit';
import { emitQueued, mustWait, transmitPending } from './output';
import { countLost, countRepeated, markLost, segmentsInFlight, unacknowledged } from './scoreboard';
import { split } from './sendQueue';
import type { QueuedSegment } from './sendState';
import { restartTimeout } from './timers';
import { CAPTURED } from './unreadData';
import { fitPath } from './window';

/** Repeats a segment as a loss's repair; false if it cannot be now. Linux: tcp_retransmit_skb. */
export function retransmit(socket: TcpConnection, segment: QueuedSegment): boolean {
  const { loss } = socket;
  if (!sendAgain(socket, segment)) return false;
  segment.repeated = true;
  loss.firstRepetition ??= timestampValue(socket);
  loss.undoRepetitions = Math.max(0, loss.undoRepetitions) + 1;
  return true;
}

/** Linux: __tcp_retransmit_skb. */
export function sendAgain(socket: TcpConnection, segment: QueuedSegment): boolean {
  // Its last copy has not left the machine yet. Linux: skb_still_in_host_queue.
  if (segment.copy?.queued) return false;
  fitPath(socket);
  const { send } = socket;
  const mss = currentMss(socket);
  const room = send.window - sequenceDistance(segment.sequence, send.unacknowledged);
  // Of a window that is shut one segment may be beyond: it asks whether it is.
  if (room <= 0 && segment.sequence !== send.unacknowledged) return false;
  const most = room <= 0 ? mss : Math.min(mss, room);
  if (segment.payload.length > most) split(send, segment, most);
  else if (segment.payload.length < most) mergeFollowing(socket, segment, most);
  segment.retransmitted = true;
  socket.loss.repetitions += 1;
  socket.namespace.counters.tcpRetransSegs += 1;
  emitQueued(socket, segment);
  return true;
}

/** What was sent after a segment, and fits into one with it, is repeated with it. Linux: tcp_retrans_try_collapse, tcp_collapse_retrans. */
function mergeFollowing({ send, loss, namespace }: TcpConnection, segment: QueuedSegment, room: number): void {
  if (segment.flags & SYN) return;
  const at = send.queue.indexOf(segment);
  for (let next = send.queue[at + 1]; at + 1 < send.inFlight && next !== undefined; next = send.queue[at + 1]) {
    if (next.sacked || isShared(next, namespace.clock.now)) return;
    if (segment.payload.length + next.payload.length > room) return;
    segment.payload = concatenate(segment.payload, next.payload);
    segment.flags |= next.flags;
    segment.retransmitted ||= next.retransmitted;
    send.queue.splice(at + 1, 1);
    send.inFlight -= 1;
    // Linux: tcp_adjust_pcount.
    loss.duplicates = Math.max(0, loss.duplicates - 1);
  }
}

/** Its copy has not left the machine; or it is an end without data, whose buffer a capture has (data is copied on the way). Linux: skb_cloned. */
function isShared({ copy, payload, copiedAt }: QueuedSegment, now: Microseconds): boolean {
  return copy?.queued === true || (payload.length === 0 && now - copiedAt < CAPTURED);
}

/** What is lost is sent again, as far as the window of congestion allows. Linux: tcp_xmit_retransmit_queue. */
export function repeatLost(socket: TcpConnection): void {
  const { send, congestion, timers } = socket;
  const [first] = send.queue;
  let restarts = false;
  for (let at = 0; at < send.inFlight; at++) {
    const segment = send.queue[at];
    if (segment === undefined || segmentsInFlight(socket) >= congestion.size) break;
    if (countRepeated(socket) >= countLost(socket)) break;
    if (!segment.lost || segment.sacked || segment.repeated) continue;
    if (!retransmit(socket, segment)) break;
    if (segment === first && timers.awaited !== 'reordered') restarts = true;
    if (mustWait(socket, segment)) break;
  }
  if (restarts) restartTimeout(socket);
}

/** What had to wait goes. Linux: tcp_tsq_write. */
export function sendWaiting(socket: TcpConnection): void {
  socket.send.stamp = socket.namespace.clock.precise;
  repeatLost(socket);
  transmitPending(socket);
}

/** Sends again what is longer than the path takes. The window of congestion stays: nothing was lost to a crowd. Linux: tcp_simple_retransmit. */
export function repeatTooLong(socket: TcpConnection): void {
  const { send, loss } = socket;
  const tooLong = unacknowledged(send).filter(({ sacked, payload }) => !sacked && payload.length > send.mss);
  if (tooLong.length === 0) return;
  for (const segment of tooLong) markLost(loss, segment);
  if (loss.state !== 'loss') {
    loss.recovery = send.next;
    loss.undoFrom = undefined;
    loss.state = 'loss';
  }
  repeatLost(socket);
}
