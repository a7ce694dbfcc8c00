/** A short run of `npm run fuzz`, with a fixed seed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenInvariants } from './invariants';
import { cases } from './traffic';

describe('of random rules and packets', () => {
  test('each packet ends once, counters only grow, rules survive being saved, and a run can be repeated', () => {
    fc.assert(
      fc.property(cases, (random) => {
        expect(brokenInvariants(random)).toEqual([]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
