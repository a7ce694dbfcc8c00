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

/** Where a segment leads from an old state; `inWindow`: if it lies in the window, which is still to be asked. @internal */
export interface TcpStep<To extends TcpTransition = TcpTransition> {
  readonly from: TcpConntrackState;
  readonly to: To;
  readonly inWindow: boolean;
}

/** What each old state leads to, in the order of TCP_CONNTRACK_STATES: made once, for each segment asks. */
type Row = readonly TcpStep[];

/** The kernel's table: a row a kind of segment, a column an old state. */
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
  return codes.split(' ').map((code, column) => {
    const from = TCP_CONNTRACK_STATES[column] ?? 'NONE';
    return { from, to: CODES[code] ?? 'INVALID', inWindow: true };
  });
}

/** Flags that occur together; PSH, ECE and CWR go with all of them. Linux: tcp_valid_flags. */
const VALID_FLAGS: readonly number[] = [
  SYN,
  SYN | URG,
  SYN | ACK,
  RST,
  RST | ACK,
  FIN | ACK,
  FIN | ACK | URG,
  ACK,
  ACK | URG,
];
/** The same by the flags. */
const IS_VALID: readonly boolean[] = Array.from({ length: 2 * URG }, (_, flags) => VALID_FLAGS.includes(flags));

/** Whether a segment belongs to a connection at all. Linux: tcp_error. */
export function isValidSegment({ flags }: TcpSegment): boolean {
  return IS_VALID[flags & (FIN | SYN | RST | ACK | URG)] === true;
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
  return tcpStep(kind, direction, from).to;
}

/** The same with the state that it leads from. @internal */
export function tcpStep(kind: SegmentKind, direction: Direction, from: TcpConntrackState): TcpStep {
  const table = direction === 'original' ? TRANSITIONS.original : TRANSITIONS.reply;
  return rowOf(table, kind)[columnOf(from)] as TcpStep;
}

// Each segment asks: a property of a name that the program has is there at once, one of any name is searched for.
function rowOf(table: Readonly<Record<SegmentKind, Row>>, kind: SegmentKind): Row {
  switch (kind) {
    case 'ack':
      return table.ack;
    case 'syn':
      return table.syn;
    case 'synack':
      return table.synack;
    case 'fin':
      return table.fin;
    case 'rst':
      return table.rst;
    case 'none':
      return table.none;
  }
}

/** Columns that most segments look into: all others are searched for. */
const NONE_COLUMN = TCP_CONNTRACK_STATES.indexOf('NONE');
const SYN_SENT_COLUMN = TCP_CONNTRACK_STATES.indexOf('SYN_SENT');
const ESTABLISHED_COLUMN = TCP_CONNTRACK_STATES.indexOf('ESTABLISHED');

function columnOf(state: TcpConntrackState): number {
  switch (state) {
    case 'ESTABLISHED':
      return ESTABLISHED_COLUMN;
    case 'NONE':
      return NONE_COLUMN;
    case 'SYN_SENT':
      return SYN_SENT_COLUMN;
    default:
      return TCP_CONNTRACK_STATES.indexOf(state);
  }
}
