/** What one side of a connection has received, and how far (RFC 9293, section 3.3.1: the receive sequence variables). */
import type { Clock } from '../clock';
import { OutOfOrder } from './outOfOrder';
import { ReceiveSpace } from './receiveSpace';
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
  /** How much of it the program reads in a round trip. */
  readonly space: ReceiveSpace;
  /** Data in order that no program has read. */
  readonly unread = new UnreadData();
  readonly outOfOrder = new OutOfOrder();
  readonly selectiveAcks = new SelectiveAcks();
  /** The peer will send no more. */
  ended = false;

  constructor(socket: Receiving & { readonly namespace: { readonly clock: Clock } }) {
    this.space = new ReceiveSpace(socket.namespace.clock);
    this.window = new ReceiveWindow(socket);
  }
}
