/** `uptime` of procps: how long the machine's clock has run. Load is not modelled: it is 0. */
import type { Place } from '../machine';
import { SECOND } from '../network';
import { clockTime } from './common/calendar';
import type { CommandResult } from './common/result';
import { refuse, runTool } from './common/toolError';

/** `uptime`, `-p`, `-s` */
export function uptime({ machine }: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const [word] = argv;
    const minutes = Math.floor(machine.clock.now / SECOND / 60);
    if (word === '-s') return `${machine.date(0).toISOString().slice(0, 19).replace('T', ' ')}\n`;
    if (word === '-p') return `up ${formatUptime(minutes)}\n`;
    if (word !== undefined) throw refuse('uptime', `"${word}"`);
    return ` ${clockTime(machine.date())} up ${brief(minutes)},  1 user,  load average: 0.00, 0.00, 0.00\n`;
  });
}

/** `1 day,  2:03` */
function brief(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const date = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  return hours === 0
    ? `${date}${minutes % 60} min`
    : `${date}${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** `1 day, 2 hours, 3 minutes` */
function formatUptime(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const shown = parts.filter(([count, unit]) => count > 0 || (unit === 'minute' && minutes === 0));
  return shown.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ');
}
