/**
 * A router said that a packet is too long: segments become smaller, and what was sent goes out again (RFC 1191). Linux:
 * tcp_v4_mtu_reduced, tcp_simple_retransmit. Not modelled: that later connections know it (fib_nh_exception), probing for more.
 */
import { IPV4_HEADER_LENGTH } from '../../packet/ipv4';
import { ACK, addSequence, TCP_HEADER_LENGTH } from '../../packet/tcp';
import type { TcpConnection } from './connection';
import { transmitPending } from './output';
import type { QueuedSegment, SendState } from './sendState';
import { TIMESTAMP_LENGTH } from './window';

/** What routers say is not believed below this (net.ipv4.route.min_pmtu). */
const LEAST_MTU = 552;

/** Linux: tcp_sync_mss. The window of congestion stays: nothing was lost to a crowd. */
export function reduceMtu(socket: TcpConnection, mtu: number): void {
  const { send, timestamps } = socket;
  const head = IPV4_HEADER_LENGTH + TCP_HEADER_LENGTH + (timestamps.used ? TIMESTAMP_LENGTH : 0);
  const mss = Math.max(mtu, LEAST_MTU) - head;
  if (mss >= send.mss) return;
  send.mss = mss;
  const segments = send.queue.flatMap((segment) => split(segment, mss));
  send.queue.splice(0, send.queue.length, ...segments);
  sendAllAgain(send);
  transmitPending(socket);
}

/** In parts of at most so many octets; flags such as the end are the last one's. */
function split(segment: QueuedSegment, mss: number): readonly QueuedSegment[] {
  const { payload, sequence, flags } = segment;
  if (payload.length <= mss) return [segment];
  const parts: QueuedSegment[] = [];
  for (let at = 0; at < payload.length; at += mss) {
    const isLast = at + mss >= payload.length;
    parts.push({
      ...segment,
      sequence: addSequence(sequence, at),
      payload: payload.slice(at, at + mss),
      flags: isLast ? flags : ACK,
      copy: undefined,
    });
  }
  return parts;
}

function sendAllAgain(send: SendState): void {
  for (const segment of send.queue) {
    if (segment.sentAt === undefined) continue;
    segment.sentAt = undefined;
    segment.retransmitted = true;
  }
  send.inFlight = 0;
  send.next = send.queue[0]?.sequence ?? send.next;
}
