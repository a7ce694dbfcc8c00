/**
 * What acknowledgements tell of the segments on their way: which have come in, and which must be lost, as later ones did come in
 * (RFC 2018; RFC 2883; RACK, RFC 8985). Linux: tcp_sacktag_write_queue, net/ipv4/tcp_input.c; net/ipv4/tcp_recovery.c.
 * Not modelled: more patience with paths that were seen to reorder.
 */
import type { SackBlock } from '../../packet/tcp';
import { addSequence, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import type { TcpConnection } from './connection';
import type { Loss } from './loss';
import type { QueuedSegment, SendState } from './sendState';

/** What an acknowledgement brought. Linux: the flags of tcp_ack. */
export interface News {
  /** Segments were named that had not been (FLAG_DATA_SACKED). */
  sacked: boolean;
  /** Something came twice (FLAG_DSACKING_ACK), and it was a loss probe (FLAG_DSACK_TLP). */
  duplicate: boolean;
  probeDuplicate: boolean;
  /** Something came that had been sent once only, before the loss was noticed (FLAG_ORIG_SACK_ACKED). */
  original: boolean;
  /** Sent at those times, and once only: the first and the last of those that were named. */
  firstSackedAt: Microseconds | undefined;
  lastSackedAt: Microseconds | undefined;
  /** The last that was delivered left when so many had been (rate_sample, prior_delivered). */
  deliveredBefore: number | undefined;
  /** Which that was. */
  lastOrder: number;
}

export function noNews(): News {
  return {
    sacked: false,
    duplicate: false,
    probeDuplicate: false,
    original: false,
    firstSackedAt: undefined,
    lastSackedAt: undefined,
    deliveredBefore: undefined,
    lastOrder: 0,
  };
}

interface Sent {
  readonly send: SendState;
  readonly loss: Loss;
}

/** What was sent and is not acknowledged. Linux: tcp_rtx_queue. */
export function unacknowledged({ queue, inFlight }: SendState): QueuedSegment[] {
  return queue.slice(0, inFlight);
}

/** Neither come in nor lost. Linux: tcp_packets_in_flight. */
export function segmentsInFlight({ send, loss }: Sent): number {
  let count = send.inFlight - loss.duplicates;
  for (let at = 0; at < send.inFlight; at++) {
    const segment = send.queue[at];
    if (segment === undefined) break;
    if (segment.sacked || segment.lost) count -= 1;
    if (segment.repeated) count += 1;
  }
  return count;
}

/** Those that have come in after a gap (sacked_out). */
export function countSacked({ send, loss }: Sent): number {
  return loss.selectiveAcks ? unacknowledged(send).filter(({ sacked }) => sacked).length : loss.duplicates;
}

export function countLost({ send }: Sent): number {
  return unacknowledged(send).filter(({ lost }) => lost).length;
}

/** Repetitions that are on their way (retrans_out). */
export function countRepeated({ send }: Sent): number {
  return unacknowledged(send).filter(({ repeated }) => repeated).length;
}

/** Linux: tcp_any_retrans_done. */
export function isAnythingRepeated({ send }: Sent): boolean {
  const first = send.inFlight > 0 ? send.queue[0] : undefined;
  return first?.retransmitted === true || unacknowledged(send).some(({ repeated }) => repeated);
}

/** Marks what the blocks of an acknowledgement cover. Linux: tcp_sacktag_write_queue. */
export function markSacked(socket: TcpConnection, blocks: readonly SackBlock[], before: number, news: News): void {
  const { send, loss } = socket;
  const [first, second] = blocks;
  if (first === undefined) return;
  const isDuplicate =
    sequenceDistance(first.start, send.unacknowledged) < 0 || (second !== undefined && isWithin(first, second));
  if (isDuplicate) noteDuplicate(socket, first, before, news);
  for (const segment of unacknowledged(send)) {
    const block = { start: segment.sequence, end: endOf(segment) };
    if (isDuplicate && isWithin(block, first)) withdraw(loss, segment);
    if (!blocks.some((each) => isWithin(block, each))) continue;
    if (!segment.sacked) markOne(socket, segment, news);
  }
}

/** Linux: tcp_sacktag_one. */
function markOne(socket: TcpConnection, segment: QueuedSegment, news: News): void {
  const { loss } = socket;
  noteDelivered(socket, segment);
  noteRate(segment, news);
  if (segment.repeated) {
    if (segment.lost) segment.repeated = false;
  } else if (!segment.retransmitted) {
    if (sequenceDistance(endOf(segment), loss.recovery) <= 0) news.original = true;
    news.firstSackedAt ??= segment.stamp;
    news.lastSackedAt = segment.stamp;
  }
  segment.lost = false;
  segment.sacked = true;
  news.sacked = true;
  loss.delivered += 1;
}

/** Something came twice: a repetition was not needed. Linux: tcp_check_dsack, tcp_dsack_seen. */
function noteDuplicate({ send, loss }: TcpConnection, block: SackBlock, before: number, news: News): void {
  const length = sequenceDistance(block.end, block.start);
  const count = length > send.mss ? Math.ceil(length / send.mss) : 1;
  const isOfProbe = length <= send.mss && loss.probe === block.end;
  loss.duplicated += count;
  if (loss.duplicated > loss.repetitions) return;
  news.duplicate = true;
  if (isOfProbe) news.probeDuplicate = true;
  loss.delivered += count;
  if (loss.undoFrom === undefined || loss.undoRepetitions <= 0) return;
  if (sequenceDistance(block.end, before) <= 0 && sequenceDistance(block.end, loss.undoFrom) > 0)
    loss.undoRepetitions = Math.max(0, loss.undoRepetitions - count);
}

/** A repetition that is on its way is one too many. */
function withdraw(loss: Loss, segment: QueuedSegment): void {
  if (!segment.retransmitted) return;
  if (loss.undoFrom !== undefined && loss.undoRepetitions > 0 && sequenceDistance(endOf(segment), loss.undoFrom) > 0)
    loss.undoRepetitions -= 1;
  segment.repeated = false;
}

/** A segment has come in; if it was repeated, and sooner than any before it, it must be the first copy. Linux: tcp_rack_advance. */
export function noteDelivered({ loss, send }: TcpConnection, { order, stamp, retransmitted }: QueuedSegment): void {
  const roundTrip = send.stamp - stamp;
  if (retransmitted && roundTrip < (loss.leastRoundTrip ?? Number.POSITIVE_INFINITY)) return;
  loss.advanced = true;
  const { latest } = loss;
  // Linux: tcp_skb_sent_after.
  loss.latest = latest === undefined || order > latest.order ? { order, roundTrip } : { ...latest, roundTrip };
}

/** Linux: tcp_rate_skb_delivered. */
export function noteRate(segment: QueuedSegment, news: News): void {
  if (segment.sacked || segment.order < news.lastOrder) return;
  news.lastOrder = segment.order;
  news.deliveredBefore = segment.deliveredBefore;
}

/**
 * Marks as lost what was sent before the latest delivered, long enough ago; how long until the next is, if any may be. Linux:
 * tcp_rack_detect_loss.
 */
export function detectLosses(socket: TcpConnection): Microseconds | undefined {
  const { send, loss } = socket;
  const { latest } = loss;
  if (latest === undefined) return undefined;
  const patience = patienceOf(socket);
  let left: Microseconds | undefined;
  for (const segment of unacknowledged(send)) {
    if (segment.sacked || (segment.lost && !segment.repeated)) continue;
    if (segment.order >= latest.order) continue;
    const remaining = latest.roundTrip + patience - (send.stamp - segment.stamp);
    if (remaining > 0) left = Math.max(left ?? 0, remaining);
    else markLost(loss, segment);
  }
  return left;
}

/** None where others are lost, or may well be. Linux: tcp_rack_reo_wnd. */
function patienceOf(socket: TcpConnection): Microseconds {
  const { loss, rtt } = socket;
  if (loss.state === 'recovery' || loss.state === 'loss' || countSacked(socket) >= loss.enough) return 0;
  return Math.min(Math.floor((loss.leastRoundTrip ?? Number.POSITIVE_INFINITY) / 4), rtt.smoothed ?? 0);
}

/** Linux: tcp_mark_skb_lost. */
export function markLost(loss: Loss, segment: QueuedSegment): void {
  if (segment.sacked || (segment.lost && !segment.repeated)) return;
  segment.lost = true;
  segment.repeated = false;
  loss.lost += 1;
}

/** The first segment is lost, say duplicates; or one after the other, where the peer names none. Linux: tcp_newreno_mark_lost. */
export function markFirstLost({ send, loss }: TcpConnection, hasAdvanced: boolean): void {
  const [first] = unacknowledged(send);
  if (first === undefined || first.lost) return;
  const isNew = loss.isOpen || loss.state === 'cwr' ? loss.duplicates >= loss.enough : false;
  if (isNew || (loss.state === 'recovery' && hasAdvanced)) markLost(loss, first);
}

/** No acknowledgement came in time: what has not come in is lost, but for what was sent just now. Linux: tcp_timeout_mark_lost. */
export function markAllLost({ send, loss }: TcpConnection): void {
  loss.duplicates = 0;
  for (const segment of unacknowledged(send)) {
    const age = send.stamp - segment.stamp;
    if (segment === send.queue[0] || age >= (loss.latest?.roundTrip ?? 0)) markLost(loss, segment);
  }
}

/** More duplicates, of a peer that names no segments. Linux: tcp_add_reno_sack, tcp_check_reno_reordering. */
export function addDuplicate(socket: TcpConnection): void {
  const before = socket.loss.duplicates;
  socket.loss.duplicates += 1;
  limitDuplicates(socket, 0);
  socket.loss.delivered += Math.max(0, socket.loss.duplicates - before);
}

/** So many segments are acknowledged that duplicates may have been about. Linux: tcp_remove_reno_sacks. */
export function removeDuplicates(socket: TcpConnection, acknowledged: number): void {
  const { loss } = socket;
  loss.delivered += Math.max(acknowledged - loss.duplicates, 1);
  loss.duplicates = Math.max(0, loss.duplicates - (acknowledged - 1));
  limitDuplicates(socket, acknowledged);
}

/** There are no more than segments but one: if there seem to be, they only came in another order. */
function limitDuplicates(socket: TcpConnection, more: number): void {
  const { send, loss } = socket;
  const holes = Math.min(Math.max(countLost(socket), 1), send.inFlight);
  if (loss.duplicates + holes <= send.inFlight) return;
  loss.duplicates = send.inFlight - holes;
  loss.enough = Math.max(loss.enough, send.inFlight + more);
}

function isWithin(block: SackBlock, other: SackBlock): boolean {
  return sequenceDistance(block.start, other.start) >= 0 && sequenceDistance(block.end, other.end) <= 0;
}

export function endOf(segment: QueuedSegment): number {
  return addSequence(segment.sequence, sequenceSpace(segment));
}
