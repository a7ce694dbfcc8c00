/** A program hands over data: it is cut into segments, which leave while the call is at work. Linux: tcp_sendmsg_locked, net/ipv4/tcp.c. */
import { concatenate } from '../../packet/bytes';
import { ACK, addSequence, FIN, PSH, sequenceDistance } from '../../packet/tcp';
import type { TcpConnection } from './connection';
import { currentMss } from './emit';
import { transmitPending } from './output';
import { endOfQueue, enqueue } from './sendQueue';
import type { QueuedSegment, SendState } from './sendState';
import { fitPath } from './window';

const NOTHING = new Uint8Array(0);
/** After how many segments a call looks at what has come in meanwhile. */
const BEFORE_LOOKING = 16;

/** Takes as much as there is room for, and says how much; `more` says that the rest follows at once (MSG_MORE). */
export function sendMessage(socket: TcpConnection, data: Uint8Array, more: boolean): number {
  const { send } = socket;
  fitPath(socket);
  const mss = currentMss(socket);
  let taken = 0;
  let made = 0;
  while (taken < data.length) {
    let segment = unfilled(send, mss);
    if (segment === undefined) {
      if (!send.buffer.hasRoom) return waitForRoom(socket, taken);
      if (made >= BEFORE_LOOKING) {
        made = 0;
        if (socket.lock.flush()) {
          if (socket.state === 'CLOSE') return taken;
          continue;
        }
      }
      segment = enqueue(send, ACK, NOTHING);
      made += 1;
    }
    if (taken === 0) segment.flags &= ~PSH;
    const part = data.subarray(taken, taken + mss - segment.payload.length);
    segment.payload = segment.payload.length === 0 ? part.slice() : concatenate(segment.payload, part);
    taken += part.length;
    if (taken < data.length && segment.payload.length >= mss) sendFilled(socket, segment);
  }
  const last = send.queue.at(-1);
  if (last === undefined || last.sentAt !== undefined) return taken;
  if (!more || isPushDue(send)) markPush(send, last);
  transmitPending(socket, more ? 'corked' : 'usual');
  return taken;
}

/** The last segment, while there is room in it and it has not left. Linux: tcp_write_queue_tail. */
function unfilled({ queue }: SendState, mss: number): QueuedSegment | undefined {
  const last = queue.at(-1);
  return last === undefined || last.sentAt !== undefined || last.payload.length >= mss || last.flags & FIN
    ? undefined
    : last;
}

/** A whole segment goes alone, unless others wait before it. Linux: forced_push, tcp_push_one. */
function sendFilled(socket: TcpConnection, segment: QueuedSegment): void {
  const { send } = socket;
  if (isPushDue(send)) {
    markPush(send, segment);
    transmitPending(socket, 'pushed');
  } else if (send.queue[send.inFlight] === segment) transmitPending(socket, 'pushed');
}

/** What was taken so far is the end for now. Linux: the label wait_for_space. */
function waitForRoom(socket: TcpConnection, taken: number): number {
  const { send } = socket;
  send.buffer.wanted = true;
  const last = send.queue.at(-1);
  if (taken === 0 || last === undefined || last.sentAt !== undefined) return taken;
  markPush(send, last);
  transmitPending(socket, 'pushed');
  return taken;
}

/** Half of the largest window was filled without a push: the peer's program is to get it. Linux: forced_push. */
function isPushDue(send: SendState): boolean {
  return sequenceDistance(endOfQueue(send), addSequence(send.pushed, send.largestWindow >> 1)) > 0;
}

function markPush(send: SendState, segment: QueuedSegment): void {
  segment.flags |= PSH;
  send.pushed = endOfQueue(send);
}
