/** A session in both worlds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { observeSession, withKernelLab } from '../kernel';
import type { SessionCommand } from '../lab';
import { type Cells, realCells, tracedCells } from './cells';
import { type CommandComparison, compareTrials, type Trial } from './compare';
import { simulate } from './simulate';

export interface CompareOptions {
  /** How many real runs there are, and as many again that trace packets' ways. */
  readonly runs: number;
  /** Seconds from the end of a command to the start of the next. */
  readonly pause: number;
  readonly seed: number;
  readonly tell?: (sentence: string) => void;
}

/** Between the starts of runs, in ms: so that their engines do not all start, and relay, at the same moment. */
const STAGGER = 4000;

/**
 * Runs a session on simulated and on real machines, which run side by side, as they mostly wait. Throws a `KernelError`
 * if there are no real machines to be had.
 */
export async function compareSession(
  commands: readonly SessionCommand[],
  { runs, pause, seed, tell = () => {} }: CompareOptions,
): Promise<readonly CommandComparison[]> {
  const real = (trace: boolean, number: number) =>
    withKernelLab({ pause }, async (lab) => {
      const name = `real run ${number}${trace ? ', tracing' : ''}`;
      let done = 0;
      return observeSession(lab, commands, {
        trace,
        onOutcome: ({ place, command }) => {
          done += 1;
          tell(`${name}: ${done} of ${commands.length}: ${place}# ${command}`);
        },
      });
    });
  const plans = Array.from({ length: runs }, (_, index) =>
    [false, true].map((trace) => ({ trace, number: index + 1 })),
  );
  const started = plans.flat().map(async ({ trace, number }, index) => {
    await sleep(index * STAGGER);
    return { trace, observations: await real(trace, number) };
  });
  const finished = await Promise.all(started);
  const trials = await Promise.all(
    finished.map(async ({ trace, observations }) => {
      const typed = observations.map(({ outcome }) => outcome);
      return {
        trace,
        observations,
        simulated: [await simulate(typed, seed, false), await simulate(typed, seed, true)],
      };
    }),
  );
  const rows = trials.find(({ trace }) => !trace)?.observations.map(({ after }) => after) ?? [];
  return commands.map(({ place, command }, index) => {
    const trialsOf = (traced: boolean): readonly Trial[] =>
      trials
        .filter(({ trace }) => trace === traced)
        .map(({ observations, simulated }) => ({
          real: traced ? tracedCells(observations[index]!, rows[index] ?? []) : realCells(observations[index]!),
          simulated: simulated.map((cells) => only(cells[index]!, traced)),
        }));
    const both = [compareTrials(trialsOf(false)), compareTrials(trialsOf(true))];
    return {
      place,
      command,
      equal: both.reduce((sum, { equal }) => sum + equal, 0),
      differences: both.flatMap(({ differences }) => differences),
    };
  });
}

/** Ways are compared with the runs that traced them, everything else with the runs that did not. */
function only(cells: Cells, ways: boolean): Cells {
  return new Map([...cells].filter(([, { kind }]) => (kind === 'ways') === ways));
}
