/** Pairs of devices joined by a cable: virtual Ethernet, and the wire between two machines. Linux: drivers/net/veth.c. */
import { SkBuff } from '../../netfilter/skb';
import { frameLength } from '../../packet/ethernet';
import type { TimedArrival } from '../budget';
import type { Microseconds } from '../clock';
import { TRANSMIT_TIME } from '../processing';
import { NetDevice } from './device';
import { describeFrame, type Frame } from './frame';

/**
 * One end of a cable: virtual Ethernet, or the wire between two machines. Linux: drivers/net/veth.c.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { VethDevice } from 'chainwalk/network';
 *
 * const { net } = new Lab().host;
 * const device = new VethDevice('veth', net, 'veth0', net.nextIfindex(), 0x020000000001);
 * net.addDevice(device);
 * net.setUp(device, true);
 * device.carrier; // → false
 * ```
 */
export class VethDevice extends NetDevice {
  /** The other end; none once the pair is deleted. */
  peer: VethDevice | undefined = undefined;
  /** How long a frame takes to the other end, in µs. */
  latency: Microseconds = 5;

  /** An end without a cable. What follows its kind is what any device is made with. */
  constructor(
    /** `ethernet` is shown as a network card. */
    readonly kind: 'veth' | 'ethernet',
    ...device: ConstructorParameters<typeof NetDevice>
  ) {
    super(...device);
  }

  /** Whether both ends are up. */
  get carrier(): boolean {
    return this.up && this.peer?.up === true;
  }

  override loseLink(): void {
    if (this.peer?.up === true) this.peer.forgetNeighbours();
  }

  protected override startTransmit(frame: Frame): void {
    const { peer } = this;
    if (peer?.up !== true) {
      this.statistics.txDropped += 1;
      return;
    }
    if (!peer.holds(frame)) {
      this.statistics.txDropped += 1;
      peer.statistics.rxDropped += 1;
      if (frame instanceof SkBuff) frame.undeliverable = true;
      return;
    }
    this.countTransmitted(frameLength(frame.payload));
    const { clock } = this.namespace;
    clock.spend(TRANSMIT_TIME);
    const transit = new Transit(frame, this, peer);
    if (clock.cablesTakeTime) clock.scheduleArrival(this.latency, transit);
    else clock.backlog.push(transit);
  }
}

/** A frame on its path from one end of a cable to the other. */
class Transit implements TimedArrival {
  readonly frame: Frame;
  readonly from: VethDevice;
  readonly to: VethDevice;
  readonly isBetweenBridges: boolean;
  at: Microseconds;
  sequence: number;
  isIdle: boolean;
  cancelled: boolean;

  constructor(frame: Frame, from: VethDevice, to: VethDevice) {
    this.frame = frame;
    this.from = from;
    this.to = to;
    this.isBetweenBridges = from.master !== undefined && to.master !== undefined;
    this.at = 0;
    this.sequence = 0;
    this.isIdle = false;
    this.cancelled = false;
  }

  describe(): string {
    const port = ({ name, namespace }: NetDevice) => `${name} of ${namespace.name}`;
    return `${describeFrame(this.frame)} from ${port(this.from)} to ${port(this.to)}`;
  }

  arrive(): void {
    this.frame.scrub();
    this.to.receive(this.frame);
  }
}

/**
 * Joins two devices by a cable on which a frame takes `latency` µs.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { connect, VethDevice } from 'chainwalk/network';
 *
 * const { host, client } = new Lab();
 * const here = new VethDevice('veth', host.net, 'here', 10, 0x020000000001);
 * const there = new VethDevice('veth', client.net, 'there', 10, 0x020000000002);
 * connect(here, there, 20);
 * host.net.setUp(here, true);
 * client.net.setUp(there, true);
 * here.carrier; // → true
 * ```
 */
export function connect(a: VethDevice, b: VethDevice, latency: Microseconds): void {
  a.peer = b;
  b.peer = a;
  a.latency = latency;
  b.latency = latency;
}
