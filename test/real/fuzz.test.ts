/** Random rules and packets: the simulated router does with them what the real kernel does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fuzzKernel } from '../fuzz/fuzzKernel';
import { Kernel, whyNoKernel, whyNoNft } from '../fuzz/kernel';
import { differenceText } from '../fuzz/sessionFile';
import { fuzzTransfers, transferDifferenceText } from '../fuzz/transfers/fuzzTransfers';

const CASES = 400;
const TRANSFERS = 100;
/** Pacing, and what is a matter of microseconds: CONTRIBUTING.md, *Random rules and packets*. */
const KNOWN_TO_DIFFER = 5;
const SEED = 20_180_412;
const TIMEOUT = 230_000;

const why = whyNoKernel();
if (why !== undefined) console.warn(`The real kernel is not asked about random rules and packets: ${why}.`);

describe.skipIf(why !== undefined)('random rules and packets', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start();
  });
  afterAll(() => kernel.stop());

  test(
    `${CASES} cases come out alike`,
    async () => {
      const { differences, done } = await fuzzKernel(kernel, { count: CASES, seed: SEED, most: 1 }, () => {});
      expect(differences.map((difference) => differenceText(difference)).join('\n')).toBe('');
      expect(done).toBe(CASES);
    },
    TIMEOUT,
  );

  test(
    `of ${TRANSFERS} transfers at most ${KNOWN_TO_DIFFER} lose and repeat other segments`,
    async () => {
      const { differences, done } = await fuzzTransfers({ count: TRANSFERS, seed: SEED, most: TRANSFERS }, () => {});
      const texts = differences.map((difference) => transferDifferenceText(difference)).join('\n');
      expect(differences.length, texts).toBeLessThanOrEqual(KNOWN_TO_DIFFER);
      expect(done).toBe(TRANSFERS);
    },
    TIMEOUT,
  );

  test.skipIf(whyNoNft() !== undefined)(
    `${CASES} cases with rules of nft come out alike`,
    async () => {
      const options = { count: CASES, seed: SEED, most: 1, nft: true };
      const { differences, done } = await fuzzKernel(kernel, options, () => {});
      expect(differences.map((difference) => differenceText(difference)).join('\n')).toBe('');
      expect(done).toBe(CASES);
    },
    TIMEOUT,
  );
});
