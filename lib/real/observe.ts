/** A session on the real machines, and what each of its commands did there. */
import type { CounterRow, Outcome, SessionCommand, TraceRow } from '../lab';
import { type ReachableTimes, ReachableTimesLog } from './chance';
import { parseSave, saveTables } from './counters';
import { traceRows } from './journeys';
import type { RealLab } from './lab';
import { Tracer } from './trace';
import { Witness, type WitnessedFrame } from './witness';

/** Up to the end of the pause after it. */
export interface RealObservation {
  readonly outcome: Outcome;
  readonly before: readonly CounterRow[];
  readonly after: readonly CounterRow[];
  /** `iptables-save -c` of the tables that were touched by then. */
  readonly save: string;
  /** At interfaces that were there before the command, each interface's in order. */
  readonly frames: readonly WitnessedFrame[];
  /** Only of a run that traces. */
  readonly paths: readonly TraceRow[];
  /** As they were drawn during the command, and are after it. */
  readonly reachableTimes: readonly ReachableTimes[];
}

/** What is done besides running the commands. */
export interface ObserveOptions {
  /** Writes down the paths of packets, at the cost of a rule in the raw table. */
  readonly trace?: boolean;
  /** Called before each command, while nothing runs. */
  readonly prepare?: (index: number) => Promise<void>;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Runs the commands one after another. Throws a `RealMachineError` if the machines do not let themselves be watched. */
export async function observeSession(
  lab: RealLab,
  commands: readonly Pick<SessionCommand, 'place' | 'command'>[],
  { trace = false, prepare = async () => {}, onOutcome = () => {} }: ObserveOptions = {},
): Promise<readonly RealObservation[]> {
  const witness = new Witness(lab);
  const tracer = trace ? await Tracer.start(lab) : undefined;
  const seen: (Omit<RealObservation, 'frames' | 'paths'> & {
    readonly interfaces: ReadonlySet<string>;
    readonly startedAt: number;
  })[] = [];
  await witness.look();
  const log = new ReachableTimesLog(
    () => witness.networks,
    () => lab.now,
  );
  try {
    for (const [index, { place, command }] of commands.entries()) {
      await prepare(index);
      const before = parseSave(await saveTables(lab.host));
      const interfaces = witness.interfaces;
      const startedAt = Date.now() / 1000;
      const outcome = await lab.run(place, command);
      onOutcome(outcome);
      await lab.settle();
      await tracer?.mark();
      const save = await saveTables(lab.host);
      await witness.look();
      const reachableTimes = await log.take();
      seen.push({ outcome, before, after: parseSave(save), save, reachableTimes, interfaces, startedAt });
    }
  } finally {
    await log.end();
  }
  const frames = await witness.end();
  const paths = (await tracer?.end()) ?? [];
  return seen.map(({ interfaces, startedAt, ...rest }, index) => {
    const endedAt = seen[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY;
    return {
      ...rest,
      frames: frames.filter((frame) => frame.at >= startedAt && frame.at < endedAt && interfaces.has(frame.interface)),
      paths: traceRows(paths[index] ?? [], (ifindex) => witness.hostDevice(ifindex)),
    };
  });
}
