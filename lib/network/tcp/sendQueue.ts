/** The segments that a connection has yet to send, or to see acknowledged. Linux: sk_write_queue and tcp_rtx_queue. */
import { ACK, addSequence, FIN, PSH, sequenceSpace } from '../../packet/tcp';
import type { QueuedSegment, SendState } from './sendState';

/** An end rides on the last unsent segment, or goes alone. Linux: tcp_send_fin. */
export function enqueueFin(send: SendState): void {
  const last = send.queue.at(-1);
  if (last !== undefined && last.sentAt === undefined) last.flags |= FIN;
  else enqueue(send, ACK | FIN, new Uint8Array(0));
}

/** Cuts a segment after so many octets; flags such as the end are the second part's, which follows it. Linux: tcp_fragment. */
export function split(send: SendState, segment: QueuedSegment, length: number): void {
  const rest = {
    ...segment,
    sequence: addSequence(segment.sequence, length),
    payload: segment.payload.slice(length),
    copy: undefined,
  };
  segment.payload = segment.payload.slice(0, length);
  segment.flags &= ~(FIN | PSH);
  send.queue.splice(send.queue.indexOf(segment) + 1, 0, rest);
  if (segment.sentAt !== undefined) send.inFlight += 1;
}

/** Puts a segment at the end. */
export function enqueue(send: SendState, flags: number, payload: Uint8Array): QueuedSegment {
  const segment = {
    sequence: endOfQueue(send),
    payload,
    flags,
    sentAt: undefined,
    retransmitted: false,
    sacked: false,
    lost: false,
    repeated: false,
    copy: undefined,
    copiedAt: 0,
    order: 0,
    stamp: 0,
    deliveredBefore: 0,
  };
  send.queue.push(segment);
  return segment;
}

/** The number after the last octet that a program handed over (write_seq). */
export function endOfQueue(send: SendState): number {
  const last = send.queue.at(-1);
  return last === undefined ? send.next : addSequence(last.sequence, sequenceSpace(last));
}
