import type { Process, Program, Thread } from '../../machine';
import { endWithText, readInterval, sleepFor } from './interval';

/** `sleep NUMBER[smhd]…` of coreutils 9.1: the sum of all. */
export const sleep: Program = function* sleep(process: Process): Thread {
  const words = process.argv.slice(1);
  const hint = "Try 'sleep --help' for more information.\n";
  if (words[0] === '--version') return endWithText(process, 'stdout', 'sleep (GNU coreutils) 9.1\n', 0);
  if (words[0] === '--') words.shift();
  const option = words.find((word) => /^-./.test(word));
  if (option?.startsWith('--'))
    return endWithText(process, 'stderr', `sleep: unrecognized option '${option}'\n${hint}`, 1);
  if (option !== undefined)
    return endWithText(process, 'stderr', `sleep: invalid option -- '${option[1]}'\n${hint}`, 1);
  if (words.length === 0) return endWithText(process, 'stderr', `sleep: missing operand\n${hint}`, 1);
  const wrong = words.filter((word) => readInterval(word) === undefined);
  if (wrong.length > 0)
    return endWithText(
      process,
      'stderr',
      `${wrong.map((word) => `sleep: invalid time interval ‘${word}’\n`).join('')}${hint}`,
      1,
    );
  return yield* sleepFor(process, words);
};
