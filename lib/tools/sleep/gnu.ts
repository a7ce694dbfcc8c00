import type { Process, Program, Thread } from '../../machine';
import { readInterval, sayAndEnd, sleepFor } from './interval';

/** `sleep NUMBER[smhd]…` of coreutils 9.1: the sum of all. */
export const sleep: Program = function* sleep(process: Process): Thread {
  const words = process.argv.slice(1);
  const hint = "Try 'sleep --help' for more information.\n";
  if (words[0] === '--version') return sayAndEnd(process, 'stdout', 'sleep (GNU coreutils) 9.1\n', 0);
  if (words[0] === '--') words.shift();
  const option = words.find((word) => /^-./.test(word));
  if (option?.startsWith('--'))
    return sayAndEnd(process, 'stderr', `sleep: unrecognized option '${option}'\n${hint}`, 1);
  if (option !== undefined) return sayAndEnd(process, 'stderr', `sleep: invalid option -- '${option[1]}'\n${hint}`, 1);
  if (words.length === 0) return sayAndEnd(process, 'stderr', `sleep: missing operand\n${hint}`, 1);
  const wrong = words.filter((word) => readInterval(word) === undefined);
  if (wrong.length > 0)
    return sayAndEnd(
      process,
      'stderr',
      `${wrong.map((word) => `sleep: invalid time interval ‘${word}’\n`).join('')}${hint}`,
      1,
    );
  return yield* sleepFor(process, words);
};
