/** What one side of a connection has received, and how far (RFC 9293, section 3.3.1: the receive sequence variables). */
import { OutOfOrder } from './outOfOrder';
import { ReceiveWindow, type Receiving } from './receiveWindow';
import { SelectiveAcks } from './selectiveAcks';
import { UnreadData } from './unreadData';

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
