/** What one side of a connection has received, and how far (RFC 9293, section 3.3.1: the receive sequence variables). */
import { OutOfOrder } from './outOfOrder';
import { ReceiveWindow, type Receiving } from './receiveWindow';
import { SelectiveAcks } from './selectiveAcks';

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
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** How many segments the data came in. */
  get segments(): number {
    return this.#chunks.length;
  }

  push(payload: Uint8Array): void {
    this.#chunks.push(payload);
    this.#length += payload.length;
  }

  /** All of it, in one piece; empty if there is none. */
  take(): Uint8Array {
    const data = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks.splice(0)) {
      data.set(chunk, offset);
      offset += chunk.length;
    }
    this.#length = 0;
    return data;
  }
}
