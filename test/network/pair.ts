/** Two machines and a cable: `left` 10.0.0.1 and `right` 10.0.0.2. */
import { Machine, Process, type Program } from '../../lib/machine';
import {
  Clock,
  connect,
  type Frame,
  type Microseconds,
  Random,
  TcpListener,
  TcpSocket,
  VethDevice,
} from '../../lib/network';
import { formatTcpFlags, ipv4, type TcpSegment } from '../../lib/packet';
import { addAddress } from './topology';

export const LEFT = ipv4('10.0.0.1');
export const RIGHT = ipv4('10.0.0.2');

export interface Pair {
  readonly clock: Clock;
  readonly left: Machine;
  readonly right: Machine;
  readonly leftDevice: VethDevice;
  readonly rightDevice: VethDevice;
}

export function pair(latency: Microseconds = 1000, seed = 1, clock = new Clock()): Pair {
  const random = new Random(seed);
  const machine = (name: string) => new Machine({ name, hostname: name, clock, random, startedAt: 0 });
  const [left, right] = [machine('left'), machine('right')];
  const leftDevice = new VethDevice('veth', left.net, 'eth0', 2, 0x020000000001);
  const rightDevice = new VethDevice('veth', right.net, 'eth0', 2, 0x020000000002);
  left.net.addDevice(leftDevice);
  right.net.addDevice(rightDevice);
  connect(leftDevice, rightDevice, latency);
  left.net.setUp(leftDevice, true);
  right.net.setUp(rightDevice, true);
  addAddress(leftDevice, '10.0.0.1/24');
  addAddress(rightDevice, '10.0.0.2/24');
  return { clock, left, right, leftDevice, rightDevice };
}

/** Lets a device receive only the frames that `passes` accepts. */
export function filterReceived(device: VethDevice, passes: (frame: Frame) => boolean): void {
  const receive = device.receive.bind(device);
  device.receive = (frame) => {
    if (passes(frame)) receive(frame);
  };
}

/** The TCP segment in a frame, if there is one. */
export function segmentOf({ payload }: Pick<Frame, 'payload'>): TcpSegment | undefined {
  return payload.kind === 'ipv4' && payload.transport.kind === 'tcp' ? payload.transport : undefined;
}

/** Writes down each segment that leaves the left machine (`>`) or reaches it (`<`): flags and bytes of data. */
export function record({ clock, leftDevice }: Pair): { at: Microseconds; text: string }[] {
  const seen: { at: Microseconds; text: string }[] = [];
  leftDevice.taps.add((direction, frame) => {
    const segment = segmentOf(frame);
    if (segment === undefined) return;
    const { flags, payload } = segment;
    const text = `${direction === 'out' ? '>' : '<'} ${formatTcpFlags(flags)}${payload.length > 0 ? ` ${payload.length}` : ''}`;
    seen.push({ at: clock.now, text });
  });
  return seen;
}

/** A listener on the right machine's port 80. */
export function listen({ right }: Pair): TcpListener {
  const listener = new TcpListener(right.net);
  listener.listen(0, 80);
  return listener;
}

/** Hands over data as there comes room for it. */
export function writeAll(socket: TcpSocket, data: Uint8Array): void {
  let rest = data;
  const goOn = () => {
    while (rest.length > 0 && socket.writable) {
      const taken = socket.write(rest);
      if (typeof taken === 'string') return;
      rest = rest.subarray(taken);
    }
    if (rest.length === 0) unsubscribe();
  };
  const unsubscribe = socket.subscribe(goOn);
  goOn();
}

/** A connection from left to right, set up: its two ends. */
export function connected(network: Pair): {
  readonly near: TcpSocket;
  readonly far: TcpSocket;
  readonly listener: TcpListener;
} {
  const listener = listen(network);
  const near = new TcpSocket(network.left.net);
  near.connect(RIGHT, 80);
  network.clock.runUntil(() => listener.queueLength > 0);
  return { near, far: listener.accept()!, listener };
}

/** Runs a program on a machine. */
export function start(machine: Machine, program: Program): Process {
  return new Process({ place: machine, argv: ['program'], program });
}
