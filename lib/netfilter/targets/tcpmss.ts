/** TCPMSS: lowers the largest segment size that a SYN announces. Linux: tcpmss_mangle_packet, net/netfilter/xt_TCPMSS.c. */

import type { TcpSegment } from '../../packet';
import { IPV4_HEADER_LENGTH, PROTOCOL_TCP } from '../../packet/ipv4';
import { TCP_HEADER_LENGTH, tcpLength } from '../../packet/tcp';
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS, hookSet } from '../hookName';
import { asksForSyn } from '../matches/tcp';

/** The largest size to leave. */
export interface TcpmssTarget {
  readonly kind: 'TCPMSS';
  /** Bytes; `clamp`: what the smaller MTU of the paths there and back leaves. */
  readonly size: number | 'clamp';
}

const HEADERS = IPV4_HEADER_LENGTH + TCP_HEADER_LENGTH;
/** What a host assumes that was told nothing (RFC 1122, section 4.2.2.6). */
const ASSUMED = 536;
/** Header and options. */
const LONGEST_HEADER = 60;
const OPTION_LENGTH = 4;

/** Lowers the largest segment size that a SYN announces. */
export const TCPMSS_TARGET: TargetDefinition<TcpmssTarget> = {
  kind: 'TCPMSS',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: PROTOCOL_TCP,
  needsConntrack: () => false,
  remembersPackets: () => false,

  /** Only where the path out is known, and only for rules that ask for SYNs. Linux: tcpmss_tg4_check. */
  check({ size }, { hooks, matches }) {
    if (size === 'clamp' && (hooks & ~hookSet('FORWARD', 'OUTPUT', 'POSTROUTING')) !== 0) return 'EINVAL';
    return (matches?.some(asksForSyn) ?? true) ? undefined : 'EINVAL';
  },

  prepare({ size }) {
    return (skb, state) => {
      const { packet } = skb;
      if (packet.transport.kind !== 'tcp') return 'DROP';
      const wanted = size === 'clamp' ? state.host.pathMtu(skb, state.out) - HEADERS : size;
      if (size === 'clamp' && wanted <= 0) return 'DROP';
      const transport = withSize(packet.transport, wanted);
      if (transport === packet.transport) return 'CONTINUE';
      const totalLength = packet.totalLength + tcpLength(transport) - tcpLength(packet.transport);
      skb.packet = { ...packet, totalLength, transport };
      return 'CONTINUE';
    };
  },
};

/** The size is never raised, and added only where it can be: to a segment without data and with room in its header. */
function withSize(segment: TcpSegment, wanted: number): TcpSegment {
  const { options, payload } = segment;
  const { maximumSegmentSize: present } = options;
  if (present !== undefined && present <= wanted) return segment;
  const full = tcpLength(segment) > LONGEST_HEADER - OPTION_LENGTH;
  if (present === undefined && (payload.length > 0 || full)) return segment;
  const maximumSegmentSize = present === undefined ? Math.min(wanted, ASSUMED) : wanted;
  return { ...segment, options: { ...options, maximumSegmentSize } };
}
