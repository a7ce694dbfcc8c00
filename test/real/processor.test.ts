/** Real machines take their turn on the processors that this computer lets them have. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { nextProcessor, processorsOf } from '../../lib/real/processor';

test('lists of processors are read as Linux writes them', () => {
  expect(processorsOf('0')).toEqual([0]);
  expect(processorsOf('2-4,7,10-11')).toEqual([2, 3, 4, 7, 10, 11]);
});

test.skipIf(!existsSync('/proc/self/status'))('each processor has its turn', () => {
  const turns = Array.from({ length: availableParallelism() }, nextProcessor);
  expect(new Set(turns).size).toBe(turns.length);
});
