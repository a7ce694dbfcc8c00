/** Data in order that a program has yet to read. Linux: sk_receive_queue. */
import { MILLISECOND, type Microseconds } from '../clock';
import { segmentSize, tailRoom } from './window';

/** So long a capture has a copy of what came in, and nothing may be put to it (skb_cloned). */
const CAPTURED: Microseconds = MILLISECOND;

/** A piece of memory for data. */
export interface Head {
  /** When its data came in. */
  readonly at: Microseconds;
  /** How much more it takes. */
  room: number;
}

/** Whether data that comes in now is put to what is there, and takes no memory of its own. Linux: skb_try_coalesce. */
export function isPutTo(head: Head | undefined, length: number, now: Microseconds): boolean {
  if (head === undefined || !mayBeJoined(head, now) || length > head.room) return false;
  head.room -= length;
  return true;
}

/** No capture has a copy any more. */
export function mayBeJoined({ at }: Head, now: Microseconds): boolean {
  return now - at >= CAPTURED;
}

interface Piece extends Head {
  readonly payload: Uint8Array;
  /** In bytes; none if it was put to what was there before it. */
  readonly memory: number;
}

export class UnreadData {
  #pieces: Piece[] = [];
  /** How much of the first was read. */
  #offset = 0;
  #length = 0;
  #memory = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** What its segments take, each until all of it was read. Linux: sk_rmem_alloc. */
  get memory(): number {
    return this.#memory;
  }

  /** A segment that came in at some time. Linux: tcp_queue_rcv. */
  push(payload: Uint8Array, now: Microseconds, memory = segmentSize(payload.length), at = now): void {
    const last = this.#pieces.at(-1);
    const isJoined = isPutTo(last, payload.length, now);
    const piece = isJoined
      ? { payload, memory: 0, at: last?.at ?? at, room: last?.room ?? 0 }
      : { payload, memory, at, room: tailRoom(payload.length) };
    this.#pieces.push(piece);
    this.#length += payload.length;
    this.#memory += piece.memory;
  }

  /** How many bytes there are from here to the end of the first segment; 0 if there is none. */
  get leftOfFirst(): number {
    return (this.#pieces[0]?.payload.length ?? 0) - this.#offset;
  }

  /** At most so many bytes of it, in one piece; empty if there is none. */
  take(most: number): Uint8Array {
    const data = new Uint8Array(Math.min(most, this.#length));
    let taken = 0;
    let done = 0;
    while (taken < data.length) {
      const { payload, memory } = this.#pieces[done] ?? { payload: data, memory: 0 };
      const part = payload.subarray(this.#offset, this.#offset + data.length - taken);
      data.set(part, taken);
      taken += part.length;
      this.#offset += part.length;
      if (this.#offset < payload.length) break;
      this.#memory -= memory;
      this.#offset = 0;
      done += 1;
    }
    this.#pieces = this.#pieces.slice(done);
    this.#length -= taken;
    return data;
  }
}
