/** The segments that a connection has yet to send, or to see acknowledged. Linux: sk_write_queue and tcp_rtx_queue. */
import { ACK, addSequence, FIN, sequenceSpace } from '../../packet/tcp';
import type { QueuedSegment, SendState } from './sendState';

/** An end rides on the last unsent segment, or goes alone. Linux: tcp_send_fin. */
export function enqueueFin(send: SendState): void {
  const last = send.queue.at(-1);
  if (last !== undefined && last.sentAt === undefined) last.flags |= FIN;
  else enqueue(send, ACK | FIN, new Uint8Array(0));
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
  };
  send.queue.push(segment);
  return segment;
}

/** The number after the last octet that a program handed over (write_seq). */
export function endOfQueue(send: SendState): number {
  const last = send.queue.at(-1);
  return last === undefined ? send.next : addSequence(last.sequence, sequenceSpace(last));
}
