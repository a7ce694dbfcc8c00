/**
 * Whether a segment lies where its sender may send and acknowledge: what the machine in the middle knows of both ends'
 * windows. Linux: tcp_in_window, net/netfilter/nf_conntrack_proto_tcp.c.
 */
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, LARGEST_WINDOW_SCALE, RST, SYN, sequenceDistance, sequenceSpace } from '../../packet/tcp';
import type { SegmentKind, TcpConntrackState } from './tcp';
import type { Direction } from './tuple';

/** What a SYN offered. */
export interface SynOptions {
  readonly windowScale: number | undefined;
  readonly sackPermitted: boolean;
}

/** What is known before a SYN is seen. */
export const NO_OPTIONS: SynOptions = { windowScale: undefined, sackPermitted: false };

/** In the place of a window's scale: none is offered. */
const NO_SCALE = LARGEST_WINDOW_SCALE + 1;
const SCALES = Array.from({ length: NO_SCALE + 1 }, (_, scale) => (scale === NO_SCALE ? undefined : scale));
/** All that a SYN can offer, by the scale: one for all connections. */
const OFFERS: readonly SynOptions[] = SCALES.map((windowScale) => ({ windowScale, sackPermitted: false }));
const OFFERS_WITH_SACK: readonly SynOptions[] = SCALES.map((windowScale) => ({ windowScale, sackPermitted: true }));

/** What is known of one end. Linux: struct ip_ct_tcp_state. */
export class TcpSide {
  /** The number after the last that it sent. */
  end = 0;
  /** The number after the last that its peer allows it to send. */
  maxEnd = 0;
  /** The largest window that it offered, in bytes; 0: nothing was seen from it. */
  maxWindow = 0;
  /** The highest acknowledgement that it sent. */
  maxAck: number | undefined = undefined;
  /** Shift count of its windows. */
  scale = 0;
  /** Options of its SYN. */
  options = NO_OPTIONS;
  /** Windows of a connection that was picked up in the middle are not known well enough to judge by them. */
  liberal = false;
  /** It sent something that was not acknowledged yet. */
  unacknowledged = false;
  /** Its FIN was the first. */
  closedFirst = false;
}

/** The last segment of a connection, as far as it is remembered. */
class LastSegment {
  kind: SegmentKind = 'none';
  direction: Direction = 'original';
  sequence = 0;
  acknowledgement = 0;
  end = 0;
  window = 0;
  options = NO_OPTIONS;
  /** A SYN was let pass that may be answered by an acknowledgement of what came before (RFC 5961, section 4). */
  challenge = false;
}

/** What is known of a connection. Linux: struct ip_ct_tcp. */
export class TcpTracking {
  state: TcpConntrackState = 'NONE';
  /** The end that began it, and the other one. */
  readonly original = new TcpSide();
  readonly reply = new TcpSide();
  readonly last = new LastSegment();
  /** Both ends sent a SYN. */
  simultaneous = false;
  /** How often the last acknowledgement was repeated. */
  retransmissions = 0;

  /** The end that sends in a direction. */
  side(direction: Direction): TcpSide {
    return direction === 'original' ? this.original : this.reply;
  }
}

/** The options of a SYN as conntrack reads them. Linux: tcp_options. @internal */
export function synOptionsOf({ options: { windowScale, sackPermitted = false } }: TcpSegment): SynOptions {
  const scale = windowScale === undefined ? NO_SCALE : Math.min(windowScale, LARGEST_WINDOW_SCALE);
  return (sackPermitted ? OFFERS_WITH_SACK : OFFERS)[scale] ?? NO_OPTIONS;
}

/** The number after a segment's last. Linux: segment_seq_plus_len. @internal */
export function endOf(segment: TcpSegment): number {
  return addSequence(segment.sequence, sequenceSpace(segment));
}

/** Whether a sequence number comes after another (RFC 9293, section 3.4). Linux: after. */
function isAfter(a: number, b: number): boolean {
  return sequenceDistance(a, b) > 0;
}

/** Bytes that an acknowledgement may lie behind, at least. Linux: MAXACKWINCONST. */
const LEAST_ACK_WINDOW = 66_000;

/** `ignore`: let it pass, but learn nothing from it. @internal */
export type WindowVerdict = 'accept' | 'ignore' | 'invalid';

/** Judges a segment, and learns from it. `liberal`: only what cannot be judged by windows is invalid (nf_conntrack_tcp_be_liberal). @internal */
export function judgeWindow(
  tracking: TcpTracking,
  segment: TcpSegment,
  direction: Direction,
  kind: SegmentKind,
  liberal: boolean,
): WindowVerdict {
  const sender = tracking.side(direction);
  const receiver = tracking.side(direction === 'original' ? 'reply' : 'original');
  if (meetSender(tracking, sender, receiver, segment, direction)) return 'accept';
  const isAcked = (segment.flags & ACK) !== 0;
  // No acknowledgement, or that of a broken reset, counts as a good one.
  const ack =
    !isAcked || (segment.flags & RST && segment.acknowledgement === 0) ? receiver.end : segment.acknowledgement;
  const sack = receiver.options.sackPermitted ? furthest(segment, ack) : ack;
  // A reset that answers a SYN has no number of its own.
  const answersSyn = kind === 'rst' && segment.sequence === 0 && tracking.state === 'SYN_SENT';
  const sequence = answersSyn ? sender.end : segment.sequence;
  const end = answersSyn ? sender.end : endOf(segment);
  const objection = judge(sender, receiver, sequence, end, sack);
  if (objection !== 'accept') return liberal || sender.liberal ? 'accept' : objection;
  learn(sender, receiver, segment, end, ack, sack);
  if (kind === 'ack') countRepeats(tracking, segment, direction, sequence, end, ack);
  return 'accept';
}

/** How far the other end has come, the blocks after gaps included. Linux: tcp_sack. */
function furthest({ options: { selectiveAcks = [] } }: TcpSegment, ack: number): number {
  return selectiveAcks.reduce((most, { end }) => (isAfter(end, most) ? end : most), ack);
}

/** Begins to know the sender, or begins anew with another SYN; true if there is nothing more to judge. */
function meetSender(
  { state }: TcpTracking,
  sender: TcpSide,
  receiver: TcpSide,
  segment: TcpSegment,
  direction: Direction,
): boolean {
  const isSyn = (segment.flags & SYN) !== 0;
  const isAcked = (segment.flags & ACK) !== 0;
  const end = endOf(segment);
  if (sender.maxWindow === 0) {
    if (isSyn) {
      beginSide(sender, receiver, segment, direction);
      return !isAcked;
    }
    meetInTheMiddle(sender, receiver, segment);
  } else if (isSyn && isAfter(end, sender.end) && (state === 'SYN_SENT' || state === 'SYN_RECV')) {
    beginSide(sender, receiver, segment, direction);
    return direction === 'reply' && !isAcked;
  }
  return false;
}

/** Linux: tcp_init_sender. */
function beginSide(sender: TcpSide, receiver: TcpSide, segment: TcpSegment, direction: Direction): void {
  sender.end = endOf(segment);
  sender.maxEnd = sender.end;
  sender.maxWindow = Math.max(1, segment.window);
  setOptions(sender, synOptionsOf(segment));
  // Windows are scaled only if both ends asked for it (RFC 7323, section 2.2).
  if (
    direction === 'reply' &&
    (sender.options.windowScale === undefined || receiver.options.windowScale === undefined)
  ) {
    sender.scale = 0;
    receiver.scale = 0;
  }
}

/** Notes what an end's SYN offered. @internal */
export function setOptions(side: TcpSide, options: SynOptions): void {
  side.options = options;
  side.scale = options.windowScale ?? 0;
}

function meetInTheMiddle(sender: TcpSide, receiver: TcpSide, segment: TcpSegment): void {
  sender.end = endOf(segment);
  sender.maxWindow = Math.max(1, segment.window << sender.scale);
  sender.maxEnd = addSequence(sender.end, sender.maxWindow);
  if (receiver.maxWindow === 0) {
    receiver.end = segment.acknowledgement;
    receiver.maxEnd = segment.acknowledgement;
  } else if (segment.acknowledgement === addSequence(receiver.end, 1)) {
    // Likely the answer to a keep-alive.
    receiver.end = segment.acknowledgement;
  }
}

function judge(sender: TcpSide, receiver: TcpSide, sequence: number, end: number, ack: number): WindowVerdict {
  const lowestAck = addSequence(receiver.end, -Math.max(sender.maxWindow, LEAST_ACK_WINDOW) - 1);
  const reachesWindow = receiver.maxWindow === 0 || isAfter(end, addSequence(sender.end, -receiver.maxWindow - 1));
  if (isAfter(sequence, sender.maxEnd)) {
    // More than the receiver's window: should it be acknowledged nevertheless, that must be no surprise.
    const overshot = addSequence(end, 1 - sender.maxEnd);
    const nearly =
      receiver.maxWindow !== 0 &&
      reachesWindow &&
      isAfter(ack, lowestAck) &&
      overshot <= receiver.maxWindow &&
      !isAfter(ack, receiver.end);
    if (!nearly) return 'invalid';
    sender.end = end;
    sender.unacknowledged = true;
    return 'ignore';
  }
  if (isAfter(ack, receiver.end)) return 'invalid';
  return reachesWindow && isAfter(ack, lowestAck) ? 'accept' : 'ignore';
}

function learn(sender: TcpSide, receiver: TcpSide, segment: TcpSegment, end: number, ack: number, sack: number): void {
  // The window of a SYN is never scaled (RFC 7323, section 2.2).
  const window = segment.flags & SYN ? segment.window : segment.window << sender.scale;
  sender.maxWindow = Math.max(sender.maxWindow, window + sequenceDistance(sack, ack));
  if (isAfter(end, sender.end)) {
    sender.end = end;
    sender.unacknowledged = true;
  }
  if (segment.flags & ACK && (sender.maxAck === undefined || isAfter(ack, sender.maxAck))) sender.maxAck = ack;
  if (receiver.maxWindow !== 0 && isAfter(end, sender.maxEnd)) {
    receiver.maxWindow += sequenceDistance(end, sender.maxEnd);
  }
  const edge = addSequence(sack, window);
  if (isAfter(edge, addSequence(receiver.maxEnd, -1))) receiver.maxEnd = window === 0 ? addSequence(edge, 1) : edge;
  if (ack === receiver.end) receiver.unacknowledged = false;
}

function countRepeats(
  tracking: TcpTracking,
  { window }: TcpSegment,
  direction: Direction,
  sequence: number,
  end: number,
  acknowledgement: number,
): void {
  const { last } = tracking;
  const repeated =
    last.direction === direction &&
    last.sequence === sequence &&
    last.acknowledgement === acknowledgement &&
    last.end === end &&
    last.window === window;
  tracking.retransmissions = repeated ? tracking.retransmissions + 1 : 0;
  last.direction = direction;
  last.sequence = sequence;
  last.acknowledgement = acknowledgement;
  last.end = end;
  last.window = window;
}
