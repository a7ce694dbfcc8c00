/** Which state of a connection a TCP segment leads to. Linux: tcp_conntracks, net/netfilter/nf_conntrack_proto_tcp.c. */
import type { TcpSegment } from '../../packet';
import { ACK, FIN, RST, SYN, URG } from '../../packet/tcp';
import type { Direction } from './tuple';

/** How far a connection is. Linux: enum tcp_conntrack. */
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

/** What becomes of a segment: a state, `IGNORE` (let it pass, nothing changes) or `INVALID`. */
export type TcpTransition = TcpConntrackState | 'IGNORE' | 'INVALID';

/** Linux: enum tcp_bit_set. */
export type SegmentKind = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';

/** What conntrack does with a segment. `invalid`: not part of the connection. `close`: forget it. `reopen`: forget it and track the packet as a new one. */
export type Outcome = 'ok' | 'ignored' | 'invalid' | 'close' | 'reopen';

/** In the order of the kernel's numbers. */
export const TCP_CONNTRACK_STATES: readonly TcpConntrackState[] = [
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

/** What each old state leads to. */
type Row = Readonly<Record<TcpConntrackState, TcpTransition>>;

/** The kernel's table: a row a kind of segment, a column an old state, in the order of TCP_CONNTRACK_STATES. */
const TRANSITIONS: Readonly<Record<Direction, Readonly<Record<SegmentKind, Row>>>> = {
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

function row(codes: string): Row {
  const columns = codes.split(' ').map((code, column) => [TCP_CONNTRACK_STATES[column], CODES[code]]);
  return Object.fromEntries(columns) as Row;
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

/** What a segment is to the state table. Linux: get_conntrack_index. */
export function kindOf({ flags }: TcpSegment): SegmentKind {
  if (flags & RST) return 'rst';
  if (flags & SYN) return flags & ACK ? 'synack' : 'syn';
  if (flags & FIN) return 'fin';
  return flags & ACK ? 'ack' : 'none';
}

/** The state that a segment leads to from an old one. */
export function tcpTransition(kind: SegmentKind, direction: Direction, from: TcpConntrackState): TcpTransition {
  const table = direction === 'original' ? TRANSITIONS.original : TRANSITIONS.reply;
  return table[kind][from];
}
