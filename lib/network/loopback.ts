/** `lo`: what is sent comes in again. Linux: loopback_xmit, drivers/net/loopback.c. */
import { payloadLength } from '../packet/ethernet';
import { NetDevice } from './device';
import type { Frame } from './frame';

export class LoopbackDevice extends NetDevice {
  readonly kind = 'loopback';
  override mtu = 65536;
  /** What was sent and has not come in yet. Linux: softnet_data.input_pkt_queue. */
  readonly #backlog: Frame[] = [];
  #delivering = false;

  get carrier(): boolean {
    return true;
  }

  protected override startTransmit(frame: Frame): void {
    this.countTransmitted(lengthOf(frame));
    this.#backlog.push(frame);
    if (this.#backlog.length === 1 && !this.#delivering) this.namespace.clock.schedule(0, () => this.deliver());
  }

  /** What was sent comes in, and what that sends: all before the program's call returns that sent it. Linux: do_softirq, net_rx_action. */
  deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let frame = this.#backlog.shift(); frame !== undefined; frame = this.#backlog.shift()) {
      this.countReceived(lengthOf(frame));
      this.tap('in', frame);
      this.namespace.receive(frame, this);
    }
    this.#delivering = false;
  }
}

/** Without the Ethernet header, which was taken off before. */
function lengthOf(frame: Frame): number {
  return payloadLength(frame.payload);
}
