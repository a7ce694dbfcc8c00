/** `date` of coreutils, by the machine's clock. The time zone is UTC. Setting the clock and reading dates (`-d`, `-s`) are not modelled. */
import type { Place } from '../machine';
import { clockTime, ctime, DAYS, MONTHS, padToTwo } from './shared/calendar';
import type { CommandResult } from './shared/result';
import { refuse, runTool, ToolError } from './shared/toolError';

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const LONG_MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;
const DAY = 86_400_000;

/** What each letter after `%` prints. */
const SEQUENCES: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  a: (date) => DAYS[date.getUTCDay()] ?? '',
  A: (date) => LONG_DAYS[date.getUTCDay()] ?? '',
  b: (date) => MONTHS[date.getUTCMonth()] ?? '',
  B: (date) => LONG_MONTHS[date.getUTCMonth()] ?? '',
  c: ctime,
  d: (date) => padToTwo(date.getUTCDate()),
  D: (date) => formatDate('%m/%d/%y', date),
  e: (date) => String(date.getUTCDate()).padStart(2),
  F: (date) => date.toISOString().slice(0, 10),
  h: (date) => MONTHS[date.getUTCMonth()] ?? '',
  H: (date) => padToTwo(date.getUTCHours()),
  I: (date) => padToTwo(hourOfTwelve(date)),
  j: (date) => String(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1).padStart(3, '0'),
  m: (date) => padToTwo(date.getUTCMonth() + 1),
  M: (date) => padToTwo(date.getUTCMinutes()),
  n: () => '\n',
  N: (date) => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`,
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  r: (date) => formatDate('%I:%M:%S %p', date),
  R: (date) => clockTime(date).slice(0, 5),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => padToTwo(date.getUTCSeconds()),
  t: () => '\t',
  T: clockTime,
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  x: (date) => formatDate('%m/%d/%y', date),
  X: clockTime,
  y: (date) => padToTwo(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: () => '+0000',
  Z: () => 'UTC',
};

/** `date`, `date -u`, `date -R`, `date -I`, `date +FORMAT` */
export function date({ machine }: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    let format = '%a %b %e %H:%M:%S %Z %Y';
    for (const word of argv) {
      if (word.startsWith('+')) format = word.slice(1);
      else if (word === '-R' || word === '--rfc-email') format = '%a, %d %b %Y %T %z';
      else if (word === '-I' || word === '--iso-8601') format = '%F';
      else if (word === '-Iseconds' || word === '--iso-8601=seconds') format = '%FT%T+00:00';
      else if (word.startsWith('-')) {
        if (!['-u', '--utc', '--universal'].includes(word)) throw refuse('date', `option "${word}"`);
      } else throw new ToolError(`date: invalid date ‘${word}’\n`);
    }
    return `${formatDate(format, machine.date())}\n`;
  });
}

/** Throws a `ToolError` for a sequence that is not modelled. */
function formatDate(format: string, date: Date): string {
  return format.replace(/%(.)/gs, (sequence, letter: string) => {
    const print = Object.hasOwn(SEQUENCES, letter) ? SEQUENCES[letter] : undefined;
    if (print === undefined) throw refuse('date', `"${sequence}"`);
    return print(date);
  });
}

function hourOfTwelve(date: Date): number {
  return date.getUTCHours() % 12 || 12;
}
