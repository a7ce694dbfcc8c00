/** time: the time of day, the day and the date. Userspace: extensions/libxt_time.c. */
import { SECONDS_PER_DAY, type TimeMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

const LAST_DATE = 0x7fff_ffff;
const LAST_TIME = SECONDS_PER_DAY - 1;
/** Bits 1 to 31, and 1 to 7. */
const ALL_MONTH_DAYS = 0xffff_fffe;
const ALL_WEEK_DAYS = 0xfe;
const WEEK_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const ORDINALS: Readonly<Record<number, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };

/** What the tool knows of match time. */
export const time: Extension<TimeMatch> = {
  name: 'time',
  options: [
    ...['datestart', 'datestop', 'timestart', 'timestop'].map((name) => ({ name, argument: true })),
    { name: 'contiguous', argument: false },
    { name: 'weekdays', argument: true, invertible: true },
    { name: 'monthdays', argument: true, invertible: true },
    { name: 'localtz', argument: false, excludes: ['utc'] },
    { name: 'utc', argument: false, excludes: ['localtz', 'kerneltz'] },
    { name: 'kerneltz', argument: false, excludes: ['utc'] },
  ],
  initial: {
    kind: 'time',
    dateStart: 0,
    dateStop: LAST_DATE,
    timeStart: 0,
    timeStop: LAST_TIME,
    monthDays: ALL_MONTH_DAYS,
    weekDays: ALL_WEEK_DAYS,
    kernelZone: false,
    contiguous: false,
  },

  parse(match, { name, argument, invert, warn }) {
    switch (name) {
      case 'datestart':
        return { ...match, dateStart: parseDate(argument) };
      case 'datestop':
        return { ...match, dateStop: parseDate(argument) };
      case 'timestart':
        return { ...match, timeStart: parseTime(argument) };
      case 'timestop':
        return { ...match, timeStop: parseTime(argument) };
      case 'monthdays':
        return { ...match, monthDays: (parseMonthDays(argument) ^ (invert ? ALL_MONTH_DAYS : 0)) >>> 0 };
      case 'weekdays':
        return { ...match, weekDays: (parseWeekDays(argument) ^ (invert ? ALL_WEEK_DAYS : 0)) >>> 0 };
      case 'contiguous':
        return { ...match, contiguous: true };
      case 'utc':
        return match;
      case 'localtz':
        warn(
          'WARNING: --localtz is being replaced by --kerneltz, since "local" is ambiguous. Note the kernel timezone has caveats - see manpage for details.\n',
        );
    }
    return { ...match, kernelZone: true };
  },

  finish(match, given) {
    if (!given.has('contiguous') || match.timeStart >= match.timeStop) return match;
    throw parameterProblem('time: --contiguous only makes sense when stoptime is smaller than starttime');
  },

  save(match) {
    const { monthDays, weekDays, kernelZone, contiguous } = match;
    return (
      (isAllDay(match) ? '' : ` --timestart ${clock(match.timeStart)} --timestop ${clock(match.timeStop)}`) +
      (monthDays === ALL_MONTH_DAYS ? '' : ` --monthdays ${daysOf(monthDays).join()}`) +
      (weekDays === ALL_WEEK_DAYS ? '' : ` --weekdays ${weekDayNames(weekDays)}`) +
      (match.dateStart === 0 ? '' : ` --datestart ${calendar(match.dateStart, 'T')}`) +
      // Only the largest number of 64 bits would be left out, and no date is that late.
      (match.dateStop === 0 ? '' : ` --datestop ${calendar(match.dateStop, 'T')}`) +
      (kernelZone ? ' --kerneltz' : '') +
      (contiguous ? ' --contiguous' : '')
    );
  },

  print(match) {
    const { monthDays, weekDays, dateStart, dateStop, kernelZone, contiguous } = match;
    const ordinals = daysOf(monthDays).map((day) => `${day}${ORDINALS[day % 10] ?? 'th'}`);
    return (
      ' TIME' +
      (isAllDay(match) ? '' : ` from ${clock(match.timeStart)} to ${clock(match.timeStop)}`) +
      (weekDays === ALL_WEEK_DAYS ? '' : ` on ${weekDayNames(weekDays)}`) +
      (monthDays === ALL_MONTH_DAYS ? '' : ` on ${ordinals.join()}`) +
      (dateStart === 0 ? '' : ` starting from ${calendar(dateStart, ' ')}`) +
      (dateStop === LAST_DATE ? '' : ` until date${dateStop === 0 ? '' : ` ${calendar(dateStop, ' ')}`}`) +
      (kernelZone ? '' : ' UTC') +
      (contiguous ? ' contiguous' : '')
    );
  },
};

/** `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]` */
function parseDate(text: string): number {
  const parts = /^(\d+)(?:-(\d*)(?:-(\d*)(?:T(\d*)(?::(\d*)(?::(\d*))?)?)?)?)?$/.exec(text);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (parts ?? [])
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const wrong =
    parts === null || year < 1970 || year > 2038 || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59;
  if (wrong) throw parameterProblem(`Invalid date "${text}" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`);
  // Days and months that there are none of run over into the next, as mktime has it.
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

/** `hh:mm[:ss]`; what is wrong is named from the part on that is wrong. */
function parseTime(text: string): number {
  const [, hour = '', rest] = /^(\d*):(.*)$/.exec(text) ?? [];
  const problem = (part: string) =>
    parameterProblem(`invalid time "${part}" specified, should be hh:mm[:ss] format and within the boundaries`);
  if (rest === undefined || Number(hour) > 23) throw problem(text);
  const [, minute = '', second] = /^(\d*)(?::(.*))?$/.exec(rest) ?? [undefined, '60'];
  if (Number(minute) > 59) throw problem(rest);
  if (second !== undefined && (!/^\d*$/.test(second) || Number(second) > 59)) throw problem(second);
  return 3600 * Number(hour) + 60 * Number(minute) + Number(second ?? 0);
}

/** `1,15,31`; only two characters of each are looked at. */
function parseMonthDays(text: string): number {
  let days = 0;
  for (const part of segments(text, 2)) {
    const day = part === '' ? 0 : parseUnsigned(part, 31);
    if (day === undefined) throw parameterProblem(`${part} is not a valid day for --monthdays`);
    days |= 1 << day;
  }
  return days;
}

/** `Mon,2,Su`; two characters tell a day's name. */
function parseWeekDays(text: string): number {
  let days = 0;
  for (const part of segments(text, 3)) {
    const number = part === '' ? 0 : parseUnsigned(part, 999);
    if (number === 0) throw parameterProblem('No, the week does NOT begin with Sunday.');
    const named = WEEK_DAYS.flatMap((name, index) => (name.slice(0, 2) === part.slice(0, 2) ? [index + 1] : []));
    if (number === undefined && named.length === 0) throw parameterProblem(`${part} is not a valid day specifier`);
    for (const day of number === undefined ? named : [number]) days |= 1 << day;
  }
  return days;
}

/** What lies between commas, cut to so many characters; nothing follows the last comma. */
function segments(text: string, length: number): readonly string[] {
  const parts = text.split(',').map((part) => part.slice(0, length));
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

export function isAllDay({ timeStart, timeStop }: TimeMatch): boolean {
  return timeStart === 0 && timeStop === LAST_TIME;
}

function daysOf(mask: number): readonly number[] {
  return Array.from({ length: 31 }, (_, index) => index + 1).filter((day) => (mask >>> day) & 1);
}

function weekDayNames(mask: number): string {
  return WEEK_DAYS.filter((_, index) => (mask >>> (index + 1)) & 1).join();
}

/** Which conditions on days say something. */
export function asksForDays({ dateStart, dateStop, monthDays, weekDays }: TimeMatch) {
  return {
    date: dateStart !== 0 || dateStop !== LAST_DATE,
    monthDay: monthDays !== ALL_MONTH_DAYS,
    weekDay: weekDays !== ALL_WEEK_DAYS,
  };
}

/** `23:59:59` */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** `2020-01-01`, a separator, `00:00:00` */
export function calendar(seconds: number, separator: string): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', separator);
}
