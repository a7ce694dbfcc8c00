/** A command on simulated machines, watched from its beginning to the end of the pause after it. */
import type { Lab } from '../lab';
import { topology } from '../readTopology';
import { Observation } from './observation';
import { PacketCapture } from './packetCapture';
import { JourneyRecorder } from './recorder';
import { wires } from './wires';

/** Runs a command line at a place: `lab.observe`. */
export async function observeCommand(lab: Lab, place: string, command: string): Promise<Observation> {
  // The pause after the command before is over: times count from here.
  await lab.settle();
  const before = lab.counters();
  const recorder = new JourneyRecorder([lab.host.net], lab.host.iptablesVariant);
  const capture = new PacketCapture(lab.namespaces);
  recorder.start();
  capture.start();
  try {
    const outcome = await lab.run(place, command);
    // A connection's last packets come after the program that began it has ended.
    await lab.settle();
    const { packets } = capture;
    const used = wires(topology(lab), packets);
    return new Observation(outcome, before, lab.counters(), recorder.journeys(), packets, used);
  } finally {
    recorder.stop();
    capture.stop();
  }
}
