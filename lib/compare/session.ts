/** A session in both worlds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { observeSession, withKernelLab } from '../kernel';
import type { SessionCommand } from '../lab';
import { type CellKind, type Cells, realCells, tracedCells } from './cells';
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

/** How often the simulation is drawn: for how long a neighbour counts as reachable is random there as in the kernel (neigh_rand_reach_time). */
const DRAWS = 4;

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
      const simulated: (readonly Cells[])[] = [];
      for (let draw = 0; draw < DRAWS; draw += 1)
        for (const busy of [false, true]) simulated.push(await simulate(typed, seed + draw, busy));
      return { trace, observations, simulated };
    }),
  );
  const rows = trials.find(({ trace }) => !trace)?.observations.map(({ after }) => after) ?? [];
  return commands.map(({ place, command }, index) => {
    const trialsOf = (traced: boolean, isOf: (kind: CellKind) => boolean): readonly Trial[] =>
      trials
        .filter(({ trace }) => trace === traced)
        .map(({ observations, simulated }) => {
          const seen = observations[index]!;
          const real = traced ? tracedCells(seen, rows[index] ?? []) : realCells(seen);
          return { real: only(real, isOf), simulated: simulated.map((cells) => only(cells[index]!, isOf)) };
        });
    // Ways are those of the runs that traced them; who asks after neighbours has nothing to do with who reads late.
    const parts = [
      compareTrials(trialsOf(false, (kind) => kind !== 'ways' && kind !== 'arp')),
      compareTrials(trialsOf(false, (kind) => kind === 'arp')),
      compareTrials(trialsOf(true, (kind) => kind === 'ways')),
    ];
    return {
      place,
      command,
      equal: parts.reduce((sum, { equal }) => sum + equal, 0),
      differences: parts.flatMap(({ differences }) => differences),
    };
  });
}

function only(cells: Cells, isOf: (kind: CellKind) => boolean): Cells {
  return new Map([...cells].filter(([, { kind }]) => isOf(kind)));
}
