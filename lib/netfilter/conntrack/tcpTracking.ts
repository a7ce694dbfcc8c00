/** Follows a TCP connection. Linux: nf_conntrack_tcp_packet and tcp_new, net/netfilter/nf_conntrack_proto_tcp.c. */
import type { TcpSegment } from '../../packet';
import { sequenceDistance } from '../../packet/tcp';
import type { ConntrackEntry } from './entry';
import type { ConntrackHost } from './host';
import {
  kindOf,
  type Outcome,
  type SegmentKind,
  type TcpConntrackState,
  type TcpStep,
  tcpStep,
  tcpTransition,
} from './tcp';
import { tcpTimeout, updateTimeout } from './tcpTimeout';
import { endOf, judgeWindow, setOptions, synOptionsOf, TcpSide, TcpTracking } from './tcpWindow';
import type { Direction } from './tuple';

/** The knowledge of a connection from its first segment; `undefined` if none may begin with it. */
export function newTcpTracking(segment: TcpSegment, host: ConntrackHost): TcpTracking | undefined {
  const first = tcpTransition(kindOf(segment), 'original', 'NONE');
  if (first === 'INVALID') return undefined;
  const tracking = new TcpTracking();
  const { original, reply } = tracking;
  original.end = endOf(segment);
  original.maxWindow = Math.max(1, segment.window);
  original.maxEnd = original.end;
  if (first === 'SYN_SENT') setOptions(original, synOptionsOf(segment));
  else {
    // In the middle of a connection, whose windows may be scaled.
    if (host.setting('net.netfilter.nf_conntrack_tcp_loose') === 0) return undefined;
    original.maxEnd = (original.end + original.maxWindow) >>> 0;
    original.liberal = true;
    reply.liberal = true;
  }
  return tracking;
}

/** Moves a connection on by a segment. */
export function trackTcp(
  entry: ConntrackEntry,
  tracking: TcpTracking,
  segment: TcpSegment,
  direction: Direction,
  host: ConntrackHost,
): Outcome {
  const kind = kindOf(segment);
  const from = tracking.state;
  const step = nextStep(entry, tracking, segment, direction, kind, host);
  if (typeof step === 'string') return step;
  if (step.inWindow) {
    const liberal = host.settings.tcpLiberal !== 0;
    const verdict = judgeWindow(tracking, segment, direction, kind, liberal);
    if (verdict === 'ignore') return 'ignored';
    if (verdict === 'invalid') {
      distrust(entry, tracking, direction, kind, host);
      return 'invalid';
    }
  }
  tracking.last.kind = kind;
  tracking.last.direction = direction;
  tracking.state = step.to;
  if (from !== step.to && step.to === 'FIN_WAIT') tracking.side(direction).closedFirst = true;
  return updateTimeout(entry, tracking, kind, step.from, host);
}

/** Where a segment leads. */
type Step = TcpStep<TcpConntrackState>;

function nextStep(
  entry: ConntrackEntry,
  tracking: TcpTracking,
  segment: TcpSegment,
  direction: Direction,
  kind: SegmentKind,
  host: ConntrackHost,
): Step | Outcome {
  const { state: from, original, reply, last } = tracking;
  const step = tcpStep(kind, direction, from);
  switch (step.to) {
    case 'INVALID':
      return 'invalid';
    case 'SYN_SENT':
      if (from !== 'TIME_WAIT' && from !== 'CLOSE') break;
      if (original.closedFirst || reply.closedFirst) return 'reopen';
      if (last.direction === direction && last.kind === 'rst') return 'reopen';
      return letPass(tracking, segment, direction, kind);
    case 'IGNORE':
      return letPass(tracking, segment, direction, kind);
    case 'TIME_WAIT':
      if (from === 'LAST_ACK' && kind === 'ack' && isChallenge(tracking, direction)) {
        last.challenge = false;
        return 'ignored';
      }
      break;
    case 'SYN_SENT2':
      tracking.simultaneous = true;
      break;
    case 'SYN_RECV':
      if (direction === 'reply' && kind === 'ack' && tracking.simultaneous)
        return { from, to: 'ESTABLISHED', inWindow: true };
      break;
    case 'CLOSE':
      if (kind === 'rst') return reset(entry, tracking, segment, direction, host);
  }
  // What leads to no state has been dealt with.
  return step as Step;
}

/** What answers a SYN let pass while waiting for the last acknowledgement is none (RFC 5961, section 4). */
function isChallenge({ last }: TcpTracking, direction: Direction): boolean {
  return last.challenge && last.kind === 'syn' && last.direction !== direction;
}

/**
 * A segment does not fit the state, which may be wrong: it is remembered. If it is the SYN-ACK to a SYN that was let
 * pass, both ends agree, and the connection counts as being set up anew.
 */
function letPass(tracking: TcpTracking, segment: TcpSegment, direction: Direction, kind: SegmentKind): Step | Outcome {
  const { last, state } = tracking;
  const isAnswer = kind === 'synack' && last.kind === 'syn' && last.direction !== direction;
  if (isAnswer && segment.acknowledgement === last.end) {
    const asker = tracking.side(last.direction);
    Object.assign(asker, new TcpSide(), { end: last.end, maxEnd: last.end, maxWindow: Math.max(1, last.window) });
    setOptions(asker, last.options);
    last.challenge = false;
    forgetSide(tracking.side(direction));
    return { from: 'SYN_SENT', to: 'SYN_RECV', inWindow: true };
  }
  last.kind = kind;
  last.direction = direction;
  last.sequence = segment.sequence;
  last.end = endOf(segment);
  last.window = segment.window;
  if (kind === 'syn' && direction === 'original') {
    last.options = synOptionsOf(segment);
    last.challenge = state === 'LAST_ACK';
  }
  if (state === 'SYN_SENT' && kind === 'ack' && direction === 'reply') last.acknowledgement = segment.acknowledgement;
  return 'ignored';
}

/** Linux: nf_ct_tcp_state_reset. */
function forgetSide(side: TcpSide): void {
  const { liberal } = side;
  Object.assign(side, new TcpSide(), { liberal });
}

/** A reset has to be exact to end an established connection (RFC 5961, section 3.2). */
function reset(
  entry: ConntrackEntry,
  tracking: TcpTracking,
  segment: TcpSegment,
  direction: Direction,
  host: ConntrackHost,
): Step | Outcome {
  const { state: from, last } = tracking;
  // The name may be in use again already, so nothing can be said about numbers.
  if (isEnding(from)) return { from, to: 'CLOSE', inWindow: false };
  const { maxAck } = tracking.side(direction === 'original' ? 'reply' : 'original');
  const { sequence, acknowledgement } = segment;
  const established = from === 'ESTABLISHED' && entry.assured;
  let to: TcpConntrackState = 'CLOSE';
  if (maxAck !== undefined && last.kind !== 'syn') {
    if (sequence === 0 && !established) return { from, to, inWindow: true };
    if (
      sequenceDistance(sequence, maxAck) < 0 &&
      host.setting('net.netfilter.nf_conntrack_tcp_ignore_invalid_rst') === 0
    )
      return 'invalid';
    const isTrain = last.kind === 'ack' && last.direction === direction && sequence === last.end;
    if (!established || sequence === maxAck || isTrain) return { from, to, inWindow: true };
    to = from;
  }
  const answersIgnored =
    ((entry.seenReply && last.kind === 'syn') || (!entry.assured && last.kind === 'ack')) &&
    acknowledgement === last.end;
  const answersChallenge =
    from === 'SYN_SENT' && last.kind === 'ack' && last.direction === 'reply' && sequence === last.acknowledgement;
  return { from, to, inWindow: !answersIgnored && !answersChallenge };
}

/** Linux: tcp_can_early_drop. */
function isEnding(state: TcpConntrackState): boolean {
  return ['FIN_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT'].includes(state);
}

/** Two ends that refuse each other out of the window are not kept for days. Linux: nf_tcp_handle_invalid. */
function distrust(
  entry: ConntrackEntry,
  { last }: TcpTracking,
  direction: Direction,
  kind: SegmentKind,
  host: ConntrackHost,
): void {
  if (!entry.assured || (kind !== 'rst' && kind !== 'fin')) return;
  if (last.direction === direction || (last.kind !== 'fin' && last.kind !== 'rst')) {
    last.kind = kind;
    last.direction = direction;
    return;
  }
  const short = host.now() + tcpTimeout('unacknowledged', host);
  if (entry.expiresAt > short) entry.expiresAt = short;
}
