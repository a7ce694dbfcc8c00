/** Segments as they leave. Linux: __tcp_transmit_skb, net/ipv4/tcp_output.c. */
import type { SkBuff } from '../../netfilter';
import type { TcpOptions, TcpSegment } from '../../packet';
import {
  ACK,
  addSequence,
  SYN,
  sequenceDistance,
  TCP_HEADER_LENGTH,
  TCP_HEADER_LIMIT,
  tcpOptionsLength,
} from '../../packet/tcp';
import { MILLISECOND, type Microseconds } from '../clock';
import { type IpOutput, routeIp, sendTransport } from '../ip';
import { SEGMENT_TIME } from '../processing';
import type { TcpConnection } from './connection';
import { mssOf, TIMESTAMP_LENGTH } from './window';

/** MAX_TCP_OPTION_SPACE. */
const OPTIONS_ROOM = TCP_HEADER_LIMIT - TCP_HEADER_LENGTH;
/** Kind, length, padding and one block. */
const LEAST_BLOCK = 12;

/** Sends a segment without data that is not repeated: an acknowledgement or a reset. */
export function sendControl(socket: TcpConnection, flags: number): void {
  emit(socket, flags, socket.send.next, new Uint8Array(0));
}

/** Where segments go now; `undefined` if they can no more, which the connection is told. Linux: __sk_dst_check, inet_sk_rebuild_header. */
export function routeNow(socket: TcpConnection): IpOutput | undefined {
  const { namespace, output, localAddress, remoteAddress } = socket;
  const { fib } = namespace;
  if (output.route === undefined || output.routedBy === fib.version) return output.route;
  const isOwn = typeof localAddress === 'bigint' || fib.lookup(localAddress)?.type === 'local';
  const route = isOwn ? routeIp(namespace, remoteAddress, localAddress) : 'EINVAL';
  if (typeof route === 'string') {
    socket.softError = route;
    return undefined;
  }
  output.route = route;
  output.routedBy = fib.version;
  return route;
}

/** Builds a segment and hands it to IP. */
export function emit(
  socket: TcpConnection,
  flags: number,
  sequence: number,
  payload: Uint8Array,
  isRepeated = false,
): SkBuff | undefined {
  const { namespace, output, receive, packetOwner: owner } = socket;
  const route = routeNow(socket);
  if (route === undefined) return undefined;
  namespace.clock.spend(SEGMENT_TIME);
  const segment: TcpSegment = {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence,
    acknowledgement: flags & ACK ? receive.next : 0,
    flags,
    // The window of a SYN is never scaled (RFC 7323, section 2.2).
    window: flags & SYN ? receive.window.told : isForgotten(socket) ? receive.window.kept : receive.window.tell(),
    options: options(socket, flags, payload.length),
    payload,
  };
  if (flags & ACK) {
    receive.acknowledged = receive.next;
    socket.delayedAck.acknowledged();
  }
  const { identification, nextHopIsAlive: confirmsNextHop } = output;
  output.nextHopIsAlive = false;
  output.identification = (identification + 1) & 0xffff;
  const skb = sendTransport(namespace, route, segment, { identification, owner, confirmsNextHop, isRepeated });
  socket.lock.sent();
  return skb;
}

/** Linux: tcp_syn_options, tcp_established_options. */
function options(socket: TcpConnection, flags: number, length: number): TcpOptions {
  const timestamps = socket.timestamps.used
    ? { timestamps: { value: timestampValue(socket), echo: socket.timestamps.recent } }
    : {};
  if (!(flags & SYN)) {
    const selectiveAcks = tellsSelectively(socket) ? receiveBlocks(socket, timestamps, length) : undefined;
    return selectiveAcks === undefined ? timestamps : { ...timestamps, selectiveAcks };
  }
  const { sysctl } = socket.namespace;
  return {
    maximumSegmentSize: mssOf(socket.output.route),
    ...(sysctl.number('net.ipv4.tcp_sack') === 1 ? { sackPermitted: true } : {}),
    ...timestamps,
    ...(sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? { windowScale: socket.receive.window.scale } : {}),
  };
}

/** What waits to be forgotten tells no blocks. Linux: tcp_timewait_state_process, tcp_v4_timewait_ack. */
function tellsSelectively(socket: TcpConnection): boolean {
  return socket.loss.selectiveAcks && !isForgotten(socket);
}

/** Linux: struct tcp_timewait_sock. */
function isForgotten({ state, holder }: TcpConnection): boolean {
  return state === 'TIME_WAIT' || (state === 'FIN_WAIT2' && holder.orphaned);
}

/** How long segments are now: shorter by the blocks that the next one tells. Linux: tcp_current_mss. */
export function currentMss(socket: TcpConnection): number {
  const { send, receive, timestamps } = socket;
  if (!tellsSelectively(socket)) return send.mss;
  const room = OPTIONS_ROOM - (timestamps.used ? TIMESTAMP_LENGTH : 0);
  return send.mss - receive.selectiveAcks.lengthIn(room);
}

/** As many as there is room for in the header, and beside the data in the packet. */
function receiveBlocks({ receive, output }: TcpConnection, others: TcpOptions, length: number) {
  const taken = tcpOptionsLength(others);
  const room = Math.min(OPTIONS_ROOM, mssOf(output.route) - length) - taken;
  return room < LEAST_BLOCK ? undefined : receive.selectiveAcks.take(room);
}

/** Milliseconds, from a random start a connection (tcp_ts_val). */
export function timestampValue(socket: TcpConnection): number {
  return addSequence(socket.timestamps.offset, Math.floor(socket.namespace.clock.now / MILLISECOND));
}

/** Whether a peer that echoes this timestamp had the first copy of a repeated segment. Linux: tcp_skb_spurious_retrans. */
export function echoesEarlierCopy(
  { timestamps }: TcpConnection,
  copiedAt: Microseconds,
  echo: number | undefined,
): boolean {
  if (!timestamps.used || echo === undefined || echo === 0) return false;
  return sequenceDistance(echo, addSequence(timestamps.offset, Math.floor(copiedAt / MILLISECOND))) < 0;
}

/** How long ago the segment left whose timestamp this one echoes: a tick at least. Linux: tcp_rtt_tsopt_us. */
export function echoedRoundTrip(
  socket: TcpConnection,
  { options: { timestamps } }: TcpSegment,
): Microseconds | undefined {
  if (!socket.timestamps.used || timestamps === undefined || timestamps.echo === 0) return undefined;
  const elapsed = sequenceDistance(timestampValue(socket), timestamps.echo);
  return elapsed < 0 ? undefined : Math.max(1, elapsed) * MILLISECOND;
}
