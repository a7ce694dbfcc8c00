/** Segments as they leave. Linux: __tcp_transmit_skb, net/ipv4/tcp_output.c. */
import type { SkBuff } from '../../netfilter';
import type { TcpOptions, TcpSegment } from '../../packet';
import { ACK, addSequence, SYN, sequenceDistance } from '../../packet/tcp';
import { MILLISECOND, type Microseconds } from '../clock';
import { sendTransport } from '../ip';
import type { TcpConnection } from './connection';
import { mssOf } from './window';

/** Sends a segment without data that is not repeated: an acknowledgement or a reset. */
export function sendControl(socket: TcpConnection, flags: number): void {
  emit(socket, flags, socket.send.next, new Uint8Array(0));
}

/** Builds a segment and hands it to IP. */
export function emit(socket: TcpConnection, flags: number, sequence: number, payload: Uint8Array): SkBuff | undefined {
  const { namespace, output, receive, packetOwner: owner } = socket;
  if (output.route === undefined) return undefined;
  const segment: TcpSegment = {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence,
    acknowledgement: flags & ACK ? receive.next : 0,
    flags,
    // The window of a SYN is never scaled (RFC 7323, section 2.2).
    window: flags & SYN ? receive.window.told : receive.window.tell(),
    options: options(socket, flags),
    payload,
  };
  if (flags & ACK) {
    receive.acknowledged = receive.next;
    socket.delayedAck.acknowledged();
  }
  const { route, identification, nextHopIsAlive: confirmsNextHop } = output;
  output.nextHopIsAlive = false;
  output.identification = (identification + 1) & 0xffff;
  const skb = sendTransport(namespace, route, segment, { identification, owner, confirmsNextHop });
  if (socket.lock.held) namespace.clock.backlog.deliver();
  return skb;
}

/** Linux: tcp_syn_options, tcp_established_options. */
function options(socket: TcpConnection, flags: number): TcpOptions {
  const timestamps = socket.timestamps.used
    ? { timestamps: { value: timestampValue(socket), echo: socket.timestamps.recent } }
    : {};
  if (!(flags & SYN)) return timestamps;
  const { sysctl } = socket.namespace;
  return {
    maximumSegmentSize: mssOf(socket.output.route),
    ...(sysctl.number('net.ipv4.tcp_sack') === 1 ? { sackPermitted: true } : {}),
    ...timestamps,
    ...(sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? { windowScale: socket.receive.window.scale } : {}),
  };
}

/** Milliseconds, from a random start a connection (tcp_ts_val). */
export function timestampValue(socket: TcpConnection): number {
  return addSequence(socket.timestamps.offset, Math.floor(socket.namespace.clock.now / MILLISECOND));
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
