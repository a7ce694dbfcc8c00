/** What one side of a connection has received, and how far (RFC 9293, section 3.3.1: the receive sequence variables). */
import { OutOfOrder } from './outOfOrder';
import { ReceiveWindow, type Receiving } from './receiveWindow';
import { SelectiveAcks } from './selectiveAcks';
import { SEGMENT_OVERHEAD } from './window';

/** Of one connection. */
export class ReceiveState {
  /** Next octet that is missing (RCV.NXT). */
  next = 0;
  /** The acknowledgement number that the peer was told last. */
  acknowledged = 0;
  readonly window: ReceiveWindow;
  /** Data in order that no program has read. */
  readonly unread = new UnreadData();
  readonly outOfOrder = new OutOfOrder();
  readonly selectiveAcks = new SelectiveAcks();
  /** The peer will send no more. */
  ended = false;

  constructor(socket: Receiving) {
    this.window = new ReceiveWindow(socket);
  }
}

/** Data in order that a program has yet to read. Linux: sk_receive_queue. */
class UnreadData {
  #segments: { readonly payload: Uint8Array; readonly memory: number }[] = [];
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

  push(payload: Uint8Array, memory = payload.length + SEGMENT_OVERHEAD): void {
    this.#segments.push({ payload, memory });
    this.#length += payload.length;
    this.#memory += memory;
  }

  /** How many bytes there are from here to the end of the first segment; 0 if there is none. */
  get leftOfFirst(): number {
    return (this.#segments[0]?.payload.length ?? 0) - this.#offset;
  }

  /** At most so many bytes of it, in one piece; empty if there is none. */
  take(most: number): Uint8Array {
    const data = new Uint8Array(Math.min(most, this.#length));
    let taken = 0;
    let done = 0;
    while (taken < data.length) {
      const { payload: segment, memory } = this.#segments[done] ?? { payload: data, memory: 0 };
      const part = segment.subarray(this.#offset, this.#offset + data.length - taken);
      data.set(part, taken);
      taken += part.length;
      this.#offset += part.length;
      if (this.#offset < segment.length) break;
      this.#memory -= memory;
      this.#offset = 0;
      done += 1;
    }
    this.#segments = this.#segments.slice(done);
    this.#length -= taken;
    return data;
  }
}
