/** Times as docker prints them. go-units: duration.go. */
import type { Machine } from '../../machine';
import { type Microseconds, SECOND } from '../../network';

/** `2 seconds`, `About a minute`, `5 days`. */
export function humanDuration(duration: Microseconds): string {
  const seconds = Math.floor(duration / SECOND);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(Math.floor(seconds / 3600) / 24 / 365)} years`;
}

/** RFC 3339 with as many digits after the second as there are: `2022-07-02T08:00:03.204117Z`. */
export function timestamp(machine: Machine, at: Microseconds): string {
  const [seconds = '', milliseconds = ''] = machine.date(at).toISOString().slice(0, -1).split('.');
  const fraction = `${milliseconds}${`${Math.floor(at) % 1000}`.padStart(3, '0')}`.replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** What Go writes for a time that never was. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';
