/** `lo`: what is sent comes in again. Linux: loopback_xmit, drivers/net/loopback.c. */
import { payloadLength } from '../../packet/ethernet';
import { NetDevice } from './device';
import { describeFrame, type Frame } from './frame';

/** The device `lo`: an MTU of 65,536 bytes, always with a carrier. */
export class LoopbackDevice extends NetDevice {
  readonly kind = 'loopback';
  override mtu = 65536;

  get carrier(): boolean {
    return true;
  }

  protected override startTransmit(frame: Frame): void {
    // Counted without the Ethernet header, which was taken off before.
    const bytes = payloadLength(frame.payload);
    this.countTransmitted(bytes);
    this.namespace.clock.backlog.push({
      isBetweenBridges: false,
      describe: () => `${describeFrame(frame)} on ${this.name} of ${this.namespace.name}`,
      arrive: () => {
        this.countReceived(bytes);
        this.tap('in', frame);
        this.namespace.receive(frame, this);
      },
    });
  }
}
