/** Programs that by their own words never end, and how long they may go on while somebody waits for them. */
import type { Process } from '../machine';
import { type Microseconds, SECOND } from '../network';

const MOST_LINES = 100;
/** Of one that writes as fast as it can, usually for another command. */
const MOST_LINES_AT_ONCE = 100_000;
const MOST_SECONDS = 1000;

interface Endless {
  readonly process: Process;
  /** `1,000 lines`. */
  readonly after: string;
}

/** Endless programs that were started by a command or while it ran. */
function endlessOf(command: Process): readonly Process[] {
  // Who waits for jobs waits for what was started before.
  const since = command.argv[0] === 'wait' || command.argv[0] === 'fg' ? 0 : command.startedAt;
  const isMeant = ({ endedBy, startedAt }: Process) => endedBy !== undefined && startedAt >= since;
  return command.place.machine.pids.list().filter(isMeant);
}

/** Whether one of them runs. */
export function isEndless(command: Process): boolean {
  return endlessOf(command).length > 0;
}

/** When one that by its own words never ends has gone on for long enough; never for others. */
export function patienceEnd({ endedBy, startedAt }: Process): Microseconds {
  return endedBy === undefined ? Number.POSITIVE_INFINITY : startedAt + MOST_SECONDS * SECOND + 1;
}

/** One that has gone on for long enough. */
export function findEndless(command: Process): Endless | undefined {
  const { net } = command.place;
  for (const process of endlessOf(command)) {
    const most = process.argv[0] === 'yes' ? MOST_LINES_AT_ONCE : MOST_LINES;
    if (process.lines > most) return { process, after: `${most.toLocaleString('en')} lines` };
    if (net.clock.now - process.startedAt > MOST_SECONDS * SECOND)
      return { process, after: `${MOST_SECONDS.toLocaleString('en')} seconds` };
  }
  return undefined;
}
