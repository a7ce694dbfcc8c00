/** One access, looked at from all sides: counters before and after, each packet's journey, what each interface carried. */
import type { TableName } from '../../netfilter';
import type { Lab } from '../lab';
import type { Outcome } from '../outcome';
import { parseSessionLine } from '../session';
import type { Observed, World } from '../world';
import { type CounterDelta, type CounterRow, counterDeltas } from './counters';
import type { Journey } from './journey';
import { type Captures, PacketCapture } from './packets';
import { JourneyRecorder } from './recorder';

export class Observation {
  /** What grew, in the order of a listing. */
  readonly deltas: readonly CounterDelta[];

  constructor(
    readonly outcome: Outcome,
    /** All counters of the host before and after. */
    readonly before: readonly CounterRow[],
    readonly after: readonly CounterRow[],
    /** Journeys through the host, in the order in which packets entered it. */
    readonly journeys: readonly Journey[],
    /** Packets by interface: `NAMESPACE DEVICE`. */
    readonly packets: Captures,
  ) {
    this.deltas = counterDeltas(before, after);
  }

  /** What a rule, or with index 0 a policy, grew by. Throws a `RangeError` if there is no such rule. */
  grown(table: TableName, chain: string, index: number): { readonly packets: number; readonly bytes: number } {
    const isRow = (row: CounterRow) => row.table === table && row.chain === chain && row.index === index;
    if (!this.after.some(isRow)) throw new RangeError(`there is no rule ${index} in chain ${chain} of table ${table}`);
    return this.deltas.find(isRow) ?? { packets: 0, bytes: 0 };
  }

  /** The counters of a chain after the access. */
  rows(table: TableName, chain: string): readonly CounterRow[] {
    return this.after.filter((row) => row.table === table && row.chain === chain);
  }
}

/** Runs a session's line and writes down what it did, up to the end of the pause after it. Throws `SessionSyntaxError`. */
export async function observe<Seen extends Observed>(world: World<Seen>, line: string): Promise<Seen> {
  const { place, command } = parseSessionLine(line);
  return world.observe(place, command);
}

/** The same for a command at a place of simulated machines: `lab.observe`. */
export async function observeCommand(lab: Lab, place: string, command: string): Promise<Observation> {
  // The pause after the command before is over: times count from here.
  await lab.settle();
  const before = lab.counters();
  const recorder = new JourneyRecorder([lab.host.net]);
  const capture = new PacketCapture(lab.namespaces);
  recorder.start();
  capture.start();
  try {
    const outcome = await lab.run(place, command);
    // A connection's last packets come after the program that began it has ended.
    await lab.settle();
    return new Observation(outcome, before, lab.counters(), recorder.journeys(), capture.packets);
  } finally {
    recorder.stop();
    capture.stop();
  }
}
