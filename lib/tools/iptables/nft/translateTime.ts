/** `-m time` in the words of nft. Userspace: time_xlate, extensions/libxt_time.c. */
import type { TimeMatch } from '../../../netfilter';
import { asksForDays, calendar, clock, isAllDay } from '../extensions/time';

/** Days of the month nft has no words for. Before all but the date is a space too many. */
export function translateTime(match: TimeMatch): string | undefined {
  const { dateStart, dateStop, timeStart, timeStop } = match;
  const asks = asksForDays(match);
  if (asks.monthDay) return undefined;
  return [
    ...(asks.date ? [`meta time "${calendar(dateStart, ' ')}"-"${calendar(dateStop, ' ')}"`] : []),
    ...(isAllDay(match) ? [] : [` meta hour "${clock(timeStart)}"-"${clock(timeStop)}"`]),
    ...(asks.weekDay ? [` meta day ${daysOf(match)}`] : []),
  ].join('');
}

/** Sunday is the last day to iptables, and day 0 to nft. */
function daysOf({ weekDays }: TimeMatch): string {
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => (weekDays & (1 << day)) !== 0).map((day) => day % 7);
  return days.length > 1 ? `{ ${days.join(', ')} }` : days.join('');
}
