import type { Process, Program, Thread } from '../../machine';
import { failProcess } from '../common/command';
import { helpHint } from '../common/toolError';
import { readInterval, sleepFor } from './interval';

/** `sleep NUMBER[smhd]…` of coreutils 9.1: the sum of all. */
export const sleep: Program = function* sleep(process: Process): Thread {
  const words = process.argv.slice(1);
  const hint = helpHint('sleep');
  if (words[0] === '--version') {
    process.stdout += 'sleep (GNU coreutils) 9.1\n';
    return 0;
  }
  if (words[0] === '--') words.shift();
  const option = words.find((word) => /^-./.test(word));
  if (option?.startsWith('--')) return failProcess(process, `sleep: unrecognized option '${option}'\n${hint}`);
  if (option !== undefined) return failProcess(process, `sleep: invalid option -- '${option[1]}'\n${hint}`);
  if (words.length === 0) return failProcess(process, `sleep: missing operand\n${hint}`);
  const wrong = words.filter((word) => readInterval(word) === undefined);
  if (wrong.length > 0)
    return failProcess(
      process,
      `${wrong.map((word) => `sleep: invalid time interval ‘${word}’\n`).join('')}${hint}`,
      1,
    );
  return yield* sleepFor(process, words);
};
