/** The segments that a connection has yet to send, or to see acknowledged. Linux: sk_write_queue and tcp_rtx_queue. */
import { concatenate } from '../../packet/bytes';
import { ACK, addSequence, FIN, PSH, sequenceSpace } from '../../packet/tcp';
import type { SendState } from './sendState';

/** Fills the last segment that is still unsent, then makes new ones. */
export function enqueueData(send: SendState, data: Uint8Array): void {
  let rest = data;
  const last = send.queue.at(-1);
  if (last !== undefined && last.sentAt === undefined && last.payload.length < send.mss && !(last.flags & FIN)) {
    const part = rest.subarray(0, send.mss - last.payload.length);
    last.payload = concatenate(last.payload, part);
    rest = rest.subarray(part.length);
    last.flags |= rest.length === 0 ? PSH : 0;
  }
  while (rest.length > 0) {
    const part = rest.subarray(0, send.mss);
    rest = rest.subarray(part.length);
    enqueue(send, rest.length === 0 ? ACK | PSH : ACK, part.slice());
  }
}

/** An end rides on the last unsent segment, or goes alone. Linux: tcp_send_fin. */
export function enqueueFin(send: SendState): void {
  const last = send.queue.at(-1);
  if (last !== undefined && last.sentAt === undefined) last.flags |= FIN;
  else enqueue(send, ACK | FIN, new Uint8Array(0));
}

/** Puts a segment at the end. */
export function enqueue(send: SendState, flags: number, payload: Uint8Array): void {
  send.queue.push({
    sequence: endOfQueue(send),
    payload,
    flags,
    sentAt: undefined,
    retransmitted: false,
    copy: undefined,
    copiedAt: 0,
  });
}

function endOfQueue(send: SendState): number {
  const last = send.queue.at(-1);
  return last === undefined ? send.next : addSequence(last.sequence, sequenceSpace(last));
}
