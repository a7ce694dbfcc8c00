/**
 * The TCP side of connection tracking: which state a segment leads to. Linux: nf_conntrack_tcp_packet and
 * tcp_conntracks, net/netfilter/nf_conntrack_proto_tcp.c. Not modelled: window tracking (tcp_in_window).
 */
import { ACK, addSequence, FIN, RST, SYN, sequenceSpace, type TcpSegment, URG } from '../../packet';
import type { Direction } from './entry';

export type TcpConntrackState =
  | 'NONE'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'SYN_SENT2';

export interface TcpTracking {
  state: TcpConntrackState;
  /** The last segment that was let pass without a change of state: what it was, its direction, and the number after it. */
  ignored?: { readonly kind: Kind; readonly direction: Direction; readonly end: number };
}

/** Seconds that an entry is kept in each state (net.netfilter.nf_conntrack_tcp_timeout_*). */
export const TCP_TIMEOUTS: Readonly<Record<TcpConntrackState, number>> = {
  NONE: 0,
  SYN_SENT: 120,
  SYN_RECV: 60,
  ESTABLISHED: 432_000,
  FIN_WAIT: 120,
  CLOSE_WAIT: 60,
  LAST_ACK: 30,
  TIME_WAIT: 120,
  CLOSE: 10,
  SYN_SENT2: 120,
};

/** What becomes of a segment: a state, `IGNORE` (let it pass, nothing changes) or `INVALID`. */
export type TcpTransition = TcpConntrackState | 'IGNORE' | 'INVALID';

/** Linux: enum tcp_bit_set. */
export type Kind = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';

const STATES: readonly TcpConntrackState[] = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
];

const CODES: Readonly<Record<string, TcpTransition>> = {
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
  IV: 'INVALID',
  IG: 'IGNORE',
};

/** The kernel's table: a row a kind of segment, a column an old state, in the order of STATES. */
const TRANSITIONS: Readonly<Record<Direction, Readonly<Record<Kind, readonly TcpTransition[]>>>> = {
  original: {
    syn: row('SS SS IG IG IG IG IG SS SS S2'),
    synack: row('IV IV SR IV IV IV IV IV IV SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('ES IV ES ES CW CW TW TW CL IV'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
    none: row('IV IV IV IV IV IV IV IV IV IV'),
  },
  reply: {
    syn: row('IV S2 IV IV IV IV IV SS IV S2'),
    synack: row('IV SR IG IG IG IG IG IG IG SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('IV IG SR ES CW CW TW TW CL IG'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
    none: row('IV IV IV IV IV IV IV IV IV IV'),
  },
};

function row(codes: string): readonly TcpTransition[] {
  return codes.split(' ').map((code) => CODES[code] as TcpTransition);
}

/** Flags that occur together; PSH, ECE and CWR go with all of them. Linux: tcp_valid_flags. */
const VALID_FLAGS: ReadonlySet<number> = new Set([
  SYN,
  SYN | URG,
  SYN | ACK,
  RST,
  RST | ACK,
  FIN | ACK,
  FIN | ACK | URG,
  ACK,
  ACK | URG,
]);

/** Whether a segment belongs to a connection at all. Linux: tcp_error. */
export function isValidSegment({ flags }: TcpSegment): boolean {
  return VALID_FLAGS.has(flags & (FIN | SYN | RST | ACK | URG));
}

/** Linux: get_conntrack_index. */
function kindOf({ flags }: TcpSegment): Kind {
  if (flags & RST) return 'rst';
  if (flags & SYN) return flags & ACK ? 'synack' : 'syn';
  if (flags & FIN) return 'fin';
  return flags & ACK ? 'ack' : 'none';
}

/**
 * Lets a segment pass that does not fit the state, and remembers it. True if it is the SYN-ACK that answers the SYN
 * let pass before: the two ends agree though this machine lost track, and the connection counts as being set up again.
 * Linux: the case TCP_CONNTRACK_IGNORE of nf_conntrack_tcp_packet.
 */
export function ignoreSegment(tracking: TcpTracking, segment: TcpSegment, direction: Direction): boolean {
  const kind = kindOf(segment);
  const { ignored } = tracking;
  const synchronised =
    kind === 'synack' &&
    ignored?.kind === 'syn' &&
    ignored.direction !== direction &&
    segment.acknowledgement === ignored.end;
  if (synchronised) delete tracking.ignored;
  else tracking.ignored = { kind, direction, end: addSequence(segment.sequence, sequenceSpace(segment)) };
  return synchronised;
}

/** The state that a segment leads to from an old one. */
export function tcpTransition(segment: TcpSegment, direction: Direction, from: TcpConntrackState): TcpTransition {
  return TRANSITIONS[direction][kindOf(segment)][STATES.indexOf(from)] as TcpTransition;
}
