/** `date` of coreutils, by the machine's clock, in the time zone of TZ. Setting the clock and reading dates (`-d`, `-s`) are not modelled. */
import type { Process, Program } from '../machine';
import { clockTime, ctime, DAYS, MONTHS, padToTwo } from './common/calendar';
import { immediate } from './common/command';
import { formatOffset, localDate, type TimeZone, timeZone } from './common/timeZone';
import { refuse, runTool, ToolError } from './common/toolError';

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const LONG_MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;
const DAY = 86_400_000;

interface Moment {
  /** In ms since 1970. */
  readonly time: number;
  readonly zone: TimeZone;
}

/** What each letter after `%` prints of a date whose UTC fields are the local ones. */
const SEQUENCES: Readonly<Record<string, (date: Date, moment: Moment) => string>> = {
  '%': () => '%',
  a: (date) => DAYS[date.getUTCDay()] ?? '',
  A: (date) => LONG_DAYS[date.getUTCDay()] ?? '',
  b: (date) => MONTHS[date.getUTCMonth()] ?? '',
  B: (date) => LONG_MONTHS[date.getUTCMonth()] ?? '',
  c: ctime,
  d: (date) => padToTwo(date.getUTCDate()),
  D: (_date, moment) => formatDate('%m/%d/%y', moment),
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
  r: (_date, moment) => formatDate('%I:%M:%S %p', moment),
  R: (date) => clockTime(date).slice(0, 5),
  s: (_date, { time }) => String(Math.floor(time / 1000)),
  S: (date) => padToTwo(date.getUTCSeconds()),
  t: () => '\t',
  T: clockTime,
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  x: (_date, moment) => formatDate('%m/%d/%y', moment),
  X: clockTime,
  y: (date) => padToTwo(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: (_date, { time, zone }) => formatOffset(zone.offsetAt(time)),
  ':z': (_date, { time, zone }) => formatOffset(zone.offsetAt(time)).replace(/..$/, ':$&'),
  Z: (_date, { time, zone }) => zone.lettersAt(time),
};

/** `date`, `date -u`, `date -R`, `date -I`, `date +FORMAT` */
export const date: Program = immediate((process) => {
  const { stdout, stderr, exitCode } = runTool(() => print(process));
  process.stdout += stdout;
  process.stderr += stderr;
  return exitCode;
});

function print({ place, argv, environment }: Process): string {
  let format = '%a %b %e %H:%M:%S %Z %Y';
  let zone = timeZone(environment.TZ);
  for (const word of argv.slice(1)) {
    if (word.startsWith('+')) format = word.slice(1);
    else if (word === '-R' || word === '--rfc-email') format = '%a, %d %b %Y %T %z';
    else if (word === '-I' || word === '--iso-8601') format = '%F';
    else if (word === '-Iseconds' || word === '--iso-8601=seconds') format = '%FT%T%:z';
    else if (['-u', '--utc', '--universal'].includes(word)) zone = timeZone();
    else if (word.startsWith('-')) throw refuse('date', `option "${word}"`);
    else throw new ToolError(`date: invalid date ‘${word}’\n`);
  }
  return `${formatDate(format, { time: place.machine.date().getTime(), zone })}\n`;
}

/** Throws a `ToolError` for a sequence that is not modelled. */
function formatDate(format: string, moment: Moment): string {
  const local = localDate(moment.time, moment.zone);
  return format.replace(/%(:z|.)/gs, (sequence, letter: string) => {
    const print = Object.hasOwn(SEQUENCES, letter) ? SEQUENCES[letter] : undefined;
    if (print === undefined) throw refuse('date', `"${sequence}"`);
    return print(local, moment);
  });
}

function hourOfTwelve(date: Date): number {
  return date.getUTCHours() % 12 || 12;
}
