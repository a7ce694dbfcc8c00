/** Whether real machines can be had here; tests that need them say in one line why they are skipped. */
import { describe } from 'vitest';
import { cacheOf, requireAll } from '../../lib/real';

function missing(): string | undefined {
  try {
    requireAll(cacheOf());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const reason = missing();
if (reason !== undefined) console.log(`The kernel's tests are skipped: ${reason}.`);

/** `describe` where real machines can be had. */
export const describeKernel = describe.skipIf(reason !== undefined);
