/** Dates as tools write them. The machines' time zone is UTC. */

/** Days of the week, from Sunday. */
export const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
/** Months, from January. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Tue, 28 Jun 2022 16:00:00 GMT` (RFC 9110, section 5.6.7) */
export function httpDate(date: Date): string {
  const day = `${DAYS[date.getUTCDay()]}, ${padToTwo(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${clockTime(date)} GMT`;
}

/** `16:27:10` */
export function clockTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}

/** `Tue Jun 28 16:00:00 2022`, as ctime(3) has it. */
export function ctime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${clockTime(date)} ${date.getUTCFullYear()}`;
}

/** `04` */
export function padToTwo(value: number): string {
  return String(value).padStart(2, '0');
}
