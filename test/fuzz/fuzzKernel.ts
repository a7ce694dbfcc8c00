/** Random cases on the real kernel and on the simulated one, until one differs; that one is made small. */
import fc from 'fast-check';
import type { FuzzCase, FuzzSession, Outcome } from './case';
import type { Kernel } from './kernel';
import { simulate } from './simulate';
import { cases } from './traffic';

/** A case that the two sides answer differently. */
export interface Difference {
  readonly session: FuzzSession;
  readonly simulated: Outcome;
  readonly real: Outcome;
}

export interface Progress {
  readonly done: number;
  readonly differences: readonly Difference[];
  /** Differences that were gone when the case was run again: the machine was busy. */
  readonly fleeting: number;
  readonly refused: number;
  readonly packets: number;
  /** Rules that counted something. */
  readonly hits: number;
}

/** How long the shrinking of one case may take, in ms. */
const SHRINK_LIMIT = 60_000;

export function isEqual(a: Outcome, b: Outcome): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted({ packets, ...rest }: Outcome): unknown {
  return { ...rest, packets: Object.entries(packets).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Runs cases from a seed on; `report` hears of each batch and of each difference. */
export async function fuzzKernel(
  kernel: Kernel,
  { count, seed, most = 20 }: { readonly count: number; readonly seed: number; readonly most?: number },
  report: (progress: Progress) => void,
): Promise<Progress> {
  const differences: Difference[] = [];
  const state = { done: 0, fleeting: 0, refused: 0, packets: 0, hits: 0 };
  const snapshot = () => ({ ...state, differences });
  let shrinking = false;
  const compare = async (random: FuzzCase): Promise<Difference | undefined> => {
    const { session, outcome: simulated } = simulate(random);
    const real = await kernel.run(session);
    if (!shrinking) {
      state.done += 1;
      if (simulated.refused !== undefined) state.refused += 1;
      state.packets += session.steps.length;
      state.hits += real.counters.filter((row) => row.includes('] -A ')).length;
    }
    if (isEqual(simulated, real)) return undefined;
    const again = await kernel.run(session);
    if (isEqual(simulated, again)) {
      state.fleeting += 1;
      return undefined;
    }
    return { session, simulated, real: again };
  };
  for (let round = 0; state.done < count && differences.length < most; round++) {
    let last: Difference | undefined;
    const started = Date.now();
    shrinking = false;
    const numRuns = Math.min(100, count - state.done);
    await fc.check(
      fc.asyncProperty(cases, async (random) => {
        if (shrinking && Date.now() - started > SHRINK_LIMIT) return;
        const difference = await compare(random);
        if (difference === undefined) return;
        shrinking = true;
        last = difference;
        throw new Error('they differ');
      }),
      { seed: seed * 100_003 + round, numRuns },
    );
    if (last !== undefined) differences.push(last);
    report(snapshot());
  }
  return snapshot();
}
