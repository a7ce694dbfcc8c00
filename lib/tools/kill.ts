/** `kill`: bash's own, and busybox's. */
import type { Place } from '../machine';
import { type CommandResult, failure, success } from './common/result';
import { isModelled, sendSignal, signalName, signalNumber, signalTable } from './common/signal';

const USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

/** `kill [-s SIGNAL | -SIGNAL] PID…`, `kill -l`; complaints begin with `bash: `. */
export function kill(place: Place, argv: readonly string[]): CommandResult {
  return run(
    place,
    argv,
    (message) => `bash: kill: ${message}\n`,
    (pid) => `(${pid}) - No such process`,
  );
}

/** The same in busybox's words. */
export function busyboxKill(place: Place, argv: readonly string[]): CommandResult {
  return run(
    place,
    argv,
    (message) => `kill: ${message}\n`,
    (pid) => `can't kill pid ${pid}: No such process`,
  );
}

function run(
  place: Place,
  argv: readonly string[],
  complain: (message: string) => string,
  noProcess: (pid: number) => string,
): CommandResult {
  let words = [...argv];
  let signal = 15;
  const first = words[0] ?? '';
  if (first === '-l' || first === '-L') return list(words.slice(1), complain);
  if (first === '-s' || first === '-n') {
    const spec = words[1];
    if (spec === undefined) return failure(complain(`${first}: option requires an argument`));
    const number = signalNumber(spec);
    if (number === undefined) return failure(complain(`${spec}: invalid signal specification`));
    signal = number;
    words = words.slice(2);
  } else if (/^-./.test(first) && first !== '--') {
    const number = signalNumber(first.slice(1));
    if (number === undefined) return failure(complain(`${first.slice(1)}: invalid signal specification`));
    signal = number;
    words = words.slice(1);
  }
  if (words[0] === '--') words = words.slice(1);
  if (words.length === 0) return failure(USAGE, 2);
  if (!isModelled(signal)) return failure(complain(`signal ${signalName(signal)} is not modelled by chainwalk`), 2);
  let stderr = '';
  let sent = 0;
  for (const word of words) {
    const error = sendTo(place, word, signal, noProcess);
    if (error === undefined) sent += 1;
    else stderr += complain(error);
  }
  // bash is content if one of them got it.
  return { stdout: '', stderr, exitCode: sent > 0 ? 0 : 1 };
}

/** Sends it, or says why not. */
function sendTo(place: Place, word: string, signal: number, noProcess: (pid: number) => string): string | undefined {
  if (word.startsWith('%')) return `${word}: no such job`;
  if (word === '') return "`': not a pid or valid job spec";
  if (!/^-?\d+$/.test(word)) return `${word}: arguments must be process or job IDs`;
  const pid = Number(word);
  if (pid <= 0) return `${word}: a process group is not modelled by chainwalk`;
  const target = place.pids.find(pid);
  if (target === undefined) return noProcess(pid);
  sendSignal(place, target, signal);
  return undefined;
}

function list(words: readonly string[], complain: (message: string) => string): CommandResult {
  if (words.length === 0) return success(signalTable());
  let stdout = '';
  for (const word of words) {
    const number = /^\d+$/.test(word) ? Number(word) % 128 : signalNumber(word);
    const name = number === undefined ? undefined : signalName(number);
    if (number === undefined || name === undefined)
      return { stdout, stderr: complain(`${word}: invalid signal specification`), exitCode: 1 };
    stdout += `${/^\d+$/.test(word) ? name : number}\n`;
  }
  return success(stdout);
}
