/** One access, looked at from all sides: counters before and after, each packet's journey, what each interface carried. */
import { type CounterDelta, type CounterRow, counterDeltas } from './counters';
import type { Journey } from './journey';
import type { Lab } from './lab';
import type { Outcome } from './outcome';
import { type Captures, PacketCapture } from './packets';
import { JourneyRecorder } from './recorder';

export interface Observation {
  readonly outcome: Outcome;
  /** All counters of the host before and after, and what grew. */
  readonly before: readonly CounterRow[];
  readonly after: readonly CounterRow[];
  readonly deltas: readonly CounterDelta[];
  /** Journeys through the host, in the order in which packets entered it. */
  readonly journeys: readonly Journey[];
  /** Packets by interface. */
  readonly packets: Captures;
}

/** Runs a session's line and writes down what it did. */
export async function observe(lab: Lab, line: string): Promise<Observation> {
  const before = lab.counters();
  const recorder = new JourneyRecorder([lab.host.net]);
  const capture = new PacketCapture(lab.namespaces);
  recorder.start();
  capture.start();
  try {
    const outcome = await lab.sh(line);
    const after = lab.counters();
    return { outcome, before, after, deltas: counterDeltas(before, after), journeys: recorder.stop(), packets: capture.stop() };
  } finally {
    recorder.stop();
    capture.stop();
  }
}
