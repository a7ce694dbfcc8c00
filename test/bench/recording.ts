/** What recording takes of the heap. Run with --expose-gc; prints bytes as JSON. */
import { PacketCapture } from '../../lib/dist/lab';
import { JourneyRecorder } from '../../lib/dist/lab/observe/recorder';
import { articleHost } from './host';
import { Traffic } from './traffic';

const PACKETS = 20_000;

/** Bytes a packet, which passes the host and all interfaces on its path. */
export interface RecordingMemory {
  /** As it is recorded. */
  readonly recorded: number;
  /** As the journey and the rows that an observation has. */
  readonly observed: number;
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function main(): Promise<void> {
  const host = await articleHost();
  const traffic = new Traffic(host);
  const [port = 0] = host.ports;
  const source = traffic.open(port);
  traffic.exchange(port, source, PACKETS / 2);
  const recorder = new JourneyRecorder([host.machines.host.net]);
  const capture = new PacketCapture(host.machines.namespaces);
  const before = heapUsed();
  recorder.start();
  capture.start();
  traffic.exchange(port, source, PACKETS / 2);
  recorder.stop();
  capture.stop();
  const recorded = heapUsed() - before;
  const [journeys, packets] = [recorder.journeys(), capture.packets];
  const observed = heapUsed() - before - recorded;
  const memory: RecordingMemory = { recorded: recorded / PACKETS, observed: observed / PACKETS };
  process.stdout.write(JSON.stringify(memory));
  // Still there when the heap was measured.
  if (journeys.length < PACKETS || Object.keys(packets).length === 0) throw new Error('not all packets were recorded');
}

void main();
