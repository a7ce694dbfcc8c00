/** How long TCP connections are kept. Linux: the end of nf_conntrack_tcp_packet, net/netfilter/nf_conntrack_proto_tcp.c. */
import type { ConntrackEntry } from './entry';
import type { ConntrackHost, TcpTimeout } from './host';
import type { Outcome, SegmentKind, TcpConntrackState } from './tcp';
import type { TcpTracking } from './tcpWindow';

const SECOND = 1_000_000;

/** net.netfilter.nf_conntrack_tcp_timeout_*, by what is waited for. */
const NAMES: Readonly<Record<TcpTimeout, string>> = {
  NONE: '',
  SYN_SENT: 'syn_sent',
  SYN_RECV: 'syn_recv',
  ESTABLISHED: 'established',
  FIN_WAIT: 'fin_wait',
  CLOSE_WAIT: 'close_wait',
  LAST_ACK: 'last_ack',
  TIME_WAIT: 'time_wait',
  CLOSE: 'close',
  SYN_SENT2: 'syn_sent',
  max_retrans: 'max_retrans',
  unacknowledged: 'unacknowledged',
};
const PREFIX = 'net.netfilter.nf_conntrack_tcp_timeout_';
const TIMEOUTS = Object.keys(NAMES) as TcpTimeout[];

/** What the setting of a name is the time-out of. */
export function timeoutsOf(setting: string): readonly TcpTimeout[] {
  if (!setting.startsWith(PREFIX)) return [];
  return TIMEOUTS.filter((timeout) => PREFIX + NAMES[timeout] === setting);
}

/** All, before they are set. */
export function noTimeouts(): Record<TcpTimeout, number> {
  return Object.fromEntries(TIMEOUTS.map((timeout) => [timeout, 0])) as Record<TcpTimeout, number>;
}

/** How long a connection is kept, in µs. */
export function tcpTimeout(what: TcpTimeout, { tcpTimeouts }: ConntrackHost): number {
  switch (what) {
    // Those that most segments ask for are there at once, while others are searched for by their name.
    case 'ESTABLISHED':
      return tcpTimeouts.ESTABLISHED * SECOND;
    case 'SYN_SENT':
      return tcpTimeouts.SYN_SENT * SECOND;
    case 'unacknowledged':
      return tcpTimeouts.unacknowledged * SECOND;
    default:
      return tcpTimeouts[what] * SECOND;
  }
}

/** Sets when an entry expires after a segment led from one state to another, and whether it is assured. */
export function updateTimeout(
  entry: ConntrackEntry,
  tracking: TcpTracking,
  kind: SegmentKind,
  from: TcpConntrackState,
  host: ConntrackHost,
): Outcome {
  const { state } = tracking;
  let timeout = usualTimeout(tracking, kind, host);
  if (!entry.seenReply) {
    if (kind === 'rst') return 'close';
    // Else a client that tries again and again would keep the entry, and its translation, for ever. The kernel counts it nowhere.
    if (kind === 'syn' && from === 'SYN_SENT') return 'ignored';
    if (state === 'ESTABLISHED') timeout = Math.min(timeout, tcpTimeout('unacknowledged', host));
  } else if (state === 'ESTABLISHED' && (from === 'SYN_RECV' || from === 'ESTABLISHED')) entry.assured = true;
  entry.expiresAt = host.now() + timeout;
  return 'ok';
}

function usualTimeout(
  { state, original, reply, last, retransmissions }: TcpTracking,
  kind: SegmentKind,
  host: ConntrackHost,
): number {
  const usual = tcpTimeout(state, host);
  if (retransmissions >= host.settings.tcpMostRetransmissions) {
    const repeated = tcpTimeout('max_retrans', host);
    if (usual > repeated) return repeated;
  }
  if (kind === 'rst') return tcpTimeout('CLOSE', host);
  if (original.unacknowledged || reply.unacknowledged) return Math.min(usual, tcpTimeout('unacknowledged', host));
  return last.window === 0 ? Math.min(usual, tcpTimeout('max_retrans', host)) : usual;
}
