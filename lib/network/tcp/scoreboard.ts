/**
 * What selective acknowledgements tell of the segments on their way: which have come in, and which must be lost, as later
 * ones did come in (RFC 2018; RACK, RFC 8985). Linux: tcp_sacktag_write_queue, net/ipv4/tcp_input.c; net/ipv4/tcp_recovery.c.
 * Not modelled: more patience with paths that were seen to reorder.
 */
import type { SackBlock } from '../../packet/tcp';
import { addSequence, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import type { TcpConnection } from './connection';
import type { QueuedSegment, SendState } from './sendState';

/** How many later segments make an earlier one lost at once (tp->reordering). */
const ENOUGH = 3;

/** Of what was sent: neither come in nor lost. Linux: tcp_packets_in_flight. */
export function segmentsInFlight({ queue, inFlight }: SendState): number {
  let count = 0;
  for (let at = 0; at < inFlight; at++) {
    const segment = queue[at];
    if (segment !== undefined && !segment.sacked && (!segment.lost || segment.repeated)) count += 1;
  }
  return count;
}

/** Marks what the blocks beyond the acknowledgement cover; how many segments that is news of. */
export function markSacked(socket: TcpConnection, blocks: readonly SackBlock[]): number {
  const { send, loss } = socket;
  const beyond = blocks.filter(({ start }) => sequenceDistance(start, send.unacknowledged) > 0);
  let news = 0;
  if (beyond.length === 0) return news;
  for (const segment of send.queue.slice(0, send.inFlight)) {
    const end = endOf(segment);
    const isCovered = beyond.some(
      (block) => sequenceDistance(segment.sequence, block.start) >= 0 && sequenceDistance(end, block.end) <= 0,
    );
    if (segment.sacked || !isCovered) continue;
    noteDelivered(socket, segment);
    segment.sacked = true;
    segment.lost = false;
    segment.repeated = false;
    news += 1;
  }
  if (news > 0) loss.disordered = true;
  return news;
}

/** A segment has come in. Linux: tcp_rack_advance. */
export function noteDelivered({ loss, namespace }: TcpConnection, segment: QueuedSegment): void {
  const { order } = segment;
  const roundTrip = namespace.clock.now - segment.copiedAt;
  if (segment.retransmitted && loss.leastRoundTrip !== undefined && roundTrip < loss.leastRoundTrip) return;
  loss.leastRoundTrip = Math.min(loss.leastRoundTrip ?? roundTrip, roundTrip);
  const { latest } = loss;
  // Linux: tcp_skb_sent_after.
  loss.latest = latest === undefined || order > latest.order ? { order, roundTrip } : { ...latest, roundTrip };
}

/**
 * Marks as lost what was sent before the latest delivered, long enough ago; how long until the next is, if any may be. Linux:
 * tcp_rack_detect_loss.
 */
export function detectLosses({ send, loss, namespace, rtt }: TcpConnection): Microseconds | undefined {
  const { latest } = loss;
  if (latest === undefined || !loss.selectiveAcks) return undefined;
  const sent = send.queue.slice(0, send.inFlight);
  const sacked = sent.filter((segment) => segment.sacked).length;
  const atOnce = loss.recovery !== undefined || sacked >= ENOUGH;
  const patience = atOnce ? 0 : Math.min((loss.leastRoundTrip ?? 0) / 4, rtt.smoothed ?? 0);
  let left: Microseconds | undefined;
  for (const segment of sent) {
    if (segment.sacked || (segment.lost && !segment.repeated)) continue;
    if (segment.order >= latest.order) continue;
    const remaining = latest.roundTrip + patience - (namespace.clock.now - segment.copiedAt);
    if (remaining > 0) left = Math.max(left ?? 0, remaining);
    else {
      segment.lost = true;
      segment.repeated = false;
    }
  }
  return left;
}

/** No acknowledgement came in time: what has not come in is lost, but for what was sent just now. Linux: tcp_timeout_mark_lost. */
export function markAllLost({ send, loss, namespace }: TcpConnection): void {
  for (const segment of send.queue.slice(0, send.inFlight)) {
    const age = namespace.clock.now - segment.copiedAt;
    if (segment.sacked || (segment !== send.queue[0] && age < (loss.latest?.roundTrip ?? 0))) continue;
    segment.lost = true;
    segment.repeated = false;
  }
}

function endOf(segment: QueuedSegment): number {
  return addSequence(segment.sequence, sequenceSpace(segment));
}
