/** `sleep` of coreutils, and busybox's: lets virtual time pass. */
import { type Process, type Program, pause, type Thread } from '../machine';
import { SECOND } from '../network';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `sleep NUMBER[smhd]…`: the sum of all. */
export const sleep: Program = function* sleep(process: Process): Thread {
  const words = process.argv.slice(1);
  const hint = "Try 'sleep --help' for more information.\n";
  if (words[0] === '--version') return say(process, 'stdout', 'sleep (GNU coreutils) 9.1\n', 0);
  if (words[0] === '--') words.shift();
  const option = words.find((word) => /^-./.test(word));
  if (option?.startsWith('--')) return say(process, 'stderr', `sleep: unrecognized option '${option}'\n${hint}`, 1);
  if (option !== undefined) return say(process, 'stderr', `sleep: invalid option -- '${option[1]}'\n${hint}`, 1);
  if (words.length === 0) return say(process, 'stderr', `sleep: missing operand\n${hint}`, 1);
  const wrong = words.filter((word) => seconds(word) === undefined);
  if (wrong.length > 0)
    return say(
      process,
      'stderr',
      `${wrong.map((word) => `sleep: invalid time interval ‘${word}’\n`).join('')}${hint}`,
      1,
    );
  return yield* sleepFor(process, words);
};

export const busyboxSleep: Program = function* busyboxSleep(process: Process): Thread {
  const words = process.argv.slice(1);
  if (words.length === 0) return say(process, 'stderr', 'Usage: sleep [N]...\n', 1);
  const wrong = words.find((word) => seconds(word) === undefined);
  if (wrong !== undefined) return say(process, 'stderr', `sleep: invalid number '${wrong}'\n`, 1);
  return yield* sleepFor(process, words);
};

function* sleepFor(process: Process, words: readonly string[]): Thread {
  const total = words.reduce((sum, word) => sum + (seconds(word) ?? 0), 0);
  if (total === Number.POSITIVE_INFINITY) yield { ready: () => false, subscribe: () => () => {} };
  if (!process.place.net.clock.reaches(total * SECOND) && total < Number.POSITIVE_INFINITY)
    return say(process, 'stderr', `sleep: ${total} seconds are more than chainwalk's clock counts to\n`, 1);
  yield* pause(process, Math.round(total * SECOND));
  return 0;
}

function seconds(word: string): number | undefined {
  if (/^\+?inf(inity)?[smhd]?$/i.test(word)) return Number.POSITIVE_INFINITY;
  const match = /^\+?(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)([smhd]?)$/i.exec(word);
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN);
}

function say(process: Process, stream: 'stdout' | 'stderr', text: string, exitCode: number): number {
  process[stream] += text;
  return exitCode;
}
