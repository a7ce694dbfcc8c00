/** Pairs of devices joined by a cable: virtual Ethernet, and the wire between two machines. Linux: drivers/net/veth.c. */
import { frameLength } from '../../packet/ethernet';
import type { DescribeTransit } from '../budget';
import type { Microseconds } from '../clock';
import { NetDevice } from './device';
import { describeFrame, type Frame } from './frame';

/** One end of a cable. */
export class VethDevice extends NetDevice {
  /** The other end; none once the pair is deleted. */
  peer: VethDevice | undefined = undefined;
  /** How long a frame takes to the other end. */
  latency: Microseconds = 5;

  constructor(
    readonly kind: 'veth' | 'ethernet',
    ...device: ConstructorParameters<typeof NetDevice>
  ) {
    super(...device);
  }

  get carrier(): boolean {
    return this.up && this.peer?.up === true;
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
      return;
    }
    this.countTransmitted(frameLength(frame.payload));
    const { clock } = this.namespace;
    const arrive = () => {
      frame.scrub();
      peer.receive(frame);
    };
    // Only between bridges can a frame go round.
    const describe =
      this.master === undefined || peer.master === undefined ? undefined : describeTransit(frame, this, peer);
    if (!clock.cablesTakeTime) clock.backlog.push(arrive, describe);
    else if (describe === undefined) clock.schedule(this.latency, arrive);
    else clock.scheduleArrival(this.latency, arrive, describe);
  }
}

function describeTransit(frame: Frame, from: NetDevice, to: NetDevice): DescribeTransit {
  const port = ({ name, namespace }: NetDevice) => `${name} of ${namespace.name}`;
  return () => `${describeFrame(frame)} from ${port(from)} to ${port(to)}`;
}

/** Joins two devices by a cable. */
export function connect(a: VethDevice, b: VethDevice, latency: Microseconds): void {
  a.peer = b;
  b.peer = a;
  a.latency = latency;
  b.latency = latency;
}
