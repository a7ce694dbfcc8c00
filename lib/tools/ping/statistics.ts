/** What iputils' ping says of times. */
import { MILLISECOND, type Microseconds } from '../../network';
import { largest, smallest } from './roundTrips';

/** Three significant places: `0.069`, `1.23`, `12.3`, `123`. */
export function milliseconds(time: number): string {
  const value = time / MILLISECOND;
  if (value >= 100) return String(Math.floor(value));
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

export interface Statistics {
  readonly target: string;
  readonly sent: number;
  readonly times: readonly Microseconds[];
  /** Whether requests had room for the time at which they were sent. */
  readonly isTimed: boolean;
  readonly errors: number;
  /** The most requests that were unanswered when a reply came. iputils: acknowledge. */
  readonly pipe: number;
  /** From the first to the last that was sent. */
  readonly elapsed: Microseconds;
  /** The average that the last answers count most in, eightfold, where packets follow answers. */
  readonly smoothed: Microseconds | undefined;
}

/** What is printed at the end. iputils: finish, ping_common.c. */
export function summary({ target, sent, times, isTimed, errors, pipe, elapsed, smoothed }: Statistics): string {
  const loss = sent === 0 ? 0 : ((sent - times.length) * 100) / sent;
  const percent = Number.isInteger(loss) ? String(loss) : String(Number(loss.toFixed(4)));
  const failed = errors > 0 ? `+${errors} errors, ` : '';
  const head = `\n--- ${target} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${failed}${percent}% packet loss, time ${Math.floor(elapsed / MILLISECOND)}ms\n`;
  const underWay = pipe > 1 ? `pipe ${pipe}` : '';
  if (times.length === 0 || !isTimed) return `${head}${underWay}\n`;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(
    Math.max(0, times.reduce((sum, time) => sum + time * time, 0) / times.length - mean * mean),
  );
  const three = (time: number) => (time / MILLISECOND).toFixed(3);
  const gaps =
    smoothed === undefined || sent < 2
      ? ''
      : `, ipg/ewma ${three(Math.floor(elapsed / (sent - 1)))}/${three(Math.floor(smoothed / 8))} ms`;
  return `${head}rtt min/avg/max/mdev = ${[smallest(times), mean, largest(times), deviation].map(three).join('/')} ms${underWay === '' ? '' : `, ${underWay}`}${gaps}\n`;
}
