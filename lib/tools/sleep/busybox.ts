import type { Process, Program, Thread } from '../../machine';
import { failProcess } from '../common/command';
import { readInterval, sleepFor } from './interval';

/** `sleep N[smhd]…` of busybox. */
export const busyboxSleep: Program = function* busyboxSleep(process: Process): Thread {
  const words = process.argv.slice(1);
  if (words.length === 0) return failProcess(process, 'Usage: sleep [N]...\n');
  const wrong = words.find((word) => readInterval(word) === undefined);
  if (wrong !== undefined) return failProcess(process, `sleep: invalid number '${wrong}'\n`);
  return yield* sleepFor(process, words);
};
