import type { Process, Program, Thread } from '../../machine';
import { endWithText, readInterval, sleepFor } from './interval';

/** `sleep N[smhd]…` of busybox. */
export const busyboxSleep: Program = function* busyboxSleep(process: Process): Thread {
  const words = process.argv.slice(1);
  if (words.length === 0) return endWithText(process, 'stderr', 'Usage: sleep [N]...\n', 1);
  const wrong = words.find((word) => readInterval(word) === undefined);
  if (wrong !== undefined) return endWithText(process, 'stderr', `sleep: invalid number '${wrong}'\n`, 1);
  return yield* sleepFor(process, words);
};
