/** Data in order that a program has yet to read. Linux: sk_receive_queue. */
import { MILLISECOND, type Microseconds } from '../clock';

/** So long a capture has a copy of what came by, and nothing may be put to it (skb_cloned). */
export const CAPTURED: Microseconds = MILLISECOND;

/** A piece of memory for data. */
export interface Head {
  /** When its data came in. */
  readonly at: Microseconds;
  /** How much more it takes. */
  room: number;
}

/** Whether data that comes in now is put to what is there, and takes no memory of its own. Linux: skb_try_coalesce. */
export function isPutTo(head: Head, length: number, now: Microseconds): boolean {
  if (!mayBeJoined(head, now) || length > head.room) return false;
  head.room -= length;
  return true;
}

/** No capture has a copy any more. */
export function mayBeJoined({ at }: Head, now: Microseconds): boolean {
  return now - at >= CAPTURED;
}

/** What data lies in: so many bytes of memory, none if it was put to what was there before it. */
export interface Place {
  readonly memory: number;
  readonly head: Head;
}

interface Piece extends Place {
  readonly payload: Uint8Array;
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

  /** Data of a segment, of which all is new unless it is a `part`: only then may it be put to the one before it. Linux: tcp_queue_rcv. */
  push(payload: Uint8Array, place: Place, now: Microseconds, isPart = false): void {
    const head = this.#pieces.at(-1)?.head;
    const isJoined = !isPart && head !== undefined && isPutTo(head, payload.length, now);
    const piece = isJoined ? { payload, memory: 0, head } : { payload, ...place };
    this.#pieces.push(piece);
    this.#length += payload.length;
    this.#memory += piece.memory;
  }

  /** How many bytes there are from here to the end of the first segment; 0 if there is none. */
  get leftOfFirst(): number {
    return (this.#pieces[0]?.payload.length ?? 0) - this.#offset;
  }

  /** Nothing is left but an end without data. */
  #clear(): void {
    this.#pieces = [];
    this.#memory = 0;
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
    // Who wants more comes to the end.
    if (taken < most) this.#clear();
    return data;
  }
}
