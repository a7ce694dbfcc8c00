/** Looks for random cases that two sides answer differently, and makes them small. */
import fc from 'fast-check';

export interface SearchOptions {
  readonly count: number;
  readonly seed: number;
  /** Ends after so many differences. */
  readonly most: number;
}

export interface Progress<Difference> {
  readonly done: number;
  readonly differences: readonly Difference[];
}

/** How long the making small of one case may take, in ms. */
const SHRINK_LIMIT = 60_000;
const BATCH = 100;

/**
 * Runs cases until `count` of them are done or enough differ. `compare` returns what differs, if anything does; `isNew`
 * says that the case is not a smaller one of a case that was counted. `report` hears of each batch. Rejects if `compare` does.
 */
export async function searchDifferences<Random, Difference>(
  cases: fc.Arbitrary<Random>,
  { count, seed, most }: SearchOptions,
  compare: (random: Random, isNew: boolean) => Promise<Difference | undefined>,
  report: (progress: Progress<Difference>) => void,
): Promise<Progress<Difference>> {
  const differences: Difference[] = [];
  let done = 0;
  for (let round = 0; done < count && differences.length < most; round++) {
    let smallest: Difference | undefined;
    let broken: { readonly error: unknown } | undefined;
    const started = Date.now();
    await fc.check(
      fc.asyncProperty(cases, async (random) => {
        const shrinking = smallest !== undefined;
        if (broken !== undefined || (shrinking && Date.now() - started > SHRINK_LIMIT)) return;
        if (!shrinking) done += 1;
        const difference = await compare(random, !shrinking).catch((error: unknown) => {
          broken = { error };
          throw error;
        });
        if (difference === undefined) return;
        smallest = difference;
        throw new Error('they differ');
      }),
      { seed: seed * 100_003 + round, numRuns: Math.min(BATCH, count - done) },
    );
    // No case that differs, but one that could not be compared.
    if (broken !== undefined) throw broken.error;
    if (smallest !== undefined) differences.push(smallest);
    report({ done, differences });
  }
  return { done, differences };
}
