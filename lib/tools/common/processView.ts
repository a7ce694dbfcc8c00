/** Processes as a place sees them: by its own numbers, with parents, terminals and times. */
import type { Place, Process } from '../../machine';
import { SECOND } from '../../network';
import { clockTime, MONTHS, padToTwo } from './calendar';

/** A process as `ps` looks at it. */
export interface ProcessView {
  readonly process: Process;
  readonly pid: number;
  readonly ppid: number;
  /** `pts/0` for what a person's shell started, else `?`. */
  readonly tty: string;
  /** `S` asleep, `R` running, `s` leader of a session, `+` in front of its terminal. */
  readonly state: string;
  /** `16:27`, or `Jul02` after a day. */
  readonly started: string;
  /** Seconds since it started. */
  readonly age: number;
}

/** All processes that a place sees, by number; `self` is the one that looks. */
export function viewProcesses(place: Place, self: Process | undefined): readonly ProcessView[] {
  return place.pids.list().map((process) => view(place, process, self));
}

function view(place: Place, process: Process, self: Process | undefined): ProcessView {
  const tty = isOfShell(process) ? 'pts/0' : '?';
  const leader =
    isShell(process) || (tty === '?' && (process.parent === undefined || process.parent.place !== process.place));
  const state = process === self ? 'R' : 'S';
  const front = tty !== '?' && !isShell(process) ? '+' : '';
  return {
    process,
    pid: place.pids.pidOf(process) ?? 0,
    ppid: parentOf(place, process),
    tty,
    state: `${state}${leader ? 's' : ''}${front}`,
    started: startTime(place, process),
    age: Math.floor((place.net.clock.now - process.startedAt) / SECOND),
  };
}

/** Orphans are the first process's; a container's processes have no parent outside of it. */
function parentOf(place: Place, process: Process): number {
  const { parent } = process;
  const pid = parent?.running ? place.pids.pidOf(parent) : undefined;
  if (pid !== undefined) return pid;
  return place === place.machine && place.pids.pidOf(process) !== 1 ? 1 : 0;
}

function isShell({ argv }: Process): boolean {
  return argv[0]?.startsWith('-') === true;
}

function isOfShell(process: Process): boolean {
  return isShell(process) || (process.parent?.running === true && isOfShell(process.parent));
}

function startTime({ machine }: Place, process: Process): string {
  const date = machine.date(process.startedAt);
  if (machine.date().getTime() - date.getTime() >= 86_400_000)
    return `${MONTHS[date.getUTCMonth()]}${padToTwo(date.getUTCDate())}`;
  return clockTime(date).slice(0, 5);
}
