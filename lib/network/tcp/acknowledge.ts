/** An acknowledgement comes in (RFC 9293, section 3.10.7.4). Linux: tcp_ack, tcp_clean_rtx_queue, net/ipv4/tcp_input.c. */
import type { TcpSegment } from '../../packet';
import { SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import type { TcpConnection } from './connection';
import { echoedRoundTrip, echoesEarlierCopy } from './emit';
import { type Alert, alertLosses, beginReduction, repair, tryKeepOpen } from './recovery';
import {
  endOf,
  markSacked,
  type News,
  noNews,
  noteDelivered,
  noteRate,
  removeDuplicates,
  segmentsInFlight,
} from './scoreboard';
import { awaitWindowAgain, startTimer, stopTimer } from './timers';

/** What the peer has had is done with. */
export function acknowledge(socket: TcpConnection, segment: TcpSegment): void {
  const { send, loss } = socket;
  const before = send.unacknowledged;
  const advance = sequenceDistance(segment.acknowledgement, before);
  if (sequenceDistance(segment.acknowledgement, send.next) > 0) return;
  const news = noNews();
  const blocks = (loss.selectiveAcks ? segment.options.selectiveAcks : undefined) ?? [];
  const { delivered, lost } = loss;
  const alert = { news, advances: advance > 0, isDuplicate: false, echo: segment.options.timestamps?.echo };
  if (advance < 0) {
    if (blocks.length === 0) return;
    markSacked(socket, blocks, before, news);
    return repair(socket, alertLosses(socket, alert).repair);
  }
  if (advance > 0) loss.timeouts = 0;
  const wasInFlight = send.inFlight;
  const saysMore = updateWindow(socket, segment) || sequenceSpace(segment) > 0;
  send.unacknowledged = segment.acknowledgement;
  markSacked(socket, blocks, before, news);
  socket.softError = undefined;
  send.unansweredProbes = 0;
  socket.keepAlive.heard();
  if (wasInFlight === 0) {
    if (news.duplicate) alertLosses(socket, alert);
    noteWindow(socket);
    return processProbe(socket, alert, saysMore);
  }
  const cleaned = removeAcknowledged(socket, segment, news);
  const saysSomething = saysMore || cleaned.count > 0;
  processProbe(socket, alert, saysSomething);
  const isDubious = !saysSomething || news.sacked || news.duplicate || loss.state !== 'open';
  const isDuplicate = advance === 0 && !saysSomething && !news.duplicate;
  const alerted = isDubious ? alertLosses(socket, { ...alert, isDuplicate }) : undefined;
  if (cleaned.startsTimer && alerted?.keepsTimer !== true) startTimer(socket);
  if (cleaned.count > 0 || news.sacked || !saysSomething) socket.output.nextHopIsAlive = true;
  socket.congestion.acknowledge({
    state: loss.state,
    acknowledged: cleaned.isOfSyn ? 0 : loss.delivered - delivered,
    lost: loss.lost - lost,
    inFlight: segmentsInFlight(socket),
    delivered: loss.delivered,
    deliveredBefore: news.deliveredBefore,
  });
  if (alerted !== undefined) repair(socket, alerted.repair);
  afterAcknowledged(socket);
}

/** Linux: tcp_ack_update_window, tcp_may_update_window. */
function updateWindow(
  { send, state }: TcpConnection,
  { flags, sequence, acknowledgement, window }: TcpSegment,
): boolean {
  const told = state === 'SYN_SENT' || flags & SYN ? window : window << send.scale;
  const { windowToldBy } = send;
  const age = windowToldBy === undefined ? 1 : sequenceDistance(sequence, windowToldBy);
  const advances = sequenceDistance(acknowledgement, send.unacknowledged) > 0;
  if (!advances && age <= 0 && !(age === 0 && (told > send.window || told === 0))) return false;
  send.windowToldBy = sequence;
  send.openTo(told);
  return true;
}

/** Nothing is in flight: the peer may have been asked for its window. Linux: tcp_ack_probe. */
function noteWindow(socket: TcpConnection): void {
  const { send, rtt, timers } = socket;
  const [next] = send.queue;
  if (next === undefined) return;
  if (sequenceDistance(endOf(next), send.unacknowledged) <= send.window) {
    rtt.endProbes();
    if (timers.awaited === 'window') stopTimer(socket);
  } else if (timers.awaited === 'window') awaitWindowAgain(socket);
}

/** What became of a loss probe. Linux: tcp_process_tlp_ack. */
function processProbe(socket: TcpConnection, { news, advances }: Alert, saysSomething: boolean): void {
  const { loss, send } = socket;
  if (loss.probe === undefined) return;
  const beyond = sequenceDistance(send.unacknowledged, loss.probe);
  if (beyond < 0) return;
  if (!loss.probeRepeats || news.probeDuplicate) loss.probe = undefined;
  else if (beyond > 0) {
    // More than the probe is acknowledged: there was a loss.
    beginReduction(socket);
    loss.state = 'cwr';
    tryKeepOpen(socket);
  } else if (!advances && !saysSomething && !news.sacked) loss.probe = undefined;
}

interface Cleaned {
  readonly count: number;
  /** The timer is to begin anew. */
  readonly startsTimer: boolean;
  /** The first segment of the connection was among them. */
  readonly isOfSyn: boolean;
}

/** Linux: tcp_clean_rtx_queue. */
function removeAcknowledged(socket: TcpConnection, segment: TcpSegment, news: News): Cleaned {
  const { send, loss } = socket;
  const echo = segment.options.timestamps?.echo;
  let count = 0;
  let isOfSyn = false;
  let isRepeated = false;
  let firstSentAt: Microseconds | undefined;
  let lastSentAt: Microseconds | undefined;
  for (let [first] = send.queue; first !== undefined && count < send.inFlight + count; [first] = send.queue) {
    if (first.sentAt === undefined || sequenceDistance(endOf(first), send.unacknowledged) > 0) break;
    if (first.retransmitted) isRepeated = true;
    else if (!first.sacked) {
      firstSentAt ??= first.stamp;
      lastSentAt = first.stamp;
      if (sequenceDistance(endOf(first), loss.recovery) <= 0) news.original = true;
    }
    if (!first.sacked && loss.selectiveAcks) {
      loss.delivered += 1;
      const isNeedless = first.retransmitted && echoesEarlierCopy(socket, first.copiedAt, echo);
      if (!isNeedless) noteDelivered(socket, first);
    }
    noteRate(first, news);
    if (first.flags & SYN) {
      isOfSyn = true;
      loss.firstRepetition = undefined;
    }
    send.queue.shift();
    send.inFlight -= 1;
    count += 1;
  }
  // The acknowledgement of a repeated segment may be for either copy: no measurement (Karn's rule, RFC 6298, section 3).
  const since = (at: Microseconds | undefined) => (at === undefined ? undefined : send.stamp - at);
  const measured = isRepeated ? undefined : since(firstSentAt);
  const sackMeasured = since(news.firstSackedAt);
  const latest = since(news.lastSackedAt) ?? (isRepeated ? undefined : since(lastSentAt));
  const isUpdated = updateRoundTrip(socket, segment, measured ?? sackMeasured, latest, count > 0);
  const [head] = send.queue;
  if (count > 0) {
    if (!loss.selectiveAcks) {
      removeDuplicates(socket, count);
      if (isRepeated) news.original = false;
    }
    return { count, startsTimer: true, isOfSyn };
  }
  const startsTimer =
    isUpdated && sackMeasured !== undefined && head !== undefined && sackMeasured > send.stamp - head.stamp;
  return { count, startsTimer, isOfSyn };
}

/** `latest` is of the last that was acknowledged. Only the echoed timestamp tells which copy was. Linux: tcp_ack_update_rtt. */
function updateRoundTrip(
  socket: TcpConnection,
  segment: TcpSegment,
  seen: Microseconds | undefined,
  latest: Microseconds | undefined,
  isNew: boolean,
): boolean {
  const { loss, rtt, send } = socket;
  const measured = seen ?? (isNew ? echoedRoundTrip(socket, segment) : undefined);
  if (measured === undefined) return false;
  loss.noteRoundTrip(latest ?? measured);
  const isNewRound = send.roundEnd !== undefined && sequenceDistance(send.unacknowledged, send.roundEnd) > 0;
  rtt.measure(measured, isNewRound);
  if (isNewRound || send.roundEnd === undefined) send.roundEnd = send.next;
  return true;
}

/** Our FIN was acknowledged. */
function afterAcknowledged(socket: TcpConnection): void {
  if (socket.send.queue.length > 0) return;
  if (socket.state === 'FIN_WAIT1') socket.enter('FIN_WAIT2');
  else if (socket.state === 'CLOSING') socket.enter('TIME_WAIT');
  else if (socket.state === 'LAST_ACK') socket.destroy();
}
