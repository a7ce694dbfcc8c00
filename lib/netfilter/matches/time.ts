/** `-m time`: the machine's time of day, day and date. Linux: time_mt, net/netfilter/xt_time.c. The kernel's time zone, `--kerneltz`, is UTC here. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** When packets match: all of it must hold. */
export interface TimeMatch {
  readonly kind: 'time';
  /** Seconds since 1970, both ends included. */
  readonly dateStart: number;
  readonly dateStop: number;
  /** Seconds since midnight, both ends included; the start may be the later one. */
  readonly timeStart: number;
  readonly timeStop: number;
  /** A bit for each day of the month, 1 to 31. */
  readonly monthDays: number;
  /** A bit for each day of the week, 1 for Monday to 7. */
  readonly weekDays: number;
  readonly kernelZone: boolean;
  /** What is after midnight belongs to the day before. */
  readonly contiguous: boolean;
}

/** The seconds of a day. */
export const SECONDS_PER_DAY = 86_400;
/** 1970 began with a Thursday. */
const FIRST_DAY = 4;
const MICROSECONDS = 1_000_000;

/** Time and date. */
export const TIME_MATCH: MatchDefinition<TimeMatch> = {
  kind: 'time',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  check: ({ contiguous, timeStart, timeStop }) => (contiguous && timeStart < timeStop ? 'EINVAL' : undefined),
  prepare(match) {
    return (_skb, { host }) => isWithin(match, Math.floor((host.startedAt + host.now()) / MICROSECONDS));
  },
};

function isWithin(match: TimeMatch, now: number): boolean {
  const { dateStart, dateStop, timeStart, timeStop, monthDays, weekDays, contiguous } = match;
  if (now < dateStart || now > dateStop) return false;
  const time = now % SECONDS_PER_DAY;
  const overnight = timeStart >= timeStop;
  const isTime = overnight ? time >= timeStart || time <= timeStop : time >= timeStart && time <= timeStop;
  if (!isTime) return false;
  const belongsToYesterday = overnight && contiguous && time <= timeStop;
  const day = Math.floor(now / SECONDS_PER_DAY) - (belongsToYesterday ? 1 : 0);
  const weekDay = ((FIRST_DAY + day - 1) % 7) + 1;
  const monthDay = new Date(day * SECONDS_PER_DAY * 1000).getUTCDate();
  return ((weekDays >>> weekDay) & (monthDays >>> monthDay) & 1) === 1;
}
