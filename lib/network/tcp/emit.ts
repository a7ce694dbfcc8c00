/** Segments as they leave. Linux: __tcp_transmit_skb, net/ipv4/tcp_output.c. */
import type { SkBuff } from '../../netfilter';
import type { TcpOptions, TcpSegment } from '../../packet';
import { ACK, addSequence, SYN } from '../../packet/tcp';
import { MILLISECOND } from '../clock';
import { sendTransport } from '../ip';
import type { TcpSocket } from './socket';
import { mssOf } from './window';

/** Sends a segment without data that is not repeated: an acknowledgement or a reset. */
export function sendControl(socket: TcpSocket, flags: number): void {
  emit(socket, flags, socket.sendNext, new Uint8Array(0));
}

/** Builds a segment and hands it to IP. */
export function emit(socket: TcpSocket, flags: number, sequence: number, payload: Uint8Array): SkBuff | undefined {
  const { output } = socket;
  if (output === undefined) return undefined;
  const segment: TcpSegment = {
    kind: 'tcp',
    sourcePort: socket.localPort,
    destinationPort: socket.remotePort,
    sequence,
    acknowledgement: flags & ACK ? socket.receiveNext : 0,
    flags,
    // The window of a SYN is never scaled (RFC 7323, section 2.2).
    window: flags & SYN ? socket.receiveWindow.told : socket.receiveWindow.tell(),
    options: options(socket, flags),
    payload,
  };
  if (flags & ACK) {
    socket.lastAcknowledged = socket.receiveNext;
    socket.delayedAck.acknowledged();
  }
  const { namespace, identification, packetOwner: owner, nextHopIsAlive: confirmsNextHop } = socket;
  socket.nextHopIsAlive = false;
  socket.identification = (identification + 1) & 0xffff;
  const skb = sendTransport(namespace, output, segment, { identification, owner, confirmsNextHop });
  if (socket.isOwned) namespace.clock.backlog.deliver();
  return skb;
}

/** Linux: tcp_syn_options, tcp_established_options. */
function options(socket: TcpSocket, flags: number): TcpOptions {
  const timestamps = socket.timestamps
    ? { timestamps: { value: timestampValue(socket), echo: socket.recentTimestamp } }
    : {};
  if (!(flags & SYN)) return timestamps;
  const { sysctl } = socket.namespace;
  return {
    maximumSegmentSize: mssOf(socket.output),
    ...(sysctl.number('net.ipv4.tcp_sack') === 1 ? { sackPermitted: true } : {}),
    ...timestamps,
    ...(sysctl.number('net.ipv4.tcp_window_scaling') === 1 ? { windowScale: socket.receiveWindow.scale } : {}),
  };
}

/** Milliseconds, from a random start a connection (tcp_ts_val). */
export function timestampValue(socket: TcpSocket): number {
  return addSequence(socket.timestampOffset, Math.floor(socket.namespace.clock.now / MILLISECOND));
}
