/** Times as `--since` and `--until` take them. moby: api/types/time/timestamp.go (GetTimestamp). */
import type { Machine } from '../../machine';
import { type Microseconds, SECOND } from '../../network';

/** In µs, by Go's name of the unit. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1000,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
};

/** `10m` ago, `2022-07-02T08:00:00Z`, `2022-07-02`, `1656748800.5`: a time of the machine's clock; `undefined` for what is none. */
export function readTime(machine: Machine, text: string): Microseconds | undefined {
  const { now } = machine.clock;
  const duration = readDuration(text);
  if (duration !== undefined) return now - duration;
  const [, seconds, fraction = ''] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  const milliseconds =
    seconds === undefined ? Date.parse(withZone(text)) : Number(seconds) * 1000 + Number(`0.${fraction || '0'}`) * 1000;
  return Number.isNaN(milliseconds) ? undefined : now + (milliseconds - machine.date().getTime()) * 1000;
}

/** Go: time.ParseDuration. */
function readDuration(text: string): Microseconds | undefined {
  if (text === '0') return 0;
  if (!/^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|[smh]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|[smh])/g))
    sum += Number(number) * (UNITS[unit] ?? 0);
  return text.startsWith('-') ? -sum : sum;
}

/** The machine's zone is UTC. */
function withZone(text: string): string {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return '';
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  const full = text
    .replace(/T(\d\d)(Z|[+-]\d\d:\d\d)?$/, 'T$1:00:00$2')
    .replace(/T(\d\d:\d\d)(Z|[+-]\d\d:\d\d)?$/, 'T$1:00$2');
  return /(?:Z|[+-]\d\d:\d\d)$/.test(full) ? full : `${full}Z`;
}

/** RFC 3339 with nine digits after the second, so that all are as long: `2022-07-02T08:00:03.204117000Z`. */
export function longTimestamp(machine: Machine, at: Microseconds): string {
  const text = machine.date(at).toISOString().slice(0, -1);
  return `${text}${`${Math.floor(at) % 1000}`.padStart(3, '0')}000Z`;
}
