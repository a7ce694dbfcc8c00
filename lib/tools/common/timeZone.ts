/** Time zones as the variable TZ names them. glibc: time/tzset.c; the letters are those of the tz database. */

/** A time zone. */
export interface TimeZone {
  /** Seconds that its clocks are ahead of UTC at a time, in ms since 1970. */
  offsetAt(time: number): number;
  /** Its letters at that time, such as `CEST`, or the offset where there are none. */
  lettersAt(time: number): string;
}

/** Letters that `Intl` knows in no language, or in one only. */
const LETTERS: Readonly<Record<string, string>> = {
  'Asia/Tokyo': 'JST',
  'Asia/Seoul': 'KST',
  'Asia/Shanghai': 'CST',
  'Asia/Taipei': 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Manila': 'PST',
  'Asia/Jakarta': 'WIB',
  'Asia/Kolkata': 'IST',
  'Asia/Calcutta': 'IST',
  'Asia/Karachi': 'PKT',
  'Europe/Moscow': 'MSK',
  'Africa/Johannesburg': 'SAST',
  'Africa/Lagos': 'WAT',
  'Africa/Nairobi': 'EAT',
};
const LANGUAGES = ['en-US', 'en-GB', 'en-AU'];

/** What TZ means: UTC if it is not set or empty, and for a name that nobody knows. Rules for summer time are not modelled. */
export function timeZone(setting = ''): TimeZone {
  const name = setting.replace(/^:/, '');
  if (name === '' || /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu)$/.test(name)) return fixed(0, 'UTC');
  // Behind Greenwich is positive here.
  const [, quoted, plain, sign, hours, minutes = '0'] =
    /^(?:<([\w+-]{3,})>|([A-Za-z]{3,}))([+-]?)(\d{1,2})(?::(\d{2}))?$/.exec(name) ?? [];
  const letters = quoted ?? plain;
  if (letters !== undefined && Number(hours) <= 24) {
    const east = (sign === '-' ? 1 : -1) * (Number(hours) * 3600 + Number(minutes) * 60);
    return fixed(east, letters);
  }
  if (!isKnown(name)) return fixed(0, /^[A-Za-z]{3,}/.exec(name)?.[0] ?? 'UTC');
  return {
    offsetAt: (time) => offsetIn(name, time),
    lettersAt: (time) =>
      LETTERS[name] ?? lettersIn(name, time) ?? formatOffset(offsetIn(name, time)).replace(/00$/, ''),
  };
}

/** `+0900` */
export function formatOffset(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const digits = [Math.floor(minutes / 60), Math.floor(minutes % 60)].map((value) => String(value).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${digits.join('')}`;
}

/** A date whose UTC fields are those of a clock in the zone. */
export function localDate(time: number, zone: TimeZone): Date {
  return new Date(time + zone.offsetAt(time) * 1000);
}

function fixed(offset: number, letters: string): TimeZone {
  return { offsetAt: () => offset, lettersAt: () => letters };
}

function isKnown(name: string): boolean {
  try {
    partOf(name, 'en-US', 'short', 0);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function offsetIn(name: string, time: number): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(partOf(name, 'en-US', 'longOffset', time)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

function lettersIn(name: string, time: number): string | undefined {
  return LANGUAGES.map((language) => partOf(name, language, 'short', time)).find((text) => /^[A-Z]{3,4}$/.test(text));
}

function partOf(timeZone: string, language: string, timeZoneName: 'short' | 'longOffset', time: number): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName }).formatToParts(time);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
