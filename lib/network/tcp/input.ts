/** TCP segments that come in: for a connection, for a listener, or refused. Linux: tcp_v4_rcv, net/ipv4/tcp_ipv4.c; tcp_v6_rcv. */
import type { PacketOwner } from '../../netfilter';
import { drop } from '../../netfilter/skb';
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, FIN, RST, SYN, sequenceDistance } from '../../packet/tcp';
import { routeIp, sendTransport } from '../ip';
import type { Ipv4Frame, Ipv6Frame } from '../link/frame';
import { CONNECTION_TIME, SEGMENT_TIME } from '../processing';
import type { DeliveryHost } from '../socket/socketTable';
import type { TcpListener } from './listener';
import { agree, ConnectionRequest, openWindow } from './request';
import { resetFor } from './reset';
import { receiveSegment } from './segment';
import { TcpSocket } from './socket';

export function receiveTcp(namespace: DeliveryHost, skb: Ipv4Frame | Ipv6Frame, segment: TcpSegment): void {
  namespace.counters.tcpInSegs += 1;
  namespace.clock.spend(SEGMENT_TIME);
  const { source, destination } = skb.packet;
  const connection = namespace.sockets.findConnection(destination, segment.destinationPort, source, segment.sourcePort);
  const listener = namespace.sockets.findListener(destination, segment.destinationPort);
  const former =
    listener !== undefined && connection !== undefined && isReopened(connection, segment) ? connection : undefined;
  if (connection !== undefined && former === undefined) {
    skb.observer?.end(skb, { kind: 'delivered', to: `tcp port ${segment.destinationPort}` });
    return receiveSegment(connection, segment);
  }
  if (listener !== undefined) {
    skb.observer?.end(skb, { kind: 'delivered', to: `tcp port ${segment.destinationPort}` });
    const request = listener.requestOf(source, segment.sourcePort, destination);
    if (request !== undefined) continueRequest(namespace, listener, request, skb, segment);
    else if (segment.flags & ACK) sendReset(namespace, skb, segment, listener.owner);
    else if (isFirst(segment)) beginRequest(namespace, listener, skb, segment, former);
    return;
  }
  drop(skb, `no process listens on TCP port ${segment.destinationPort}`);
  sendReset(namespace, skb, segment);
}

/** A SYN that is newer than a closed connection begins another one of the same name. Linux: TCP_TW_SYN, tcp_timewait_state_process. */
function isReopened({ state, receive, timestamps }: TcpSocket, { flags, sequence, options }: TcpSegment): boolean {
  if (state !== 'TIME_WAIT' || (flags & (SYN | RST | ACK)) !== SYN) return false;
  const age = options.timestamps === undefined ? 0 : sequenceDistance(options.timestamps.value, timestamps.recent);
  return age >= 0 && (age > 0 || sequenceDistance(sequence, receive.next) > 0);
}

/** Linux: the case TCP_LISTEN of tcp_rcv_state_process. */
function isFirst({ flags }: TcpSegment): boolean {
  return (flags & SYN) !== 0 && (flags & (ACK | RST | FIN)) === 0;
}

/** Linux: tcp_conn_request. */
function beginRequest(
  namespace: DeliveryHost,
  listener: TcpListener,
  { packet }: Ipv4Frame | Ipv6Frame,
  syn: TcpSegment,
  former: TcpSocket | undefined,
): void {
  if (listener.queueLength > listener.backlog) return;
  const output = routeIp(namespace, packet.source, packet.destination);
  if (typeof output === 'string') return;
  namespace.clock.spend(CONNECTION_TIME);
  const socket = new TcpSocket(namespace, listener.family, listener.owner);
  socket.localAddress = packet.destination;
  socket.localPort = syn.destinationPort;
  socket.remoteAddress = packet.source;
  socket.remotePort = syn.sourcePort;
  socket.state = 'SYN_RECV';
  socket.prepare(output);
  if (former !== undefined) socket.succeed(former);
  agree(socket, syn);
  openWindow(socket);
  new ConnectionRequest(listener.requests, socket, syn);
}

/** A segment for a connection that is being set up. Linux: tcp_check_req. */
function continueRequest(
  namespace: DeliveryHost,
  listener: TcpListener,
  request: ConnectionRequest,
  skb: Ipv4Frame | Ipv6Frame,
  segment: TcpSegment,
): void {
  const { flags } = segment;
  const { next } = request.socket.receive;
  const again = segment.sequence === addSequence(next, -1);
  if (again && (flags & (SYN | ACK | RST)) === SYN) return request.repeat();
  if (flags & ACK && segment.acknowledgement !== addSequence(request.socket.send.next, 1))
    return sendReset(namespace, skb, segment, listener.owner);
  if (!request.isInWindow(segment)) return flags & RST ? undefined : request.answer(segment);
  // RFC 5961, section 3.2.
  if (flags & RST && segment.sequence !== next) return request.answer(segment);
  // The SYN that begins it all is not a SYN too many.
  if (flags & RST || (flags & SYN && !again)) {
    namespace.counters.tcpAttemptFails += 1;
    request.drop();
    return sendReset(namespace, skb, segment, listener.owner);
  }
  if (!(flags & ACK)) return;
  const socket = request.complete(segment);
  socket.send.openTo(segment.window << socket.send.scale);
  listener.established(socket);
  receiveSegment(socket, segment);
}

/** Refuses a segment by a reset, in the name of a listener if there is one. Linux: tcp_v4_send_reset. */
function sendReset(
  namespace: DeliveryHost,
  { packet }: Ipv4Frame | Ipv6Frame,
  segment: TcpSegment,
  owner: PacketOwner | undefined = 'kernel',
): void {
  if (segment.flags & RST) return;
  const output = routeIp(namespace, packet.source, packet.destination);
  if (typeof output === 'string') return;
  // Of the class of service of what it answers, without the bits for congestion.
  const typeOfService = packet.kind === 'ipv4' ? packet.typeOfService & ~3 : 0;
  sendTransport(namespace, output, resetFor(segment), { owner, typeOfService });
}
